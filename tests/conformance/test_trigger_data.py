"""Which operation passes what a caller has added on to which function: ClientMetadata and ValidationData."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import CHOSEN_USERNAMES, OTHER_PASSWORD, Person, Pool, Pools
from tests.conformance.test_custom_challenges import CLIENT, begin
from tests.conformance.triggers import Trigger, Triggers

SAID = {"from": "app"}
NAMES = (
    *("PreSignUp", "CustomMessage", "PostConfirmation", "PreAuthentication", "PostAuthentication"),
    "PreTokenGeneration",
)
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"


class Told:
    """A pool all of whose triggers record, and what they were told since it was last asked."""

    def __init__(self, pools: Pools, trigger: Trigger, **settings: Any) -> None:
        self.trigger = trigger
        client = {**CLIENT, "PreventUserExistenceErrors": "LEGACY"}
        self.pool = pools.create(client=client, LambdaConfig=dict.fromkeys(NAMES, trigger.arn), **settings)
        trigger.allow(self.pool.arn)

    def events(self, wanted: int) -> list[dict[str, Any]]:
        return self.trigger.events(self.pool.id, wanted=wanted)

    def data(self, wanted: int) -> list[tuple[str, Any]]:
        """The trigger source and the clientMetadata of each event."""
        return [
            (each["triggerSource"], each["request"].get("clientMetadata")) for each in self.events(wanted)
        ]

    def confirmed(self) -> Person:
        """Somebody who is there, with what their making has told gone."""
        person = self.pool.confirmed()
        self.events(wanted=3)
        return person


@pytest.fixture
def told(pools: Pools, triggers: Triggers) -> Told:
    return Told(pools, triggers.make("records"), **CHOSEN_USERNAMES)


def attribute(name: str, value: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value}]


def test_a_sign_up_tells_presignup_both(told: Told) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("SignUp and AdminCreateUser pass validationData to the pre sign-up trigger"), with the event of its
    example."""
    told.pool.sign_up(ValidationData=attribute("seen", "yes"), ClientMetadata=SAID)
    before, message = told.events(wanted=2)
    assert before["triggerSource"] == "PreSignUp_SignUp"
    assert before["request"]["validationData"] == {"seen": "yes"}
    assert before["request"]["clientMetadata"] == SAID
    assert message["triggerSource"] == "CustomMessage_SignUp"
    assert message["request"]["clientMetadata"] == SAID
    assert message["response"] == dict.fromkeys(("smsMessage", "emailMessage", "emailSubject"))


