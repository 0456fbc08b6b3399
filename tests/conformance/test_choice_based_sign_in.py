"""Choice-based sign-in: the flow USER_AUTH, its choices, one-time codes, and people without a password."""

from __future__ import annotations

from typing import Any

import pytest
from pycognito import AWSSRP

from tests.conformance import wording
from tests.conformance.factors import SENDER, some_number, with_app
from tests.conformance.pools import CHOSEN_USERNAMES, OTHER_PASSWORD, Person, Pool, Pools, as_attributes
from tests.conformance.refusals import refused

FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
CLIENT: dict[str, Any] = {"ExplicitAuthFlows": FLOWS, "WriteAttributes": None, "ReadAttributes": None}
MANY = 100
EVERY = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]


@pytest.fixture
def pool(pools: Pools) -> Pool:
    """A pool in which everything is a first factor."""
    return pool_with(pools, EVERY)


def pool_with(pools: Pools, factors: list[str], **settings: Any) -> Pool:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": factors}}
    chosen = {"Policies": policies, "SmsConfiguration": SENDER, **CHOSEN_USERNAMES, **settings}
    return pools.create(client=CLIENT, **chosen)


def begin(pool: Pool, person: Person, preferred: str | None = None, **parameters: str) -> dict[str, Any]:
    wanted = {"PREFERRED_CHALLENGE": preferred} if preferred else {}
    return dict(
        pool.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": person.username, **wanted, **parameters},
        )
    )


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def without_password(pool: Pool) -> tuple[Person, dict[str, Any]]:
    """Somebody who has signed up without a password, and the answer."""
    person = pool.person()
    answer = pool.cognito.sign_up(
        ClientId=pool.client_id,
        Username=person.username,
        UserAttributes=as_attributes({"email": person.address}),
    )
    return person, dict(answer)


def test_a_name_alone_gets_the_choices(pool: Pool) -> None:
    """Model: InitiateAuthResponse.AvailableChallenges; Model: InitiateAuthRequest.AuthParameters ("If you
    don't provide a value for PREFERRED_CHALLENGE")."""
    person = pool.confirmed(Attributes={"phone_number": some_number()})
    challenge = begin(pool, person)
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert sorted(challenge["AvailableChallenges"]) == ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "SMS_OTP"]
    assert challenge["Session"]


