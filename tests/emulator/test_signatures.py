"""A request is believed to come from whom its signature proves, read in one way and over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timezone

import boto3
import httpx
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests import http
from tests.emulator.account import Account
from tests.emulator.signers import signed, user_with

ROOT = Credentials("test", "test")
DATE = datetime.now(timezone.utc).strftime("%Y%m%d")
SCOPE = f"{DATE}/us-east-1/dynamodb/aws4_request"
FORGED = f"AWS4-HMAC-SHA256 Credential=test/{SCOPE}, SignedHeaders=host, Signature=00"
SMALL_LETTERS = (
    f"?x-amz-algorithm=AWS4-HMAC-SHA256&x-amz-credential=test/{SCOPE}&x-amz-date={DATE}T000000Z"
    "&x-amz-signedheaders=host&x-amz-signature=00"
)
LIST_TABLES = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables"}
Headers = list[tuple[str, str]]


@pytest.fixture(scope="module")
def powerless(account: Account) -> Credentials:
    """An IAM user without a policy."""
    return user_with(account)


def post(url: str, headers: Headers, query: str = "", body: bytes = b"{}") -> httpx.Response:
    return http.post(f"{url}/{query}", headers=headers, content=body, trust_env=False)


def without_authorization(headers: dict[str, str]) -> Headers:
    return [pair for pair in headers.items() if pair[0] != "Authorization"]


def forged_before_mine(mine: str) -> Headers:
    return [("authorization", FORGED), ("authorization", mine)]


def forged_after_mine(mine: str) -> Headers:
    return [("authorization", mine), ("authorization", FORGED)]


def two_credentials(mine: str) -> Headers:
    return [("authorization", mine.replace(" ", f" Credential=test/{SCOPE}, ", 1))]


@pytest.mark.parametrize("disguise", [forged_before_mine, forged_after_mine, two_credentials])
def test_nobody_adds_roots_key_to_a_signature_of_their_own(
    endpoint_url: str, powerless: Credentials, disguise: Callable[[str], Headers]
) -> None:
    own = signed(f"{endpoint_url}/", powerless, LIST_TABLES)
    assert post(endpoint_url, list(own.items())).status_code == 403, "the user's own signature fits"
    answer = post(endpoint_url, [*without_authorization(own), *disguise(own["Authorization"])])
    assert answer.json()["__type"] == "IncompleteSignatureException"


@pytest.mark.parametrize(
    "headers",
    [
        [("authorization", FORGED), ("authorization", "Bearer abc")],
        [("authorization", "Bearer abc"), ("authorization", FORGED)],
        [("authorization", FORGED.replace("SHA256", "SHA1"))],
        [("authorization", FORGED.replace("-SHA256", ""))],
        [("authorization", FORGED.replace("HMAC-SHA256", "ECDSA-P256-SHA256"))],
        [("authorization", FORGED.partition(",")[0])],
        [("authorization", "AWS test:AAAA")],
    ],
    ids=["before-bearer", "after-bearer", "sha1", "no-hash", "ecdsa", "half", "sigv2"],
)
def test_no_other_form_of_a_signature_is_roots(endpoint_url: str, headers: Headers) -> None:
    answer = post(endpoint_url, [*LIST_TABLES.items(), *headers])
    assert answer.status_code == 400
    assert answer.json()["__type"].startswith("IncompleteSignature")


@pytest.mark.parametrize("scheme", ["AWS4-HMAC", "AWS4-HMAC-SHA1", "AWS4-HMAC-SHA512"])
def test_a_signature_under_another_schemes_name_is_none(endpoint_url: str, scheme: str) -> None:
    own = signed(f"{endpoint_url}/", ROOT, LIST_TABLES)
    renamed = own["Authorization"].replace("AWS4-HMAC-SHA256", scheme)
    answer = post(endpoint_url, [*without_authorization(own), ("authorization", renamed)])
    assert answer.json()["__type"] == "IncompleteSignatureException"


@pytest.mark.parametrize("header", [[], [("authorization", "Bearer abc")]], ids=["alone", "with-bearer"])
@pytest.mark.parametrize(
    "query",
    [
        f"?X-Amz-Credential=test/{SCOPE}",
        f"?x-amz-credential=test/{SCOPE}",
        SMALL_LETTERS,
        "?AWSAccessKeyId=test",
        "?awsaccesskeyid=test&Signature=AAAA&Expires=9999999999",
        "?AWSAccessKeyId=test&Signature=AAAA&Expires=9999999999",
    ],
)
def test_a_key_in_the_query_is_believed_with_its_signature_alone(
    endpoint_url: str, query: str, header: Headers
) -> None:
    answer = post(endpoint_url, [*LIST_TABLES.items(), *header], query)
    assert answer.status_code == 400
    assert answer.json()["__type"].startswith("IncompleteSignature")


def test_a_request_is_signed_in_one_way_and_no_second(endpoint_url: str) -> None:
    query = f"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/{SCOPE}"
    own = signed(f"{endpoint_url}/{query}", ROOT, LIST_TABLES)
    answer = post(endpoint_url, list(own.items()), query)
    assert answer.json()["__type"] == "IncompleteSignatureException"


@pytest.mark.parametrize("says_its_hash", [True, False])
def test_a_signature_fits_no_other_body(endpoint_url: str, says_its_hash: bool) -> None:
    said = {"x-amz-content-sha256": hashlib.sha256(b"{}").hexdigest()}
    own = signed(f"{endpoint_url}/", ROOT, LIST_TABLES | (said if says_its_hash else {}))
    headers = [pair for pair in own.items() if pair[0].lower() != "content-length"]
    assert post(endpoint_url, headers).status_code == 200
    answer = post(endpoint_url, [*headers, *({} if says_its_hash else said).items()], body=b'{"Limit": 1}')
    assert answer.json()["__type"] == "InvalidSignatureException"


def test_a_signature_fits_no_other_operation(endpoint_url: str) -> None:
    own = signed(f"{endpoint_url}/", ROOT, {"content-type": LIST_TABLES["content-type"]})
    answer = post(endpoint_url, [*own.items(), ("x-amz-target", LIST_TABLES["x-amz-target"])])
    assert answer.json()["__type"] == "InvalidSignatureException"


class Presigned(SigV4QueryAuth):
    """A signature in the query that leaves the body where it is."""

    def _modify_request_before_signing(self, request: AWSRequest) -> None:
        body, request.data = request.data, b""
        super()._modify_request_before_signing(request)  # type: ignore[misc]
        request.data = body


def test_a_presigned_call_is_about_the_account_of_its_key(endpoint_url: str) -> None:
    elsewhere = Account(endpoint_url, key="123456789012")
    pool = elsewhere.cognito.create_user_pool(PoolName="elsewhere")["UserPool"]["Id"]
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.AdminCreateUser",
    }
    body = json.dumps({"UserPoolId": pool, "Username": "ada", "MessageAction": "SUPPRESS"}).encode()
    request = AWSRequest("POST", f"{endpoint_url}/", headers, body)
    Presigned(Credentials("123456789012", "test"), "cognito-idp", "us-east-1").add_auth(request)
    answer = http.post(str(request.url), headers=headers, content=body, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert len(elsewhere.cognito.list_users(UserPoolId=pool)["Users"]) == 1


def test_no_policy_forbids_an_operation_that_aws_does_not_sign(
    endpoint_url: str, powerless: Credentials
) -> None:
    target = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.GetUser",
    }
    body = json.dumps({"AccessToken": "nobodys"}).encode()
    own = signed(f"{endpoint_url}/", powerless, target, body, "cognito-idp")
    assert post(endpoint_url, list(own.items()), body=body).json()["__type"] == "NotAuthorizedException"


def test_iam_sees_the_pool_in_an_arn_and_the_tags_in_a_request(account: Account) -> None:
    mine, other = account.pool(), account.pool()
    tags = {"StringEquals": {"aws:RequestTag/team": "a"}}
    keys = user_with(
        account,
        {"Effect": "Allow", "Action": "cognito-idp:ListTagsForResource", "Resource": mine.arn},
        {"Effect": "Allow", "Action": "cognito-idp:CreateUserPool", "Resource": "*", "Condition": tags},
    )
    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=account.endpoint_url,
        region_name=account.region,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
    )
    denied = cognito.exceptions.ClientError
    cognito.list_tags_for_resource(ResourceArn=mine.arn)
    cognito.create_user_pool(PoolName="tagged", UserPoolTags={"team": "a"})
    for call in (
        lambda: cognito.list_tags_for_resource(ResourceArn=other.arn),
        lambda: cognito.create_user_pool(PoolName="untagged"),
        lambda: cognito.create_user_pool(PoolName="other", UserPoolTags={"team": "b"}),
    ):
        with pytest.raises(denied, match="AccessDeniedException"):
            call()
