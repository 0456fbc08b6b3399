"""Every answer of every operation, held to AWS's model both ways: nothing missing, nothing more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from cognito_emulator.cognito.refused import REFUSED
from cognito_emulator.cognito.rules.model_constraints import WrongTypeError, violations
from cognito_emulator.cognito.service import OPERATIONS
from tests.emulator.every_operation import CERTIFICATE, MODEL, Wire, ask, tell
from tests.emulator.valid_requests import valid_request, with_nulls

STANDARD_ATTRIBUTES = 21
OWN_ACCOUNTS = "222233334444", "222233335555", "222233336666"  # where nobody else's pools are listed
# Where AWS's answers break AWS's own model: an attribute that every pool has, of 21 characters; the sentence
# that ends an import job; and the empty configuration of a domain that is none of the customer's own
AWS_BREAKS_ITS_MODEL = (
    re.compile(r"Value 'phone_number_verified' at '.*name' .* length less than or equal to 20"),
    re.compile(r"Value '.*' at '(.*\.)?completionMessage' .* regular expression pattern: .*"),
    re.compile(r"Value null at 'domainDescription\.customDomainConfig\.certificateArn' .*"),
)


@pytest.fixture(scope="module")
def story(endpoint_url: str) -> Wire:
    wire = Wire(endpoint_url, OWN_ACCOUNTS[0])
    tell(wire)
    return wire


@pytest.fixture(scope="module")
def story_with_nulls(endpoint_url: str) -> Wire:
    wire = Wire(endpoint_url, OWN_ACCOUNTS[1], with_nulls=True)
    tell(wire)
    return wire


def first(story: Wire, operation: str) -> dict[str, Any]:
    return dict(json.loads(story.answers[operation][0]))


def misfits(shape: StructureShape, answer: dict[str, Any]) -> list[str]:
    """What an answer has that its shape has not, and the other way round."""
    try:
        broken = violations(shape, answer)
    except WrongTypeError as wrong:
        broken = [str(wrong)]
    broken = [each for each in broken if not any(known.fullmatch(each) for known in AWS_BREAKS_ITS_MODEL)]
    return [*_strange(shape, answer, shape.name), *broken]


def _strange(shape: Shape, value: Any, where: str) -> Iterator[str]:
    """Members that the shape has not, nulls, and times that are no numbers: a request may have them."""
    if value is None:
        yield f"{where} is null"
    elif isinstance(shape, StructureShape) and shape.metadata.get("document"):
        return  # any JSON
    elif isinstance(shape, StructureShape):
        yield from (f"{where}.{name} is no member" for name in value if name not in shape.members)
        for name in value.keys() & shape.members.keys():
            yield from _strange(shape.members[name], value[name], f"{where}.{name}")
    elif isinstance(shape, ListShape):
        for item in value:
            yield from _strange(shape.member, item, f"{where}[]")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _strange(shape.value, item, f"{where}[{key}]")
    elif shape.type_name == "timestamp" and not isinstance(value, (int, float)):
        yield f"{where} is no number of seconds"


def outline(value: Any) -> Any:
    """A value's members and their types, without what is different each time."""
    if isinstance(value, dict):
        return {name: outline(item) for name, item in value.items()}
    if isinstance(value, list):
        return [outline(item) for item in value]
    return type(value).__name__


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_answer_fits_its_shape_both_ways(story: Wire, operation: str) -> None:
    answers = story.answers[operation]
    assert answers, f"{operation} has no part in the story of tests/emulator/every_operation.py"
    shape = MODEL.operation_model(operation).output_shape
    if shape is None:
        assert set(answers) == {b""}
        return
    assert isinstance(shape, StructureShape)
    for answer in answers:
        assert misfits(shape, json.loads(answer)) == []


@pytest.mark.parametrize("operation", MODEL.operation_names)
def test_with_nulls_the_least_request_is_answered_as_without(endpoint_url: str, operation: str) -> None:
    shape = MODEL.operation_model(operation).input_shape
    request = valid_request(shape, {})
    plain, nulls = (
        ask(endpoint_url, operation, each, key=OWN_ACCOUNTS[2])
        for each in (request, with_nulls(shape, request))
    )
    if plain.is_success:
        assert outline(nulls.json()) == outline(plain.json())
    else:
        assert (nulls.status_code, nulls.json()) == (plain.status_code, plain.json())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_null_for_an_optional_member_is_the_same_as_leaving_it_out(
    story: Wire, story_with_nulls: Wire, operation: str
) -> None:
    plain, nulls = (
        [outline(json.loads(answer or b"{}")) for answer in told.answers[operation]]
        for told in (story, story_with_nulls)
    )
    assert nulls == plain


def test_every_operation_of_awss_model_is_answered_or_refused_by_name_and_none_is_both() -> None:
    assert OPERATIONS.keys() | REFUSED.keys() == set(MODEL.operation_names)
    assert not OPERATIONS.keys() & REFUSED.keys()


@pytest.mark.parametrize("operation", REFUSED)
def test_what_is_not_here_is_refused_by_name_with_its_reason(endpoint_url: str, operation: str) -> None:
    request = valid_request(MODEL.operation_model(operation).input_shape, {})
    answer = ask(endpoint_url, operation, request)
    assert (answer.status_code, answer.json()["__type"]) == (400, "UnsupportedOperationException")
    assert answer.json()["message"] == (
        f"{operation} is not available in this emulator: {REFUSED[operation]}."
    )


