"""The plugin's fixtures, as tests of other teams use them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cognito_emulator.testing.engine import CognitoEngine
from cognito_emulator.testing.errors import TestingError
from cognito_emulator.testing.mailbox import Mailbox
from cognito_emulator.testing.person import Person
from cognito_emulator.testing.trigger import Calls
from cognito_emulator.testing.user_pool import UserPool
from tests.emulator.errors import error_of

SignUp = Callable[..., Person]
Trigger = Callable[..., Calls]
BY_PHONE = {
    "UsernameAttributes": ["phone_number"],
    "AutoVerifiedAttributes": ["phone_number"],
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/texts"},
}
ADMINISTRATORS = {"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]}
WITH_SECRET = {"GenerateSecret": True, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}


def test_a_person_signs_in_with_what_was_said_of_them(signed_up_person: SignUp) -> None:
    ada = signed_up_person("ada@example.com", attributes={"name": "Ada"}, groups=["Doctor"])
    claims = ada.sign_in().id_claims
    assert (claims["email"], claims["name"], claims["cognito:groups"]) == (
        "ada@example.com",
        "Ada",
        ["Doctor"],
    )


def test_a_person_of_whom_nothing_is_said_is_somebody_new(signed_up_person: SignUp) -> None:
    first, second = signed_up_person(), signed_up_person()
    assert first.sub != second.sub
    assert first.status() == second.status() == "CONFIRMED"


def test_a_person_who_is_not_to_be_confirmed_is_not(signed_up_person: SignUp) -> None:
    assert signed_up_person(confirmed=False).status() == "UNCONFIRMED"


@pytest.mark.user_pool(BY_PHONE)
def test_a_pool_is_made_of_the_marks_dictionary(signed_up_person: SignUp, mailbox: Mailbox) -> None:
    person = signed_up_person("+4915112345678", attributes={"phone_number": "+4915112345678"})
    assert person.status() == "CONFIRMED"
    assert mailbox.message_for("+4915112345678").channel == "SMS"


@pytest.mark.user_pool({"AutoVerifiedAttributes": []})
def test_where_a_pool_sends_no_code_a_person_is_confirmed_all_the_same(signed_up_person: SignUp) -> None:
    assert signed_up_person("ada").status() == "CONFIRMED"


@pytest.mark.user_pool(client=WITH_SECRET)
def test_a_person_signs_in_through_a_client_with_a_secret(signed_up_person: SignUp) -> None:
    assert signed_up_person().sign_in().access_token


@pytest.mark.user_pool(client=ADMINISTRATORS)
def test_a_person_signs_in_through_a_client_for_administrators(signed_up_person: SignUp) -> None:
    assert signed_up_person().sign_in().access_token


@pytest.mark.parametrize("_", range(4))  # a number that begins with a zero is shorter
@pytest.mark.user_pool(client={"GenerateSecret": True})
def test_a_person_signs_in_by_srp_where_a_client_has_awss_defaults(signed_up_person: SignUp, _: int) -> None:
    assert signed_up_person().sign_in().access_token


@pytest.mark.user_pool(client={"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]})
def test_a_client_that_takes_no_password_is_named_as_the_cause(signed_up_person: SignUp) -> None:
    with pytest.raises(TestingError, match="Add ALLOW_USER_PASSWORD_AUTH to its ExplicitAuthFlows"):
        signed_up_person().sign_in()


@pytest.mark.user_pool(groups=["Doctor", "Patient"])
def test_a_pool_has_the_groups_that_its_mark_names(cognito: CognitoEngine, user_pool: UserPool) -> None:
    groups = cognito.client("cognito-idp").list_groups(UserPoolId=user_pool.id)["Groups"]
    assert {group["GroupName"] for group in groups} == {"Doctor", "Patient"}


def test_a_pool_that_is_there_is_found_by_its_ids(cognito: CognitoEngine, user_pool: UserPool) -> None:
    assert UserPool.of(cognito, user_pool.id, user_pool.client_id) == user_pool


def test_the_mailbox_waits_for_a_message(signed_up_person: SignUp, mailbox: Mailbox) -> None:
    address = "grace@example.com"
    signing_up = threading.Thread(target=signed_up_person, args=(address,), kwargs={"confirmed": False})
    signing_up.start()
    assert len(mailbox.code_for(address, seconds=60)) == 6
    signing_up.join()


def test_a_mailbox_without_the_message_counts_and_names_nobody(
    signed_up_person: SignUp, mailbox: Mailbox
) -> None:
    person = signed_up_person()
    mailbox.clear()
    with pytest.raises(TestingError, match="0 to it, 0 to 0 recipients") as caught:
        mailbox.code_for(person.email, seconds=0)
    assert person.email not in str(caught.value)


def test_a_function_of_the_test_runs_in_the_test(trigger: Trigger, signed_up_person: SignUp) -> None:
    seen: list[int] = []

    def pre_sign_up(event: dict[str, Any]) -> dict[str, Any]:
        seen.append(threading.get_native_id())
        event["response"]["autoConfirmUser"] = True
        return event

    calls = trigger(pre_sign_up)
    assert signed_up_person().status() == "CONFIRMED"
    assert seen
    assert calls.event["triggerSource"] == "PreSignUp_SignUp"
    assert calls.event["response"]["autoConfirmUser"] is False


def test_what_a_function_raises_is_cognitos_error(trigger: Trigger, signed_up_person: SignUp) -> None:
    def handler(_: dict[str, Any]) -> None:
        raise LookupError("no room at the inn")

    calls = trigger(handler, "PreSignUp")
    code, message, status = error_of(signed_up_person)
    assert (code, status) == ("UserLambdaValidationException", 400)
    assert message == "PreSignUp failed with error no room at the inn."
    assert [type(error) for error in calls.errors] == [LookupError]


def test_what_pytest_fails_a_function_with_is_cognitos_error_too(
    trigger: Trigger, signed_up_person: SignUp
) -> None:
    trigger(lambda _: pytest.fail("not this one"), "PreSignUp")
    assert error_of(signed_up_person)[1] == "PreSignUp failed with error not this one."


def test_a_second_argument_with_a_default_is_the_functions_own(
    trigger: Trigger, signed_up_person: SignUp
) -> None:
    def pre_sign_up(event: dict[str, Any], confirms: bool = True) -> dict[str, Any]:
        event["response"]["autoConfirmUser"] = confirms is True
        return event

    trigger(pre_sign_up)
    assert signed_up_person(confirmed=False).status() == "CONFIRMED"


def test_a_function_that_returns_no_event_is_refused_as_on_aws(
    trigger: Trigger, signed_up_person: SignUp
) -> None:
    trigger(lambda _: None, "PreSignUp")
    assert error_of(signed_up_person)[0] == "InvalidLambdaResponseException"


def test_a_handler_of_two_arguments_gets_lambdas_context(trigger: Trigger, signed_up_person: SignUp) -> None:
    contexts: list[Any] = []

    def post_confirmation(event: dict[str, Any], context: Any) -> dict[str, Any]:
        contexts.append(context)
        return event

    trigger(post_confirmation)
    signed_up_person()
    assert contexts[0].invoked_function_arn.endswith(contexts[0].function_name)
    assert 0 < contexts[0].get_remaining_time_in_millis() <= 60_000


def test_claims_come_from_a_function_of_another_version(trigger: Trigger, signed_up_person: SignUp) -> None:
    def add_ward(event: dict[str, Any]) -> dict[str, Any]:
        added = {"claimsToAddOrOverride": {"ward": "7"}}
        event["response"]["claimsAndScopeOverrideDetails"] = {"accessTokenGeneration": added}
        return event

    trigger(add_ward, "PreTokenGeneration", version="V2_0")
    assert signed_up_person().sign_in().access_claims["ward"] == "7"


def test_a_trigger_changes_nothing_else_of_its_pool(
    cognito: CognitoEngine, user_pool: UserPool, trigger: Trigger
) -> None:
    user_pool.update(MfaConfiguration="OFF", UserPoolTags={"team": "ward 7"}, DeletionProtection="ACTIVE")
    before = _settings(cognito, user_pool)
    trigger(lambda event: event, "PreSignUp")
    trigger(lambda event: event, "CustomMessage")
    assert user_pool.functions().keys() == {"PreSignUp", "CustomMessage"}
    assert _settings(cognito, user_pool) == before


def test_a_trigger_of_no_such_name_is_refused_with_those_there_are(trigger: Trigger) -> None:
    with pytest.raises(TestingError, match=r"PostSignup is no trigger's name.* There are PreSignUp, "):
        trigger(lambda event: event, "PostSignup")


def test_a_function_whose_name_is_no_triggers_is_refused(trigger: Trigger, user_pool: UserPool) -> None:
    with pytest.raises(TestingError, match=r'say the trigger: trigger\(function, "PreSignUp"\)'):
        trigger(lambda event: event)
    assert user_pool.functions() == {}


def test_a_trigger_works_again_after_all_functions_were_deleted(
    cognito: CognitoEngine, trigger: Trigger, signed_up_person: SignUp
) -> None:
    trigger(lambda event: event, "PreSignUp")
    for function in cognito.client("lambda").list_functions()["Functions"]:
        cognito.client("lambda").delete_function(FunctionName=function["FunctionName"])
    with pytest.raises(ClientError):
        signed_up_person()
    calls = trigger(lambda event: event, "PreSignUp")
    signed_up_person()
    assert len(calls.events) == 1


def _settings(cognito: CognitoEngine, user_pool: UserPool) -> dict[str, Any]:
    described = cognito.client("cognito-idp").describe_user_pool(UserPoolId=user_pool.id)["UserPool"]
    return {
        name: value for name, value in described.items() if name not in ("LambdaConfig", "LastModifiedDate")
    }
