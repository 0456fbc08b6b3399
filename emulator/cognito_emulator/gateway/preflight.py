"""The preflight of AWS's APIs; a bucket and an application's own API answer by their own CORS settings.

Sources: "CORS-preflight request" in the Fetch standard; what Cognito answers to one.
"""

from __future__ import annotations

import re

from starlette.responses import Response
from starlette.types import Scope

from cognito_emulator.gateway.headers import values_of
from cognito_emulator.gateway.hosts import Authority, EngineHosts

# `*` does not cover Authorization, and not every browser takes it for the others.
ALLOWED_HEADERS = (
    "*,Authorization,Cache-Control,Content-Encoding,Content-Type,Date,amz-sdk-invocation-id,amz-sdk-request,"
    "x-amz-content-sha256,x-amz-date,x-amz-security-token,x-amz-target,x-amz-user-agent,x-amzn-trace-id"
)
ALLOWED_METHODS = "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS"
SECONDS = "172800"
_OF_APPLICATIONS = ("/_aws/", "/_alb/", "/restapis/")
_BUCKET = re.compile(r"/(?!oauth2/|\d{4}-\d{2}-\d{2}/)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/|$)")


def preflight_answer(scope: Scope, hosts: EngineHosts) -> Response | None:
    """The answer to an admitted preflight; None for every other request, and where an application answers."""
    if scope["type"] != "http" or scope["method"] != "OPTIONS":
        return None
    if not values_of(scope, b"access-control-request-method") or _is_of_an_application(scope, hosts):
        return None
    headers = {
        "access-control-allow-methods": ALLOWED_METHODS,
        "access-control-allow-headers": ALLOWED_HEADERS,
        "access-control-max-age": SECONDS,
    }
    return Response(status_code=200, headers=headers)


def _is_of_an_application(scope: Scope, hosts: EngineHosts) -> bool:
    host = Authority.of(values_of(scope, b"host")[0])
    below = host is not None and hosts.is_of_an_application(host.host)
    return below or scope["path"].startswith(_OF_APPLICATIONS) or bool(_BUCKET.match(scope["path"]))
