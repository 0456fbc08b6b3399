"""Nobody gets a group by what they say of themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scripts.health import wait_until
from scripts.people import queue_is_drained
from scripts.stack_file import Stack
from tests.e2e.person import Person, new_password
from tests.e2e.trail import require_logging_trail
from tests.security.callers import refusal

REPAIR_SECONDS = 120
ADMIN_ATTRIBUTE = {"Name": "custom:user_type", "Value": "Admin"}
CLAIMS = {"role": "Admin", "custom:user_type": "Admin", "cognito:groups": "Admin", "approved": "true"}


def groups_in_tokens(person: Person) -> list[Any]:
    tokens = person.log_in_by_password()
    return [person.claims(tokens, use).get("cognito:groups") for use in ("id", "access")]


def test_who_signs_up_as_admin_has_no_group_in_any_token(person: Person) -> None:
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    assert groups_in_tokens(person) == [None, None]
    assert person.groups() == []
    profile = person.profile()
    assert profile is not None
    assert profile["status"] == "PENDING_APPROVAL"


def test_client_metadata_that_claims_a_role_changes_nothing(person: Person, stack: Stack) -> None:
    cognito, client_id = stack.cognito(), stack.user_pool_client_id
    attributes: Any = [{"Name": "email", "Value": person.email}, {"Name": "name", "Value": person.name}]
    person.user_id = cognito.sign_up(
        ClientId=client_id,
        Username=person.email,
        Password=person.password,
        UserAttributes=attributes,
        ValidationData=[ADMIN_ATTRIBUTE],  # type: ignore[list-item]
        ClientMetadata=CLAIMS,
    )["UserSub"]
    cognito.confirm_sign_up(
        ClientId=client_id,
        Username=person.email,
        ConfirmationCode=person.read_code(),
        ClientMetadata=CLAIMS,
    )
    assert groups_in_tokens(person) == [["Patient"], ["Patient"]]


@pytest.mark.parametrize(
    "forged",
    [
        [ADMIN_ATTRIBUTE],
        [{"Name": "name", "Value": "Ada"}, ADMIN_ATTRIBUTE],
        [ADMIN_ATTRIBUTE, {"Name": "custom:user_type", "Value": "Patient"}],
        [{"Name": "cognito:groups", "Value": "Admin"}],
        [{"Name": "sub", "Value": "00000000-0000-0000-0000-000000000000"}],
        [{"Name": "email_verified", "Value": "true"}],
    ],
    ids=["alone", "among-others", "twice", "groups", "sub", "email_verified"],
)
def test_nobody_changes_their_own_type_groups_or_identity_after_sign_up(
    person: Person, stack: Stack, forged: Any
) -> None:
    person.sign_up_and_confirm()
    tokens, before = person.log_in_by_password(), person.profile()
    call = stack.cognito().update_user_attributes
    code = refusal(call, AccessToken=tokens["AccessToken"], UserAttributes=forged)
    assert code in ("InvalidParameterException", "NotAuthorizedException")
    assert groups_in_tokens(person) == [["Patient"], ["Patient"]]
    assert person.profile() == before
    assert person.claims(person.log_in_by_password())["custom:user_type"] == "Patient"


def test_a_changed_attribute_restores_no_group_that_an_operator_took_away(
    person: Person, stack: Stack
) -> None:
    person.sign_up_and_confirm()
    stack.cognito().admin_remove_user_from_group(
        UserPoolId=stack.user_pool_id, Username=person.email, GroupName="Patient"
    )
    require_logging_trail(stack)
    stack.cognito().update_user_attributes(
        AccessToken=person.log_in_by_password()["AccessToken"],
        UserAttributes=[{"Name": "name", "Value": "Countess Lovelace"}],
    )
    assert wait_until(lambda: (person.profile() or {}).get("name") == "Countess Lovelace", REPAIR_SECONDS)
    assert wait_until(lambda: queue_is_drained(stack), REPAIR_SECONDS)
    assert person.groups() == []
    assert groups_in_tokens(person) == [None, None]


def test_a_deleted_type_does_not_become_the_default(person: Person, stack: Stack) -> None:
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    token = person.log_in_by_password()["AccessToken"]
    names = ["custom:user_type"]
    code = refusal(stack.cognito().delete_user_attributes, AccessToken=token, UserAttributeNames=names)
    assert code in ("InvalidParameterException", "NotAuthorizedException")
    assert groups_in_tokens(person) == [None, None]


@pytest.mark.parametrize(
    "user_type",
    [
        *("admin", "ADMIN", " Admin", "Admin ", "Admin\n", "\tAdmin", "Admin\u0000", "Admin\u200b"),
        *("\u0410dmin", "Adm\u0131n", "\uff21\uff44\uff4d\uff49\uff4e", "Admin\u0301", "\u202enimdA"),
        *("A" * 2_048, "Patient,Admin", '["Admin"]', '{"S": "Admin"}', "null", "*", "Patient Admin"),
    ],
    ids=ascii,
)
def test_a_type_in_any_disguise_is_refused_before_there_is_a_user(
    person: Person, stack: Stack, user_type: str
) -> None:
    person.user_type = user_type
    assert refusal(person.sign_up) in ("UserLambdaValidationException", "InvalidParameterException")
    who = {"UserPoolId": stack.user_pool_id, "Username": person.email}
    assert refusal(stack.cognito().admin_get_user, **who) == "UserNotFoundException"


@pytest.mark.parametrize("value", [["Admin"], {"S": "Admin"}, 1, True, None], ids=json.dumps)
def test_a_type_that_is_no_string_gives_nobody_a_privilege(person: Person, stack: Stack, value: Any) -> None:
    event = post_confirmation_event(stack, person.email, {"sub": person.email, "custom:user_type": value})
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs["pre_sign_up_function_name"], Payload=json.dumps(event)
    )
    assert ("FunctionError" in answer) == (value is not None)


def test_a_password_reset_approves_nobody(person: Person, stack: Stack) -> None:
    person.user_type = "Admin"
    person.sign_up_and_confirm()
    before = person.profile()
    cognito, client_id = stack.cognito(), stack.user_pool_client_id
    cognito.forgot_password(ClientId=client_id, Username=person.email)
    person.password = new_password()
    cognito.confirm_forgot_password(
        ClientId=client_id,
        Username=person.email,
        ConfirmationCode=person.read_code(),
        Password=person.password,
    )
    assert person.profile() == before
    assert groups_in_tokens(person) == [None, None]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sub", "00000000-0000-0000-0000-000000000000"),
        ("email_verified", "true"),
        ("cognito:user_status", "CONFIRMED"),
        ("cognito:groups", "Admin"),
        ("custom:role", "Admin"),
        ("custom:custom:user_type", "Admin"),
        ("dev:custom:user_type", "Admin"),
        ("identities", "[]"),
    ],
)
def test_an_attribute_that_the_client_may_not_write_is_refused_at_sign_up(
    person: Person, stack: Stack, name: str, value: str
) -> None:
    attributes = [{"Name": "email", "Value": person.email}, {"Name": "name", "Value": person.name}]
    code = refusal(
        stack.cognito().sign_up,
        ClientId=stack.user_pool_client_id,
        Username=person.email,
        Password=person.password,
        UserAttributes=[*attributes, {"Name": name, "Value": value}],
    )
    assert code in ("InvalidParameterException", "NotAuthorizedException")
    who = {"UserPoolId": stack.user_pool_id, "Username": person.email}
    assert refusal(stack.cognito().admin_get_user, **who) == "UserNotFoundException"


def post_confirmation_event(stack: Stack, username: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "region": stack.region,
        "userPoolId": stack.user_pool_id,
        "userName": username,
        "callerContext": {"awsSdkVersion": "forged", "clientId": stack.user_pool_client_id},
        "request": {"userAttributes": attributes},
        "response": {},
    }
