"""Custom challenges, user migration, and what a function may answer."""

from __future__ import annotations

from typing import Any

from pycognito import AWSSRP

from tests.conformance import wording
from tests.conformance.factors import set_factors, with_app
from tests.conformance.pools import CHOSEN_USERNAMES, OTHER_PASSWORD, Person, Pool, Pools, claims
from tests.conformance.refusals import refused
from tests.conformance.test_devices import confirmed_device, proven
from tests.conformance.triggers import Trigger, Triggers

CLIENT: dict[str, Any] = {
    "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "WriteAttributes": None,
    "ReadAttributes": None,
}
RIDDLES = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
OF_OLD = "Of-Old-7-Password"


def pool_with(pools: Pools, trigger: Trigger, *names: str, **settings: Any) -> Pool:
    """A pool with one function behind all of these triggers."""
    config = dict.fromkeys(names, trigger.arn)
    pool = pools.create(client=CLIENT, LambdaConfig=config, **CHOSEN_USERNAMES, **settings)
    trigger.allow(pool.arn)
    return pool


def begin(pool: Pool, person: Person, **more: Any) -> dict[str, Any]:
    parameters = {"USERNAME": person.username, **more.pop("AuthParameters", {})}
    return dict(
        pool.cognito.initiate_auth(
            ClientId=pool.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters=parameters, **more
        )
    )


def told(trigger: Trigger, pool: Pool, name: str) -> list[dict[str, Any]]:
    """The requests of a pool's events for one trigger, by how much has been answered before."""
    events = trigger.events(pool.id, wanted=50, seconds=2)
    requests = [each["request"] for each in events if each["triggerSource"].startswith(name)]
    return sorted(requests, key=lambda request: len(request.get("session", [])))


def stranger() -> Person:
    return Person("somebody-of-old", "somebody-of-old@example.com", OF_OLD)


