"""A WebSocket opens for whom its handshake's signature proves."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests import http
from tests.emulator.account import Account

UPGRADE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",  # pragma: allowlist secret - any sixteen bytes
}


@pytest.fixture(scope="module")
def socket_url(account: Account) -> str:
    """A WebSocket API that IAM guards."""
    gateway = account.client("apigatewayv2")
    api = gateway.create_api(
        Name="socket", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body"
    )
    integration = gateway.create_integration(ApiId=api["ApiId"], IntegrationType="MOCK")["IntegrationId"]
    gateway.create_route(
        ApiId=api["ApiId"],
        RouteKey="$connect",
        AuthorizationType="AWS_IAM",
        Target=f"integrations/{integration}",
    )
    gateway.create_stage(ApiId=api["ApiId"], StageName="stage", AutoDeploy=True)
    return f"{account.endpoint_url}/_aws/execute-api/{api['ApiId']}/stage"


@pytest.mark.parametrize("how", [SigV4Auth, SigV4QueryAuth], ids=["header", "query"])
@pytest.mark.parametrize(
    ("key", "secret", "status"),
    [("test", "test", 101), ("test", "wrong", 403), ("123456789012", "wrong", 403)],
)
def test_a_websocket_opens_for_a_secret_that_fits(
    socket_url: str, how: Any, key: str, secret: str, status: int
) -> None:
    handshake = AWSRequest("GET", socket_url)
    how(Credentials(key, secret), "execute-api", "us-east-1").add_auth(handshake)
    prepared = handshake.prepare()
    headers = {**dict(prepared.headers.items()), **UPGRADE}
    with http.stream("GET", str(prepared.url), headers=headers, trust_env=False) as answer:
        assert answer.status_code == status