def test_choices_are_what_the_user_has(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
    ("If your user, user pool, and app client are all configured for the preferred challenge")."""
    challenge = begin(pool, pool.confirmed())
    assert sorted(challenge["AvailableChallenges"]) == ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"]


def test_choices_are_what_the_pool_has(pools: Pools) -> None:
    """Model: SignInPolicyType.AllowedFirstAuthFactors."""
    pool = pool_with(pools, ["PASSWORD"])
    assert sorted(begin(pool, pool.confirmed())["AvailableChallenges"]) == ["PASSWORD", "PASSWORD_SRP"]


def test_a_client_without_the_flow_is_refused(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.ExplicitAuthFlows (ALLOW_USER_AUTH); Model: InitiateAuth.errors
    InvalidParameterException."""
    other = pool.another_client(**{**CLIENT, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
    with refused("InvalidParameterException"):
        pool.cognito.initiate_auth(
            ClientId=other, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": pool.confirmed().username}
        )


def test_a_preferred_password_signs_in_at_once(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("This sign-in request succeeds or continues to the next challenge")."""
    person = pool.confirmed()
    assert begin(pool, person, "PASSWORD", PASSWORD=person.password)["AuthenticationResult"]


def test_a_wrong_preferred_password_is_refused(pool: Pool) -> None:
    """Model: InitiateAuth.errors NotAuthorizedException."""
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        begin(pool, pool.confirmed(), "PASSWORD", PASSWORD=OTHER_PASSWORD)


def test_a_selected_password_signs_in(pool: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (SELECT_CHALLENGE: ANSWER, PASSWORD)."""
    person = pool.confirmed()
    challenge = begin(pool, person)
    done = pool.answer(person, challenge, ANSWER="PASSWORD", PASSWORD=person.password)
    assert done["AuthenticationResult"]["AccessToken"]


def test_a_selected_wrong_password_is_refused(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException."""
    person = pool.confirmed()
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.answer(person, begin(pool, person), ANSWER="PASSWORD", PASSWORD=OTHER_PASSWORD)


@pytest.mark.parametrize("way", ["preferred", "selected", "named"])
def test_a_proved_password_signs_in(pool: Pool, way: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("Amazon Cognito responds to eligible preferred-challenge requests and PASSWORD_SRP challenge responses
    with a PASSWORD_VERIFIER challenge")."""
    person = pool.confirmed()
    srp = AWSSRP(person.username, person.password, pool.id, pool.client_id, client=pool.cognito)
    srp_a = srp.get_auth_params()["SRP_A"]
    if way == "preferred":
        challenge = begin(pool, person, "PASSWORD_SRP", SRP_A=srp_a)
    elif way == "selected":
        challenge = pool.answer(person, begin(pool, person), ANSWER="PASSWORD_SRP", SRP_A=srp_a)
    else:
        named = {**begin(pool, person), "ChallengeName": "PASSWORD_SRP"}
        challenge = pool.answer(person, named, SRP_A=srp_a)
    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
    proof = srp.process_challenge(challenge["ChallengeParameters"], {"USERNAME": person.username})
    assert pool.answer(person, challenge, **proof)["AuthenticationResult"]


@pytest.mark.parametrize("is_preferred", [True, False])
def test_a_mailed_code_signs_in(pool: Pool, is_preferred: bool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("Amazon Cognito responds with an EMAIL_OTP challenge and sends a code")."""
    person = pool.confirmed()
    if is_preferred:
        challenge = begin(pool, person, "EMAIL_OTP")
    else:
        challenge = pool.answer(person, begin(pool, person), ANSWER="EMAIL_OTP")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "EMAIL"
    code = pool.mailed_code(person, challenge)
    assert pool.answer(person, challenge, EMAIL_OTP_CODE=code)["AuthenticationResult"]["AccessToken"]


def test_a_texted_code_signs_in_and_verifies_the_phone(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("your user pool marks the user's unverified email address or phone number attribute as verified")."""
    number = some_number()
    person = pool.confirmed(Attributes={"phone_number": number})
    challenge = begin(pool, person, "SMS_OTP")
    assert challenge["ChallengeName"] == "SMS_OTP"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"].endswith(number[-4:])
    code = pool.mailbox.mailed_code(pool.id, number, challenge)
    assert pool.answer(person, challenge, SMS_OTP_CODE=code)["AuthenticationResult"]
    assert pool.attributes(person)["phone_number_verified"] == "true"


def test_a_wrong_code_is_a_mismatch(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors CodeMismatchException."""
    person = pool.confirmed()
    challenge = begin(pool, person, "EMAIL_OTP")
    code = pool.mailed_code(person, challenge)
    with refused("CodeMismatchException"):
        pool.answer(person, challenge, EMAIL_OTP_CODE=wrong(code))
    assert pool.answer(person, challenge, EMAIL_OTP_CODE=code)["AuthenticationResult"]


def test_a_code_works_once(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException."""
    person = pool.confirmed()
    challenge = begin(pool, person, "EMAIL_OTP")
    code = pool.mailed_code(person, challenge)
    pool.answer(person, challenge, EMAIL_OTP_CODE=code)
    with refused("NotAuthorizedException", "CodeMismatchException", "ExpiredCodeException"):
        pool.answer(person, challenge, EMAIL_OTP_CODE=code)


def test_a_preference_that_the_user_has_not_gets_the_choices(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
    ("If the preferred challenge isn't available, Amazon Cognito responds with SELECT_CHALLENGE and a
    list")."""
    challenge = begin(pool, pool.confirmed(), "SMS_OTP")
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert "SMS_OTP" not in challenge["AvailableChallenges"]


def test_what_was_not_offered_cannot_be_selected(pools: Pools) -> None:
    """Model: InitiateAuthResponse.ChallengeName (SELECT_CHALLENGE: "It must be one of the challenge types
    in the AvailableChallenges response parameter")."""
    pool = pool_with(pools, ["PASSWORD"])
    person = pool.confirmed()
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.answer(person, begin(pool, person), ANSWER="EMAIL_OTP")


def test_an_administrator_begins_it_too(pool: Pool) -> None:
    """Model: AdminInitiateAuthRequest.AuthParameters (USER_AUTH)."""
    person = pool.confirmed()
    challenge = pool.cognito.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": person.username, "PREFERRED_CHALLENGE": "EMAIL_OTP"},
    )
    code = pool.mailed_code(person, dict(challenge))
    done = pool.cognito.admin_respond_to_auth_challenge(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        ChallengeName="EMAIL_OTP",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": person.username, "EMAIL_OTP_CODE": code},
    )
    assert done["AuthenticationResult"]["AccessToken"]


def test_nobody_learns_from_the_choices_who_exists(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("a random selection from the challenge types allowed for the user pool"): what somebody is offered, some
    who are not there are offered too."""
    known = begin(pool, pool.confirmed())
    unknown = (begin(pool, pool.person()) for _ in range(MANY))
    assert any(
        (each["ChallengeName"], sorted(each["AvailableChallenges"]))
        == (known["ChallengeName"], sorted(known["AvailableChallenges"]))
        for each in unknown
    )


def test_nobodys_preferred_password_is_wrong(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("the PASSWORD flow of USER_AUTH return a NotAuthorizedException")."""
    for _ in range(5):
        with refused("NotAuthorizedException", message=wording.INCORRECT):
            begin(pool, pool.person(), "PASSWORD", PASSWORD=OTHER_PASSWORD)


def test_nobody_is_offered_the_same_each_time(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("doesn't disclose the nonexistence of a user account")."""
    nobody = pool.person()
    first, *others = ([*begin(pool, nobody).get("AvailableChallenges", [])] for _ in range(5))
    assert all(each == first for each in others)


def test_nobody_learns_from_a_mailed_code_who_exists(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    (PreventUserExistenceErrors ENABLED)."""
    nobody = pool.person()
    challenge = begin(pool, nobody, "EMAIL_OTP")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "EMAIL"
    with refused("CodeMismatchException"):
        pool.answer(nobody, challenge, EMAIL_OTP_CODE="123456")


def test_a_legacy_client_says_that_a_user_is_unknown(pool: Pool) -> None:
    """Model: InitiateAuth.errors UserNotFoundException."""
    legacy = pool.another_client(**CLIENT, PreventUserExistenceErrors="LEGACY")
    with refused("UserNotFoundException"):
        pool.cognito.initiate_auth(
            ClientId=legacy, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": pool.person().username}
        )


def test_who_is_disabled_gets_no_code(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    (PreventUserExistenceErrors ENABLED)."""
    person = pool.confirmed()
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    challenge = begin(pool, person, "EMAIL_OTP")
    with refused("CodeMismatchException", "NotAuthorizedException"):
        pool.answer(person, challenge, EMAIL_OTP_CODE="123456")


def test_who_has_a_second_factor_is_offered_the_password_alone(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("users who have configured an MFA factor can only sign in with username-password authentication flows in
    choice-based sign-in")."""
    pool.cognito.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    person = pool.confirmed()
    app = with_app(pool, person)
    challenge = begin(pool, person)
    assert sorted(challenge["AvailableChallenges"]) == ["PASSWORD", "PASSWORD_SRP"]
    second = pool.answer(person, challenge, ANSWER="PASSWORD", PASSWORD=person.password)
    assert second["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert pool.answer(person, second, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_a_pool_that_requires_mfa_takes_no_passwordless_factor(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("You can't set MFA to required in user pools that support one-time passwords or passkeys")."""
    pool = pool_with(pools, ["PASSWORD", "EMAIL_OTP"])
    required = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    with refused("InvalidParameterException"):
        pool.cognito.set_user_pool_mfa_config(UserPoolId=pool.id, **required)
    other = pool_with(pools, ["PASSWORD"])
    other.cognito.set_user_pool_mfa_config(UserPoolId=other.id, **required)
    with refused("InvalidParameterException"):
        other.cognito.update_user_pool(
            UserPoolId=other.id,
            MfaConfiguration="ON",
            Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
        )


def test_who_signs_up_without_a_password_signs_in_by_codes(pool: Pool) -> None:
    """Model: SignUpRequest.Password ("Users can sign up without a password when your user pool supports
    passwordless sign-in")."""
    person, answer = without_password(pool)
    pool.confirm(person, pool.usable_code(person, answer))
    challenge = begin(pool, person)
    assert challenge["AvailableChallenges"] == ["EMAIL_OTP"]
    asked = pool.answer(person, challenge, ANSWER="EMAIL_OTP")
    code = pool.mailed_code(person, asked)
    assert pool.answer(person, asked, EMAIL_OTP_CODE=code)["AuthenticationResult"]


def test_a_password_is_needed_where_codes_sign_nobody_in(pools: Pools) -> None:
    """Model: SignUpRequest.Password ("You can only create a passwordless user when passwordless sign-in is
    available")."""
    pool = pool_with(pools, ["PASSWORD", "WEB_AUTHN"])
    with refused("InvalidPasswordException", "InvalidParameterException"):
        without_password(pool)


def test_a_code_confirms_who_has_not_confirmed_yet(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("The user status also changed from UNCONFIRMED to CONFIRMED")."""
    person, _ = without_password(pool)
    challenge = begin(pool, person, "EMAIL_OTP")
    code = pool.mailed_code(person, challenge)
    assert pool.answer(person, challenge, EMAIL_OTP_CODE=code)["AuthenticationResult"]
    assert pool.user(person)["UserStatus"] == "CONFIRMED"
    assert pool.attributes(person)["email_verified"] == "true"


def test_an_administrator_makes_somebody_without_a_password(pool: Pool) -> None:
    """Model: AdminCreateUserRequest.TemporaryPassword ("To create a user with no password, omit this
    parameter")."""
    person = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=person.username,
        UserAttributes=as_attributes({"email": person.address, "email_verified": "true"}),
    )
    challenge = begin(pool, person, "EMAIL_OTP")
    code = pool.mailed_code(person, challenge)
    assert pool.answer(person, challenge, EMAIL_OTP_CODE=code)["AuthenticationResult"]


def test_who_has_no_password_chooses_one_without_an_old_one(pool: Pool) -> None:
    """Model: ChangePasswordRequest.PreviousPassword; Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("Users who don't have a password can submit ChangePassword API requests without the
    PreviousPassword")."""
    person, _ = without_password(pool)
    challenge = begin(pool, person, "EMAIL_OTP")
    done = pool.answer(person, challenge, EMAIL_OTP_CODE=pool.mailed_code(person, challenge))
    token = done["AuthenticationResult"]["AccessToken"]
    pool.cognito.change_password(AccessToken=token, ProposedPassword=OTHER_PASSWORD)
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]


def confirmed_session(pool: Pool, person: Person, answer: dict[str, Any]) -> str:
    code = pool.usable_code(person, answer)
    return str(pool.confirm(person, code, Session=answer["Session"])["Session"])


def sign_in_by(pool: Pool, person: Person, session: str) -> dict[str, Any]:
    return dict(
        pool.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": person.username},
            Session=session,
        )
    )


def test_a_confirmation_signs_in_by_its_session(pool: Pool) -> None:
    """Model: InitiateAuthRequest.Session; Model: ConfirmSignUpResponse.Session; Model:
    SignUpResponse.Session."""
    person, answer = without_password(pool)
    session = confirmed_session(pool, person, answer)
    assert sign_in_by(pool, person, session)["AuthenticationResult"]["AccessToken"]


def test_a_confirmations_session_works_once(pool: Pool) -> None:
    """Model: InitiateAuthRequest.Session ("users who have confirmed their sign-up and are signing in for the
    first time"); Model: InitiateAuth.errors NotAuthorizedException."""
    person, answer = without_password(pool)
    session = confirmed_session(pool, person, answer)
    sign_in_by(pool, person, session)
    with refused("NotAuthorizedException"):
        sign_in_by(pool, person, session)


def test_the_session_of_a_sign_up_signs_nobody_in(pool: Pool) -> None:
    """Model: SignUpResponse.Session ("that you can pass to ConfirmSignUp")."""
    person, answer = without_password(pool)
    pool.confirm(person, pool.usable_code(person, answer))
    with refused("NotAuthorizedException"):
        sign_in_by(pool, person, answer["Session"])


def test_somebody_elses_session_signs_nobody_in(pool: Pool) -> None:
    """Model: InitiateAuth.errors NotAuthorizedException."""
    (ada, answer), (grace, _) = without_password(pool), without_password(pool)
    session = confirmed_session(pool, ada, answer)
    with refused("NotAuthorizedException"):
        sign_in_by(pool, grace, session)


def test_a_confirmations_session_is_no_factor_where_mails_are_none(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("The user is eligible for the OTP authentication method")."""
    pool = pool_with(pools, ["PASSWORD"])
    person, answer = pool.sign_up()
    session = confirmed_session(pool, person, answer)
    assert sign_in_by(pool, person, session)["ChallengeName"] == "SELECT_CHALLENGE"


def test_factors_of_a_user_are_told(pool: Pool) -> None:
    """Model: GetUserAuthFactorsResponse.ConfiguredUserAuthFactors."""
    person = pool.confirmed(Attributes={"phone_number": some_number()})
    token = pool.tokens(person)["AccessToken"]
    told = pool.cognito.get_user_auth_factors(AccessToken=token)
    assert told["Username"] == person.username
    assert sorted(told["ConfiguredUserAuthFactors"]) == ["EMAIL_OTP", "PASSWORD", "SMS_OTP"]
    by_admin = pool.cognito.admin_get_user_auth_factors(UserPoolId=pool.id, Username=person.username)
    assert by_admin["ConfiguredUserAuthFactors"] == told["ConfiguredUserAuthFactors"]