def test_the_right_answer_to_the_functions_challenge_signs_in(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html"""
    pool = pool_with(pools, triggers.make("asks riddles"), *RIDDLES)
    person = pool.confirmed()
    challenge = begin(pool, person)
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert challenge["ChallengeParameters"]["riddle"] == "2 + 2"
    assert "answer" not in challenge["ChallengeParameters"]
    assert pool.answer(person, challenge, ANSWER="4")["AuthenticationResult"]["AccessToken"]


def test_a_wrong_answer_that_the_functions_refuse_signs_nobody_in(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    (failAuthentication)."""
    pool = pool_with(pools, triggers.make("asks riddles"), *RIDDLES)
    person = pool.confirmed()
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.answer(person, begin(pool, person), ANSWER="5")


def test_each_function_is_told_what_the_guide_says(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    (session, userNotFound, and clientMetadata of RespondToAuthChallenge alone)."""
    trigger = triggers.make("asks riddles")
    pool = pool_with(pools, trigger, *RIDDLES)
    person = pool.confirmed()
    challenge = begin(pool, person, ClientMetadata={"from": "the beginning"})
    pool.cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": person.username, "ANSWER": "4"},
        ClientMetadata={"from": "an answer"},
    )
    define, again = told(trigger, pool, "DefineAuthChallenge")
    assert define["session"] == []
    assert define["userNotFound"] is False
    assert "clientMetadata" not in define
    assert again["clientMetadata"] == {"from": "an answer"}
    result = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True, "challengeMetadata": "RIDDLE"}
    assert again["session"] == [result]


def test_the_functions_secrets_come_back_to_them_alone(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
    (privateChallengeParameters, challengeAnswer)."""
    trigger = triggers.make("asks riddles")
    pool = pool_with(pools, trigger, *RIDDLES)
    person = pool.confirmed()
    pool.answer(person, begin(pool, person), ANSWER="4")
    (verify,) = told(trigger, pool, "VerifyAuthChallengeResponse")
    assert verify["challengeAnswer"] == "4"
    assert verify["privateChallengeParameters"] == {"answer": "4"}


def test_a_custom_sign_in_may_begin_with_the_password(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    (CHALLENGE_NAME: SRP_A, then PASSWORD_VERIFIER, then CUSTOM_CHALLENGE)."""
    trigger = triggers.make("asks riddles")
    pool = pool_with(pools, trigger, *RIDDLES)
    person = pool.confirmed()
    srp = AWSSRP(person.username, person.password, pool.id, pool.client_id, client=pool.cognito)
    given = {"CHALLENGE_NAME": "SRP_A", "SRP_A": srp.get_auth_params()["SRP_A"]}
    verifier = begin(pool, person, AuthParameters=given)
    assert verifier["ChallengeName"] == "PASSWORD_VERIFIER"
    proof = srp.process_challenge(verifier["ChallengeParameters"], {"USERNAME": person.username})
    challenge = pool.answer(person, verifier, **proof)
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert pool.answer(person, challenge, ANSWER="4")["AuthenticationResult"]
    first, second, *_ = told(trigger, pool, "DefineAuthChallenge")
    assert [each["challengeName"] for each in first["session"]] == ["SRP_A"]
    assert [each["challengeName"] for each in second["session"]] == ["SRP_A", "PASSWORD_VERIFIER"]


def begin_with_the_password(pool: Pool, person: Person) -> dict[str, Any]:
    """What comes after the password of a custom sign-in that has begun with it."""
    srp = AWSSRP(person.username, person.password, pool.id, pool.client_id, client=pool.cognito)
    given = {"CHALLENGE_NAME": "SRP_A", "SRP_A": srp.get_auth_params()["SRP_A"]}
    verifier = begin(pool, person, AuthParameters=given)
    proof = srp.process_challenge(verifier["ChallengeParameters"], {"USERNAME": person.username})
    return pool.answer(person, verifier, **proof)


def test_a_second_factor_is_asked_for_after_the_password_of_a_custom_sign_in(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
    ("If MFA is enabled for a user, after Amazon Cognito verifies the password, your user is then challenged
    to set up or sign in with MFA")."""
    trigger = triggers.make("asks riddles")
    pool = pool_with(pools, trigger, *RIDDLES)
    set_factors(pool, "OPTIONAL", totp=True)
    person = pool.confirmed()
    app = with_app(pool, person)
    factor = begin_with_the_password(pool, person)
    assert factor["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    challenge = pool.answer(person, factor, SOFTWARE_TOKEN_MFA_CODE=app.code())
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    *_, last = told(trigger, pool, "DefineAuthChallenge")
    assert [(each["challengeName"], each["challengeResult"]) for each in last["session"]] == [
        ("SRP_A", True),
        ("PASSWORD_VERIFIER", True),
        ("SOFTWARE_TOKEN_MFA", True),
    ]


def asks_for(factor: str) -> dict[str, Any]:
    said = {"challengeName": factor, "issueTokens": False, "failAuthentication": False}
    return {"DefineAuthChallenge_Authentication": {"response": said}}


def test_the_functions_may_ask_for_a_second_factor_by_its_name(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html
    ("can also use a combination of built-in challenges, such as SRP password verification and MFA")."""
    pool = pool_with(pools, triggers.saying(asks_for("SOFTWARE_TOKEN_MFA")), "DefineAuthChallenge")
    set_factors(pool, "OPTIONAL", totp=True)
    person = pool.confirmed()
    app = with_app(pool, person, is_preferred=False)
    challenge = begin(pool, person)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    with refused("CodeMismatchException"):
        pool.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.wrong())
    again = pool.answer(person, begin(pool, person), SOFTWARE_TOKEN_MFA_CODE=app.code())
    assert again["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_a_second_factor_that_somebody_has_not_is_no_challenge(pools: Pools, triggers: Triggers) -> None:
    """Model: InitiateAuth.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.saying(asks_for("SMS_MFA")), "DefineAuthChallenge")
    with refused("InvalidLambdaResponseException", "InvalidParameterException"):
        begin(pool, pool.confirmed())


def test_a_custom_sign_in_from_a_remembered_device_ends_with_its_proof(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
    ("Amazon Cognito returns one final DEVICE_SRP_AUTH challenge")."""
    trigger = triggers.make("asks riddles")
    remembers = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
    pool = pool_with(pools, trigger, *RIDDLES, DeviceConfiguration=remembers)
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    challenge = begin(pool, person, AuthParameters={"DEVICE_KEY": device.key})
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    proof = pool.answer(person, challenge, ANSWER="4")
    assert proof["ChallengeName"] == "DEVICE_SRP_AUTH"
    tokens = proven(pool, person, device, proof)["AuthenticationResult"]
    assert claims(tokens["AccessToken"])["device_key"] == device.key
    assert "NewDeviceMetadata" not in tokens


def test_the_functions_challenge_nobody_like_anybody(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
    (userNotFound, where PreventUserExistenceErrors is ENABLED)."""
    trigger = triggers.make("asks riddles")
    pool = pool_with(pools, trigger, *RIDDLES)
    nobody = pool.person()
    challenge = begin(pool, nobody)
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    (define,) = told(trigger, pool, "DefineAuthChallenge")
    assert define["userNotFound"] is True
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.answer(nobody, challenge, ANSWER="4")


def test_who_comes_by_migration_signs_in_with_the_password_of_old(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html"""
    trigger = triggers.make("migrates")
    pool = pool_with(pools, trigger, "UserMigration")
    assert pool.log_in(stranger())["AuthenticationResult"]
    (event,) = trigger.events(pool.id, wanted=50, seconds=2)
    assert event["triggerSource"] == "UserMigration_Authentication"
    assert (event["userName"], event["request"]["password"]) == (stranger().username, OF_OLD)
    assert pool.user(stranger())["UserStatus"] == "CONFIRMED"
    assert pool.log_in(stranger())["AuthenticationResult"]


def test_whom_the_function_does_not_know_nobody_knows(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    ("Return error to Amazon Cognito")."""
    pool = pool_with(pools, triggers.make("migrates"), "UserMigration")
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.log_in(stranger(), OTHER_PASSWORD)
    with refused("UserNotFoundException"):
        pool.user(stranger())


def test_who_has_forgotten_a_password_of_old_comes_by_migration_too(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    ("Amazon Cognito doesn't send this value in a request that's initiated by a forgot-password flow")."""
    trigger = triggers.make("migrates")
    pool = pool_with(pools, trigger, "UserMigration")
    sent = pool.cognito.forgot_password(ClientId=pool.client_id, Username=stranger().username)
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    (event,) = trigger.events(pool.id, wanted=50, seconds=2)
    assert event["triggerSource"] == "UserMigration_ForgotPassword"
    assert "password" not in event["request"]


def test_a_migration_without_attributes_is_no_valid_response(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    (userAttributes: "This field is required"); Model: InitiateAuth.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.make("migrates nobody"), "UserMigration")
    with refused("InvalidLambdaResponseException"):
        pool.log_in(stranger())


def test_a_member_that_the_trigger_has_not_is_no_valid_response(pools: Pools, triggers: Triggers) -> None:
    """Model: SignUp.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.make("says something unknown"), "PreSignUp")
    with refused("InvalidLambdaResponseException"):
        pool.sign_up()


def test_a_text_in_the_place_of_a_boolean_is_no_valid_response(pools: Pools, triggers: Triggers) -> None:
    """Model: SignUp.errors InvalidLambdaResponseException."""
    pool = pool_with(pools, triggers.make("says texts for booleans"), "PreSignUp")
    with refused("InvalidLambdaResponseException"):
        pool.sign_up()


def test_an_address_that_is_not_there_cannot_be_verified(pools: Pools, triggers: Triggers) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
    (the attribute "must have a valid, non-null value. Otherwise an error occurs")."""
    pool = pool_with(pools, triggers.make("verifies a phone"), "PreSignUp")
    with refused(
        "InvalidLambdaResponseException", "UserLambdaValidationException", "InvalidParameterException"
    ):
        pool.sign_up()


def test_a_sign_ins_data_reaches_preauthentication_alone(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
    ("doesn't include data from the ClientMetadata parameter in ... InitiateAuth")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "PreAuthentication", "PostAuthentication")
    person = pool.confirmed()
    pool.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.username, "PASSWORD": person.password},
        ClientMetadata={"from": "app"},
    )
    requests = {
        each["triggerSource"].partition("_")[0]: each["request"]
        for each in trigger.events(pool.id, wanted=50, seconds=2)
    }
    before, after = requests["PreAuthentication"], requests["PostAuthentication"]
    assert before["validationData"] == {"from": "app"}
    assert before["userNotFound"] is False
    assert "clientMetadata" not in after
    assert after["newDeviceUsed"] is False
