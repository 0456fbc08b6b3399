"""Requests that no SDK would send, and signatures that do not fit."""

from __future__ import annotations

import json
import time

import pytest

from tests.conformance.endpoint import Endpoint
from tests.conformance.pools import PASSWORD, Pool, some_address
from tests.conformance.refusals import refused


def sign_up_body(pool: Pool, **over: object) -> bytes:
    person = {"Username": some_address(), "Password": PASSWORD, "ClientId": pool.client_id, **over}
    return json.dumps({name: value for name, value in person.items() if value is not None}).encode()


def test_a_missing_client_id_is_an_invalid_parameter(pool: Pool, endpoint: Endpoint) -> None:
    """Model: SignUpRequest (required: ClientId, Username); SignUp.errors InvalidParameterException."""
    answer = endpoint.post(sign_up_body(pool, ClientId=None), "SignUp")
    answer.must_be(400, "InvalidParameterException")


def test_a_missing_username_is_an_invalid_parameter(pool: Pool, endpoint: Endpoint) -> None:
    """Model: SignUpRequest (required: ClientId, Username); SignUp.errors InvalidParameterException."""
    answer = endpoint.post(sign_up_body(pool, Username=None), "SignUp")
    answer.must_be(400, "InvalidParameterException")


@pytest.mark.unproven("AWS services answer so; no page of AWS names SerializationException for Cognito")
def test_malformed_json_is_a_serialization_error(pool: Pool, endpoint: Endpoint) -> None:
    """Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html."""
    answer = endpoint.post(sign_up_body(pool)[:-1], "SignUp")
    answer.must_be(400, "SerializationException")


@pytest.mark.unproven("AWS services answer so; no page of AWS names SerializationException for Cognito")
def test_a_value_of_the_wrong_type_is_a_serialization_error(pool: Pool, endpoint: Endpoint) -> None:
    """Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html;
    Model: UsernameType (string)."""
    answer = endpoint.post(sign_up_body(pool, Username=["a", "list"]), "SignUp")
    answer.must_be(400, "SerializationException")


@pytest.mark.unproven("AWS services answer so; no page of AWS names SerializationException for Cognito")
def test_a_body_that_is_no_object_is_a_serialization_error(endpoint: Endpoint) -> None:
    """Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html."""
    answer = endpoint.post(b'["no", "object"]', "SignUp")
    answer.must_be(400, "SerializationException")


def test_an_unknown_operation_is_named_so(endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
    (UnknownOperationException)."""
    answer = endpoint.post(b"{}", "MakeCoffee")
    answer.must_be_a_client_error("UnknownOperationException")


@pytest.mark.unproven("AWS's pages require the X-Amz-Target header and do not say what comes without it")
def test_a_missing_target_is_refused_as_a_client_error(pool: Pool, endpoint: Endpoint) -> None:
    """Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html (X-Amz-Target is required)."""
    answer = endpoint.post(sign_up_body(pool), None)
    answer.must_be_a_client_error()


def test_a_body_of_two_megabytes_is_answered_in_awss_form(pool: Pool, endpoint: Endpoint) -> None:
    """Model: AttributeValueType (max 2048); SignUp.errors InvalidParameterException. AWS may refuse
    the body's length before that, so the rule is: a client error in AWS's form, within ten seconds."""
    started = time.monotonic()
    attributes = [{"Name": "name", "Value": "n" * 2_000_000}]
    answer = endpoint.post(sign_up_body(pool, UserAttributes=attributes), "SignUp")
    assert time.monotonic() - started < 10
    answer.must_be_a_client_error()


def test_a_wrong_secret_key_does_not_sign(pool: Pool, endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
    ("The request signature we calculated does not match the signature you provided")."""
    forged = endpoint.cognito(secret_access_key="not-the-secret")
    with refused("InvalidSignatureException"):
        forged.admin_get_user(UserPoolId=pool.id, Username=some_address())


def test_an_unknown_access_key_is_refused(pool: Pool, endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
    ("access key ID provided does not exist in our records")."""
    stranger = endpoint.cognito(access_key_id="AKIAIOSFODNN7EXAMPLE")
    with refused("UnrecognizedClientException", "InvalidClientTokenId"):
        stranger.admin_get_user(UserPoolId=pool.id, Username=some_address())


def test_an_admins_call_without_a_signature_is_refused(pool: Pool, endpoint: Endpoint) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
    (MissingAuthenticationToken); Model: AdminGetUser (no `authtype: none`, unlike SignUp)."""
    body = json.dumps({"UserPoolId": pool.id, "Username": some_address()}).encode()
    answer = endpoint.post(body, "AdminGetUser")
    assert 400 <= answer.status < 500
    assert (answer.error or "").startswith(("MissingAuthenticationToken", "IncompleteSignature"))


def test_a_sign_up_needs_no_signature(pool: Pool, endpoint: Endpoint) -> None:
    """Model: SignUp (authtype: none)."""
    address = some_address()
    attributes = [{"Name": "email", "Value": address}]
    answer = endpoint.post(sign_up_body(pool, Username=address, UserAttributes=attributes), "SignUp")
    assert answer.status == 200
    assert json.loads(answer.text)["UserConfirmed"] is False