def test_an_operation_that_awss_model_does_not_have_is_unknown(endpoint_url: str) -> None:
    assert ask(endpoint_url, "GetUsers", {}).json()["__type"] == "UnknownOperationException"


def test_people_see_of_themselves_what_get_user_shows_and_no_more(story: Wire) -> None:
    # API_GetUser: Username, UserAttributes and, where there are second factors, those
    plain, with_factors = (json.loads(answer) for answer in story.answers["GetUser"])
    assert plain.keys() == {"Username", "UserAttributes"}
    assert with_factors.keys() - plain.keys() == {"PreferredMfaSetting", "UserMFASettingList"}


def test_a_group_shows_what_it_was_given_and_nothing_else(story: Wire) -> None:
    plain, whole = (json.loads(answer)["Group"] for answer in story.answers["CreateGroup"])
    assert plain.keys() == {"GroupName", "UserPoolId", "LastModifiedDate", "CreationDate"}
    assert whole.keys() - plain.keys() == {"Description", "RoleArn", "Precedence"}


def test_a_made_up_client_secret_fits_awss_own_pattern(story: Wire) -> None:
    shape = MODEL.shape_for("ClientSecretType")
    made = [json.loads(answer)["UserPoolClient"] for answer in story.answers["CreateUserPoolClient"]]
    secrets = [client["ClientSecret"] for client in made if "ClientSecret" in client]
    added = json.loads(story.answers["AddUserPoolClientSecret"][0])["ClientSecretDescriptor"]
    assert secrets
    for secret in (*secrets, added["ClientSecretValue"]):
        assert re.fullmatch(shape.metadata["pattern"], secret, re.ASCII)
        assert shape.metadata["min"] <= len(secret) <= shape.metadata["max"]


def test_a_prefix_has_no_dot_and_a_domain_of_ones_own_has(endpoint_url: str) -> None:
    call = Wire(endpoint_url)
    pool_id = call("CreateUserPool", PoolName="plain")["UserPool"]["Id"]
    about = {"UserPoolId": pool_id, "Domain": "auth.example.com"}
    refused = ask(endpoint_url, "CreateUserPoolDomain", about)
    assert refused.json()["__type"] == "InvalidParameterException"
    call("CreateUserPoolDomain", **about, CustomDomainConfig={"CertificateArn": CERTIFICATE})
    call("DeleteUserPoolDomain", **about)
    call("DeleteUserPool", UserPoolId=pool_id)


# Sources of the defaults, in Cognito's API reference: PasswordPolicyType and "Password requirements" of the
# developer guide, SignInPolicyType, VerificationMessageTemplateType, CreateUserPool (MfaConfiguration,
# DeletionProtection, UserPoolTier), EmailConfigurationType, AdminCreateUserConfigType
POOL_DEFAULTS: dict[str, Any] = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "MfaConfiguration": "OFF",
    "EstimatedNumberOfUsers": 0,
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "UserPoolTags": {},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "UserPoolTier": "ESSENTIALS",
}
# CreateUserPoolClient: RefreshTokenValidity (30 days), EnableTokenRevocation, AuthSessionValidity (three
# minutes), AllowedOAuthFlowsUserPoolClient; an access or ID token lives an hour, which is described by
# leaving its validity out
CLIENT_DEFAULTS: dict[str, Any] = {
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {},
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AllowedOAuthFlowsUserPoolClient": False,
    "AuthSessionValidity": 3,
}


def test_a_pool_that_says_nothing_is_described_with_awss_defaults(endpoint_url: str) -> None:
    call = Wire(endpoint_url)
    pool_id = call("CreateUserPool", PoolName="plain")["UserPool"]["Id"]
    described = call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    schema = described.pop("SchemaAttributes")
    own = {name: described.pop(name) for name in ("Id", "Arn", "Name", "CreationDate", "LastModifiedDate")}
    assert described == POOL_DEFAULTS
    assert own["Arn"] == f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{pool_id}"
    assert len(schema) == STANDARD_ATTRIBUTES
    assert [attribute["Name"] for attribute in schema if attribute["Required"]] == ["sub"]
    call("DeleteUserPool", UserPoolId=pool_id)


def test_a_client_that_says_nothing_is_described_with_awss_defaults(endpoint_url: str) -> None:
    call = Wire(endpoint_url)
    pool_id = call("CreateUserPool", PoolName="plain")["UserPool"]["Id"]
    made = call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="plain")["UserPoolClient"]
    described = call("DescribeUserPoolClient", UserPoolId=pool_id, ClientId=made["ClientId"])[
        "UserPoolClient"
    ]
    assert described == made
    own = {name: described.pop(name) for name in ("ClientId", "UserPoolId", "ClientName")}
    assert own == {"ClientId": made["ClientId"], "UserPoolId": pool_id, "ClientName": "plain"}
    assert described.pop("CreationDate") == described.pop("LastModifiedDate")
    assert described == CLIENT_DEFAULTS
    call("DeleteUserPool", UserPoolId=pool_id)