def test_a_sign_up_without_data_says_so(told: Told) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    (the example's `"validationData": null`)."""
    told.pool.sign_up()
    request = told.events(wanted=2)[0]["request"]
    assert request["validationData"] is None
    assert "clientMetadata" not in request


def test_an_administrator_tells_presignup_both_for_no_client(told: Told) -> None:
    """Model: AdminCreateUserRequest.ValidationData; Model: AdminCreateUserRequest.ClientMetadata; Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html"""
    person = told.pool.person()
    told.pool.cognito.admin_create_user(
        UserPoolId=told.pool.id,
        Username=person.username,
        UserAttributes=attribute("email", person.address),
        ValidationData=attribute("seen", "yes"),
        ClientMetadata=SAID,
        DesiredDeliveryMediums=["EMAIL"],
    )
    before, message = told.events(wanted=2)
    assert before["triggerSource"] == "PreSignUp_AdminCreateUser"
    assert before["request"]["validationData"] == {"seen": "yes"}
    assert message["triggerSource"] == "CustomMessage_AdminCreateUser"
    assert message["request"]["usernameParameter"]
    for event in (before, message):
        assert event["request"]["clientMetadata"] == SAID
        assert event["callerContext"]["clientId"] == NO_CLIENT


def test_confirmations_tell_postconfirmation(told: Told) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
    (clientMetadata: AdminConfirmSignUp, ConfirmForgotPassword, ConfirmSignUp)."""
    pool = told.pool
    person, answer = pool.sign_up()
    pool.confirm(person, pool.usable_code(person, answer), ClientMetadata=SAID)
    sent = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    pool.cognito.confirm_forgot_password(
        ClientId=pool.client_id,
        Username=person.username,
        ConfirmationCode=pool.usable_code(person, sent),
        Password=OTHER_PASSWORD,
        ClientMetadata=SAID,
    )
    other, _ = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=other.username, ClientMetadata=SAID)
    said = [each for each in told.data(wanted=8) if each[0].startswith("PostConfirmation")]
    assert said == [
        ("PostConfirmation_ConfirmSignUp", SAID),
        ("PostConfirmation_ConfirmForgotPassword", SAID),
        ("PostConfirmation_ConfirmSignUp", SAID),
    ]


def test_codes_tell_custommessage(told: Told) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
    (clientMetadata: AdminResetUserPassword, ForgotPassword, GetUserAttributeVerificationCode,
    ResendConfirmationCode, UpdateUserAttributes)."""
    pool, cognito = told.pool, told.pool.cognito
    waiting, _ = pool.sign_up()
    cognito.resend_confirmation_code(ClientId=pool.client_id, Username=waiting.username, ClientMetadata=SAID)
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    cognito.forgot_password(ClientId=pool.client_id, Username=person.username, ClientMetadata=SAID)
    changed = attribute("email", f"other-{person.address}")
    cognito.update_user_attributes(AccessToken=token, UserAttributes=changed, ClientMetadata=SAID)
    cognito.get_user_attribute_verification_code(
        AccessToken=token, AttributeName="email", ClientMetadata=SAID
    )
    pool.set_as_admin(person, {"email_verified": "true"})
    cognito.admin_reset_user_password(UserPoolId=pool.id, Username=person.username, ClientMetadata=SAID)
    said = [each for each in told.data(wanted=13) if each[0].startswith("CustomMessage") and each[1]]
    assert said == [
        (f"CustomMessage_{source}", SAID)
        for source in (
            *("ResendCode", "ForgotPassword", "UpdateUserAttribute", "VerifyUserAttribute"),
            "ForgotPassword",
        )
    ]


@pytest.mark.parametrize("as_admin", [False, True])
def test_a_sign_in_tells_preauthentication_alone(pools: Pools, triggers: Triggers, as_admin: bool) -> None:
    """Model: InitiateAuthRequest.ClientMetadata; Model: AdminInitiateAuthRequest.ClientMetadata ("doesn't
    pass ClientMetadata": Post authentication, Pre token generation)."""
    told = Told(pools, triggers.make("records"), **CHOSEN_USERNAMES)
    person, pool = told.confirmed(), told.pool
    parameters = {"USERNAME": person.username, "PASSWORD": person.password}
    if as_admin:
        client_id = pool.another_client(WriteAttributes=None, ReadAttributes=None)
        pool.cognito.admin_initiate_auth(
            UserPoolId=pool.id,
            ClientId=client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters=parameters,
            ClientMetadata=SAID,
        )
    else:
        pool.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters=parameters,
            ClientMetadata=SAID,
        )
    events = {each["triggerSource"]: each["request"] for each in told.events(wanted=3)}
    assert events["PreAuthentication_Authentication"]["validationData"] == SAID
    assert [name for name, request in events.items() if "clientMetadata" in request] == []


def test_an_answer_to_a_challenge_tells_what_comes_after(told: Told) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
    and https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (clientMetadata: RespondToAuthChallenge)."""
    pool, person = told.pool, told.pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=person.username,
        TemporaryPassword=person.password,
        MessageAction="SUPPRESS",
    )
    challenge = pool.log_in(person)
    told.events(wanted=2)
    pool.cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
        ChallengeResponses={
            "USERNAME": person.username,
            "NEW_PASSWORD": OTHER_PASSWORD,
            "userAttributes.email": person.address,
        },
        ClientMetadata=SAID,
    )
    assert sorted(told.data(wanted=2)) == [
        ("PostAuthentication_Authentication", SAID),
        ("TokenGeneration_NewPasswordChallenge", SAID),
    ]


def test_a_custom_challenge_tells_its_functions_from_the_answer_on(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
    (clientMetadata: RespondToAuthChallenge, and not InitiateAuth)."""
    trigger = triggers.make("asks riddles")
    names = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
    config = dict.fromkeys(names, trigger.arn)
    pool: Pool = pools.create(client=CLIENT, LambdaConfig=config, **CHOSEN_USERNAMES)
    trigger.allow(pool.arn)
    person = pool.confirmed()
    challenge = begin(pool, person, ClientMetadata={"from": "the beginning"})
    pool.cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": person.username, "ANSWER": "4"},
        ClientMetadata=SAID,
    )
    said = [
        (each["triggerSource"].partition("_")[0], each["request"].get("clientMetadata"))
        for each in trigger.events(pool.id, wanted=4)
    ]
    assert said == [
        ("DefineAuthChallenge", None),
        ("CreateAuthChallenge", None),
        ("VerifyAuthChallengeResponse", SAID),
        ("DefineAuthChallenge", SAID),
    ]


def test_a_refresh_asks_no_function_of_the_sign_in(told: Told) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    (TokenGeneration_RefreshTokens)."""
    person = told.confirmed()
    token = told.pool.tokens(person)["RefreshToken"]
    told.events(wanted=3)
    told.pool.refresh(token)
    assert told.data(wanted=50) == [("TokenGeneration_RefreshTokens", None)]
