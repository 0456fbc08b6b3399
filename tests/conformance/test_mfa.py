"""Multi-factor authentication: what a pool requires, what a user has, and what is asked at a sign-in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import wording
from tests.conformance.factors import (
    BY_ADMINS,
    BY_EITHER,
    OFF,
    ON,
    PREFERRED,
    SENDER,
    SES,
    App,
    choices,
    pool_with_factors,
    prefer,
    set_factors,
    some_number,
    verified_app,
    with_app,
)
from tests.conformance.pools import CHOSEN_USERNAMES, OTHER_PASSWORD, PASSWORD, Person, Pool, Pools
from tests.conformance.refusals import refused

SECRET_HASH_FREE = {"WriteAttributes": None, "ReadAttributes": None}


@pytest.fixture
def by_app(pools: Pools) -> Pool:
    """A pool in which an authenticator app is a second factor for who wants one."""
    return pool_with_factors(pools, totp=True)


@pytest.fixture
def by_any(pools: Pools) -> Pool:
    """A pool with every kind of second factor for who wants one."""
    return pool_with_factors(pools, sms=True, email=True, totp=True)


def with_phone(pool: Pool) -> tuple[Person, str]:
    number = some_number()
    return pool.confirmed(Attributes={"phone_number": number}), number


def sms_code(pool: Pool, number: str, answer: dict[str, Any]) -> str:
    return pool.mailbox.mailed_code(pool.id, number, answer)


def masked(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[0]}***@{domain[0]}***"


def test_a_code_of_the_app_is_asked_after_the_password(by_app: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
    ("Sign in with TOTP MFA")."""
    person = by_app.confirmed()
    app = with_app(by_app, person)
    challenge = by_app.log_in(person)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" not in challenge
    signed_in = by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code())
    assert signed_in["AuthenticationResult"]["AccessToken"]


def test_a_code_of_the_app_works_once(by_app: Pool) -> None:
    """Model: RespondToAuthChallenge.errors ExpiredCodeException."""
    person = by_app.confirmed()
    code = with_app(by_app, person).code()
    by_app.answer(person, by_app.log_in(person), SOFTWARE_TOKEN_MFA_CODE=code)
    with refused("ExpiredCodeException"):
        by_app.answer(person, by_app.log_in(person), SOFTWARE_TOKEN_MFA_CODE=code)


def test_the_code_that_verified_an_app_signs_nobody_in(by_app: Pool) -> None:
    """Model: RespondToAuthChallenge.errors ExpiredCodeException."""
    person = by_app.confirmed()
    token = by_app.tokens(person)["AccessToken"]
    app = App(by_app.cognito.associate_software_token(AccessToken=token)["SecretCode"])
    code = app.code()
    by_app.cognito.verify_software_token(AccessToken=token, UserCode=code)
    prefer(by_app, person, SoftwareTokenMfaSettings=PREFERRED)
    with refused("ExpiredCodeException"):
        by_app.answer(person, by_app.log_in(person), SOFTWARE_TOKEN_MFA_CODE=code)


def test_a_wrong_code_of_the_app_is_a_mismatch_and_may_be_tried_again(by_app: Pool) -> None:
    """Model: RespondToAuthChallenge.errors CodeMismatchException."""
    person = by_app.confirmed()
    app = with_app(by_app, person)
    challenge = by_app.log_in(person)
    with refused("CodeMismatchException"):
        by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.wrong())
    assert by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_after_five_wrong_codes_the_user_has_to_wait(by_app: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("After five unsuccessful attempts to present an MFA code ... the exponential-timeout lockout")."""
    person = by_app.confirmed()
    app = with_app(by_app, person)
    challenge = by_app.log_in(person)
    for _ in range(5):
        with refused("CodeMismatchException"):
            by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.wrong())
    with refused("NotAuthorizedException", message=wording.LOCKED):
        by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code())


def test_the_password_given_again_gives_no_new_attempts(by_app: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("After five unsuccessful attempts to present an MFA code")."""
    person = by_app.confirmed()
    app = with_app(by_app, person)
    for _ in range(5):
        with refused("CodeMismatchException"):
            by_app.answer(person, by_app.log_in(person), SOFTWARE_TOKEN_MFA_CODE=app.wrong())
    with refused("NotAuthorizedException", message=wording.LOCKED):
        by_app.log_in(person)


def test_a_challenge_names_the_user_and_the_device_of_the_app(by_app: Pool) -> None:
    """Model: VerifySoftwareTokenRequest.FriendlyDeviceName; Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html"""
    person = by_app.confirmed()
    verified_app(by_app, person, FriendlyDeviceName="My phone")
    prefer(by_app, person, SoftwareTokenMfaSettings=PREFERRED)
    parameters = by_app.log_in(person)["ChallengeParameters"]
    assert parameters["FRIENDLY_DEVICE_NAME"] == "My phone"
    assert parameters["USER_ID_FOR_SRP"] == person.username


def test_an_app_is_set_up_in_a_pool_that_has_it_alone(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
    ("SoftwareTokenMFANotFoundException exception with the description Software Token MFA has not been
    enabled by the userPool")."""
    pool = pool_with_factors(pools, sms=True)
    token = pool.tokens(pool.confirmed())["AccessToken"]
    words = "Software Token MFA has not been enabled by the userPool"
    with refused("SoftwareTokenMFANotFoundException", message=words):
        pool.cognito.associate_software_token(AccessToken=token)


def test_no_app_is_verified_in_a_pool_without_mfa(by_app: Pool) -> None:
    """Model: VerifySoftwareToken.errors SoftwareTokenMFANotFoundException."""
    token = by_app.tokens(by_app.confirmed())["AccessToken"]
    app = App(by_app.cognito.associate_software_token(AccessToken=token)["SecretCode"])
    set_factors(by_app, "OFF")
    with refused("SoftwareTokenMFANotFoundException"):
        by_app.cognito.verify_software_token(AccessToken=token, UserCode=app.code())


def test_who_has_an_app_goes_on_with_it_though_the_pool_takes_no_new_ones(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
    ("If your users have set up TOTP, they can use it for MFA, even if you deactivate TOTP")."""
    pool = pool_with_factors(pools, sms=True, totp=True)
    person = pool.confirmed()
    app = with_app(pool, person)
    set_factors(pool, "OPTIONAL", sms=True)
    challenge = pool.log_in(person)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert pool.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_a_wrong_code_verifies_no_app(by_app: Pool) -> None:
    """Model: VerifySoftwareToken.errors EnableSoftwareTokenMFAException; Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html ("Code
    mismatch")."""
    person = by_app.confirmed()
    token = by_app.tokens(person)["AccessToken"]
    app = App(by_app.cognito.associate_software_token(AccessToken=token)["SecretCode"])
    with refused("EnableSoftwareTokenMFAException", message="Code mismatch"):
        by_app.cognito.verify_software_token(AccessToken=token, UserCode=app.wrong())
    with refused("InvalidParameterException"):
        prefer(by_app, person, SoftwareTokenMfaSettings=PREFERRED)


def test_an_app_that_was_associated_but_not_verified_cannot_be_switched_on(by_app: Pool) -> None:
    """Model: SetUserMFAPreferenceRequest.SoftwareTokenMfaSettings ("must register a TOTP authenticator
    before")."""
    person = by_app.confirmed()
    token = by_app.tokens(person)["AccessToken"]
    by_app.cognito.associate_software_token(AccessToken=token)
    with refused("InvalidParameterException"):
        by_app.cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=PREFERRED)


def test_a_new_app_takes_the_place_of_the_old_one_when_it_is_verified(by_app: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
    ("To replace your user's software token, associate and verify a new software token")."""
    person = by_app.confirmed()
    old, token = verified_app(by_app, person)
    new = App(by_app.cognito.associate_software_token(AccessToken=token)["SecretCode"])
    prefer(by_app, person, SoftwareTokenMfaSettings=PREFERRED)
    challenge = by_app.log_in(person)
    assert by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=old.code())["AuthenticationResult"]
    by_app.cognito.verify_software_token(AccessToken=token, UserCode=new.code())
    challenge = by_app.log_in(person)
    with refused("CodeMismatchException"):
        by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=old.code())


def test_who_has_switched_mfa_off_signs_in_by_the_password(by_app: Pool) -> None:
    """Model: SoftwareTokenMfaSettingsType.Enabled."""
    person = by_app.confirmed()
    with_app(by_app, person)
    prefer(by_app, person, SoftwareTokenMfaSettings=OFF)
    assert by_app.log_in(person)["AuthenticationResult"]
    described = by_app.user(person)
    assert not described.get("UserMFASettingList")
    assert not described.get("PreferredMfaSetting")


def test_a_users_factors_and_preference_are_described(by_any: Pool) -> None:
    """Model: AdminGetUserResponse.UserMFASettingList; Model: GetUserResponse.PreferredMfaSetting."""
    person, _ = with_phone(by_any)
    token = by_any.tokens(person)["AccessToken"]
    settings = {"SMSMfaSettings": PREFERRED, "EmailMfaSettings": ON}
    by_any.cognito.set_user_mfa_preference(AccessToken=token, **settings)
    for described in (by_any.user(person), by_any.cognito.get_user(AccessToken=token)):
        assert sorted(described["UserMFASettingList"]) == ["EMAIL_OTP", "SMS_MFA"]
        assert described["PreferredMfaSetting"] == "SMS_MFA"


def test_a_deleted_app_is_asked_no_more(by_app: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html
    ("the user can no longer sign in with TOTP MFA")."""
    person = by_app.confirmed()
    with_app(by_app, person)
    by_app.cognito.admin_delete_software_token(UserPoolId=by_app.id, Username=person.username)
    assert by_app.log_in(person)["AuthenticationResult"]


def test_a_texted_code_is_asked_of_who_prefers_texts(by_any: Pool) -> None:
    """Model: SMSMfaSettingsType.PreferredMfa ("prompts the specified user for a code delivered by SMS")."""
    person, number = with_phone(by_any)
    prefer(by_any, person, SMSMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    assert challenge["ChallengeName"] == "SMS_MFA"
    parameters = challenge["ChallengeParameters"]
    assert parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
    assert parameters["CODE_DELIVERY_DESTINATION"].endswith(number[-4:])
    assert number not in parameters["CODE_DELIVERY_DESTINATION"]
    code = sms_code(by_any, number, challenge)
    assert by_any.answer(person, challenge, SMS_MFA_CODE=code)["AuthenticationResult"]


def test_a_mailed_code_is_asked_of_who_prefers_mails(by_any: Pool) -> None:
    """Model: EmailMfaSettingsType.PreferredMfa; Model: RespondToAuthChallengeRequest.ChallengeResponses
    (EMAIL_OTP_CODE)."""
    person = by_any.confirmed()
    prefer(by_any, person, EmailMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    parameters = challenge["ChallengeParameters"]
    assert parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] == "EMAIL"
    assert parameters["CODE_DELIVERY_DESTINATION"] == masked(person.address)
    code = by_any.mailed_code(person, challenge)
    assert by_any.answer(person, challenge, EMAIL_OTP_CODE=code)["AuthenticationResult"]


def test_a_wrong_mailed_code_is_a_mismatch_and_may_be_tried_again(by_any: Pool) -> None:
    """Model: RespondToAuthChallenge.errors CodeMismatchException."""
    person = by_any.confirmed()
    prefer(by_any, person, EmailMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    code = by_any.mailed_code(person, challenge)
    with refused("CodeMismatchException"):
        by_any.answer(person, challenge, EMAIL_OTP_CODE="000000" if code != "000000" else "000001")
    assert by_any.answer(person, challenge, EMAIL_OTP_CODE=code)["AuthenticationResult"]


def test_a_mailed_code_works_once(by_any: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.Session; Model: RespondToAuthChallenge.errors
    NotAuthorizedException."""
    person = by_any.confirmed()
    prefer(by_any, person, EmailMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    code = by_any.mailed_code(person, challenge)
    by_any.answer(person, challenge, EMAIL_OTP_CODE=code)
    with refused("NotAuthorizedException", "CodeMismatchException", "ExpiredCodeException"):
        by_any.answer(person, challenge, EMAIL_OTP_CODE=code)


def test_after_five_wrong_mailed_codes_the_right_one_is_refused(by_any: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("After five unsuccessful attempts to present an MFA code")."""
    person = by_any.confirmed()
    prefer(by_any, person, EmailMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    code = by_any.mailed_code(person, challenge)
    for _ in range(5):
        with refused("CodeMismatchException"):
            by_any.answer(person, challenge, EMAIL_OTP_CODE="000000" if code != "000000" else "000001")
    with refused("NotAuthorizedException"):
        by_any.answer(person, challenge, EMAIL_OTP_CODE=code)


def test_an_unverified_phone_gets_codes_and_is_verified_by_one(by_any: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("you can send messages to a phone number or email attribute that you haven't verified ... After your user
    completes MFA, Amazon Cognito sets their phone_number_verified or email_verified attribute to true")."""
    person, number = with_phone(by_any)
    assert by_any.attributes(person).get("phone_number_verified") != "true"
    prefer(by_any, person, SMSMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    by_any.answer(person, challenge, SMS_MFA_CODE=sms_code(by_any, number, challenge))
    assert by_any.attributes(person)["phone_number_verified"] == "true"


def test_the_pools_own_words_carry_the_code(by_any: Pool) -> None:
    """Model: EmailMfaConfigType.Message; Model: SmsMfaConfigType.SmsAuthenticationMessage."""
    described = by_any.cognito.get_user_pool_mfa_config(UserPoolId=by_any.id)
    assert described["EmailMfaConfiguration"]["Message"] == "Your code is {####}"
    assert described["EmailMfaConfiguration"]["Subject"] == "Sign-in"


def test_texts_are_for_who_has_a_phone_number(by_any: Pool) -> None:
    """Source: https://github.com/aws/aws-sdk-js-v3/issues/4645 ("User does not have delivery config set to
    turn on"); Model: AdminSetUserMFAPreference.errors InvalidParameterException."""
    with refused("InvalidParameterException", message="User does not have delivery config set to turn on"):
        prefer(by_any, by_any.confirmed(), SMSMfaSettings=PREFERRED)


def test_a_factor_that_the_pool_has_not_cannot_be_switched_on(by_app: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("the MFA methods setting determines the MFA factors that users can set up")."""
    person, _ = with_phone(by_app)
    for setting in ("SMSMfaSettings", "EmailMfaSettings"):
        with refused("InvalidParameterException"):
            prefer(by_app, person, **{setting: PREFERRED})


def test_one_factor_alone_is_preferred(by_any: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
    ("Only one factor can be set as preferred")."""
    person, _ = with_phone(by_any)
    with refused("InvalidParameterException"):
        prefer(by_any, person, SMSMfaSettings=PREFERRED, EmailMfaSettings=PREFERRED)


def test_a_factor_that_is_off_cannot_be_preferred(by_any: Pool) -> None:
    """Model: SMSMfaSettingsType.PreferredMfa."""
    person, _ = with_phone(by_any)
    with refused("InvalidParameterException"):
        prefer(by_any, person, SMSMfaSettings={"Enabled": False, "PreferredMfa": True})


def test_who_has_several_factors_and_prefers_none_chooses(by_any: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
    ("If multiple options are activated and no preference is set, a challenge to choose an MFA option")."""
    person, number = with_phone(by_any)
    prefer(by_any, person, SMSMfaSettings=ON, EmailMfaSettings=ON)
    challenge = by_any.log_in(person)
    assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
    assert choices(challenge) == {"SMS_MFA", "EMAIL_OTP"}
    chosen = by_any.answer(person, challenge, ANSWER="SMS_MFA")
    assert chosen["ChallengeName"] == "SMS_MFA"
    code = sms_code(by_any, number, chosen)
    assert by_any.answer(person, chosen, SMS_MFA_CODE=code)["AuthenticationResult"]


def test_the_preferred_one_of_several_factors_is_asked(by_any: Pool) -> None:
    """Model: SMSMfaSettingsType.PreferredMfa."""
    person, _ = with_phone(by_any)
    prefer(by_any, person, SMSMfaSettings=PREFERRED, EmailMfaSettings=ON)
    assert by_any.log_in(person)["ChallengeName"] == "SMS_MFA"


def test_the_app_can_be_chosen_too(by_any: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (SELECT_MFA_TYPE: ANSWER)."""
    person, _ = with_phone(by_any)
    app = with_app(by_any, person, is_preferred=False)
    prefer(by_any, person, SMSMfaSettings=ON)
    challenge = by_any.log_in(person)
    assert choices(challenge) == {"SMS_MFA", "SOFTWARE_TOKEN_MFA"}
    chosen = by_any.answer(person, challenge, ANSWER="SOFTWARE_TOKEN_MFA")
    assert by_any.answer(person, chosen, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_a_factor_that_was_not_offered_cannot_be_chosen(by_any: Pool) -> None:
    """Model: RespondToAuthChallenge.errors InvalidParameterException."""
    person, _ = with_phone(by_any)
    prefer(by_any, person, SMSMfaSettings=ON, EmailMfaSettings=ON)
    challenge = by_any.log_in(person)
    with refused("InvalidParameterException", "NotAuthorizedException"):
        by_any.answer(person, challenge, ANSWER="SOFTWARE_TOKEN_MFA")


def test_the_one_factor_of_a_user_is_asked_without_a_preference(by_any: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("If you set only one MFA method as available, you don't need to manage user MFA preferences")."""
    person, _ = with_phone(by_any)
    prefer(by_any, person, SMSMfaSettings=ON)
    assert by_any.log_in(person)["ChallengeName"] == "SMS_MFA"


def test_the_session_of_one_factor_is_none_for_another(by_any: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.Session; Model: RespondToAuthChallenge.errors
    NotAuthorizedException."""
    person, number = with_phone(by_any)
    prefer(by_any, person, SMSMfaSettings=PREFERRED)
    challenge = by_any.log_in(person)
    code = sms_code(by_any, number, challenge)
    with refused("NotAuthorizedException", "CodeMismatchException"):
        by_any.answer(person, {**challenge, "ChallengeName": "EMAIL_OTP"}, EMAIL_OTP_CODE=code)


def test_a_pool_without_mfa_asks_nobody(by_app: Pool) -> None:
    """Model: SetUserPoolMfaConfigRequest.MfaConfiguration (OFF)."""
    person = by_app.confirmed()
    with_app(by_app, person)
    set_factors(by_app, "OFF")
    assert by_app.log_in(person)["AuthenticationResult"]


def test_who_has_no_factor_signs_in_where_mfa_is_optional(by_any: Pool) -> None:
    """Model: SetUserPoolMfaConfigRequest.MfaConfiguration (OPTIONAL)."""
    person, _ = with_phone(by_any)
    assert by_any.log_in(person)["AuthenticationResult"]


def test_who_has_no_factor_sets_one_up_where_mfa_is_required(pools: Pools) -> None:
    """Model: InitiateAuthResponse.ChallengeName (MFA_SETUP: AssociateSoftwareToken and VerifySoftwareToken by
    session, then the session of VerifySoftwareToken)."""
    pool = pool_with_factors(pools, "ON", totp=True)
    person = pool.confirmed()
    challenge = pool.log_in(person)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert choices(challenge) == {"SOFTWARE_TOKEN_MFA"}
    begun = pool.cognito.associate_software_token(Session=challenge["Session"])
    app = App(begun["SecretCode"])
    verified = pool.cognito.verify_software_token(Session=begun["Session"], UserCode=app.code())
    assert verified["Status"] == "SUCCESS"
    done = pool.answer(person, {**challenge, "Session": verified["Session"]})
    assert done["AuthenticationResult"]["AccessToken"]
    again = pool.log_in(person)
    assert again["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert pool.answer(person, again, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_a_factor_that_was_not_verified_is_not_set_up(pools: Pools) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException."""
    pool = pool_with_factors(pools, "ON", totp=True)
    person = pool.confirmed()
    challenge = pool.log_in(person)
    begun = pool.cognito.associate_software_token(Session=challenge["Session"])
    for session in (challenge["Session"], begun["Session"]):
        with refused("NotAuthorizedException", "InvalidParameterException"):
            pool.answer(person, {**challenge, "Session": session})


def test_a_phone_is_asked_for_its_code_where_mfa_is_required(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("If they have a non-recovery phone number attribute and SMS MFA is enabled, prompt them with an
    SMS_MFA")."""
    pool = pool_with_factors(pools, "ON", sms=True)
    person, number = with_phone(pool)
    challenge = pool.log_in(person)
    assert challenge["ChallengeName"] == "SMS_MFA"
    code = sms_code(pool, number, challenge)
    assert pool.answer(person, challenge, SMS_MFA_CODE=code)["AuthenticationResult"]


def test_who_has_phone_and_address_chooses_where_both_are_factors(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("If both attributes are enabled as an MFA factor, prompt the user with a SELECT_MFA_TYPE challenge")."""
    pool = pool_with_factors(pools, "ON", sms=True, email=True)
    person, _ = with_phone(pool)
    challenge = pool.log_in(person)
    assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
    assert choices(challenge) == {"SMS_MFA", "EMAIL_OTP"}


def test_the_address_of_account_recovery_is_no_factor(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("any attribute that isn't the primary method for self-service account recovery")."""
    pool = pools.create(
        client=SECRET_HASH_FREE,
        **CHOSEN_USERNAMES,
        AccountRecoverySetting=BY_EITHER,
        EmailConfiguration=SES,
    )
    set_factors(pool, "ON", sms=True, email=True)
    person, _ = with_phone(pool)
    assert pool.log_in(person)["ChallengeName"] == "SMS_MFA"


def test_an_app_that_is_registered_is_asked_where_mfa_is_required(by_app: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("If neither email nor SMS MFA is available, prompt the user for TOTP MFA")."""
    person = by_app.confirmed()
    app, _ = verified_app(by_app, person)
    set_factors(by_app, "ON", totp=True)
    challenge = by_app.log_in(person)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert by_app.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_who_can_have_no_factor_is_kept_out_where_mfa_is_required(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("If TOTP MFA is disabled, they can't complete sign-in with MFA required and Amazon Cognito returns an
    error")."""
    pool = pool_with_factors(pools, "ON", sms=True)
    with refused("NotAuthorizedException", "InvalidParameterException"):
        pool.log_in(pool.confirmed())


def test_who_has_no_address_may_give_one_to_set_up_mails(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("For email MFA, respond with ChallengeName: MFA_SETUP, ChallengeResponses: {USERNAME, email}")."""
    settings: dict[str, Any] = {**CHOSEN_USERNAMES, "Schema": None, "AccountRecoverySetting": BY_ADMINS}
    pool = pools.create(client=SECRET_HASH_FREE, **settings, EmailConfiguration=SES)
    set_factors(pool, "ON", email=True, totp=True)
    person = pool.confirmed(Attributes={"email": None})
    challenge = pool.log_in(person)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert choices(challenge) == {"EMAIL_OTP", "SOFTWARE_TOKEN_MFA"}
    asked = pool.answer(person, challenge, email=person.address)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    code = pool.mailed_code(person, asked)
    assert pool.answer(person, asked, EMAIL_OTP_CODE=code)["AuthenticationResult"]
    assert pool.attributes(person)["email_verified"] == "true"


def test_the_last_factor_stays_where_mfa_is_required(by_app: Pool) -> None:
    """Model: SoftwareTokenMfaSettingsType (\"You can't turn off TOTP MFA for any of your users when MFA is
    required\")."""
    person = by_app.confirmed()
    with_app(by_app, person)
    set_factors(by_app, "ON", totp=True)
    with refused("InvalidParameterException"):
        prefer(by_app, person, SoftwareTokenMfaSettings=OFF)


def test_a_first_password_is_chosen_before_a_factor_is_set_up(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
    ("After your user succeeds in the challenge to set their initial password ... immediately challenges the
    user to set up MFA")."""
    pool = pool_with_factors(pools, "ON", totp=True)
    person = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=person.username,
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": person.address}],
    )
    first = pool.log_in(person)
    assert first["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert pool.answer(person, first, NEW_PASSWORD=OTHER_PASSWORD)["ChallengeName"] == "MFA_SETUP"


def test_a_code_of_the_app_answers_an_administrators_sign_in(by_app: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html"""
    person = by_app.confirmed()
    app = with_app(by_app, person)
    challenge = by_app.cognito.admin_initiate_auth(
        UserPoolId=by_app.id,
        ClientId=by_app.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.username, "PASSWORD": person.password},
    )
    done = by_app.cognito.admin_respond_to_auth_challenge(
        UserPoolId=by_app.id,
        ClientId=by_app.client_id,
        ChallengeName=challenge["ChallengeName"],
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": person.username, "SOFTWARE_TOKEN_MFA_CODE": app.code()},
    )
    assert done["AuthenticationResult"]["AccessToken"]


def test_mfa_needs_a_factor(pools: Pools) -> None:
    """Model: SetUserPoolMfaConfig.errors InvalidParameterException."""
    pool = pools.create()
    for mode in ("ON", "OPTIONAL"):
        with refused("InvalidParameterException"):
            pool.cognito.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration=mode)


def test_a_pool_is_made_with_mfa_where_it_can_send_texts(pools: Pools) -> None:
    """Model: CreateUserPoolRequest.MfaConfiguration; Model: CreateUserPoolRequest.SmsConfiguration."""
    with refused("InvalidParameterException"):
        pools.create(MfaConfiguration="ON")
    pool = pools.create(MfaConfiguration="ON", SmsConfiguration=SENDER)
    described = pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert described["MfaConfiguration"] == "ON"


def test_mails_are_factors_where_the_pool_sends_by_ses_of_its_own(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("An active email configuration with your own Amazon SES resources")."""
    pool = pools.create(AccountRecoverySetting=BY_EITHER)
    with refused("InvalidParameterException"):
        pool.cognito.set_user_pool_mfa_config(
            UserPoolId=pool.id,
            MfaConfiguration="OPTIONAL",
            EmailMfaConfiguration={"Message": "Your code is {####}", "Subject": "Code"},
        )


def test_mails_are_no_factor_where_they_alone_recover_accounts(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("you can't enable email MFA and set the recovery option to Email only in the same user pool")."""
    pool = pools.create(EmailConfiguration=SES)  # whose accounts verified_email recovers, and nothing else
    with refused("InvalidParameterException"):
        set_factors(pool, "OPTIONAL", email=True, totp=True)


def test_mails_are_no_factor_in_the_lite_plan(pools: Pools) -> None:
    """Model: EmailMfaSettingsType ("your user pool must be in the Essentials tier or higher"); Model:
    SetUserPoolMfaConfig.errors FeatureUnavailableInTierException."""
    pool = pools.create(UserPoolTier="LITE")
    with refused("FeatureUnavailableInTierException"):
        set_factors(pool, "OPTIONAL", email=True, totp=True)


def test_a_message_without_its_placeholder_is_refused(pools: Pools) -> None:
    """Model: EmailMfaConfigType.Message ("The message must contain the {####} placeholder")."""
    pool = pools.create()
    with refused("InvalidParameterException"):
        pool.cognito.set_user_pool_mfa_config(
            UserPoolId=pool.id, EmailMfaConfiguration={"Message": "No code at all"}
        )


def test_codes_of_resets_do_not_go_where_codes_of_sign_ins_go(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("Users whose preferred MFA is by email message can't receive a password-reset code by email")."""
    pool = pool_with_factors(pools, sms=True, email=True)
    pool.cognito.update_user_pool(
        UserPoolId=pool.id,
        MfaConfiguration="OPTIONAL",
        AccountRecoverySetting=BY_EITHER,
        SmsConfiguration=SENDER,
        EmailConfiguration=pool.settings["EmailConfiguration"],
    )
    person, _ = with_phone(pool)
    pool.set_as_admin(person, {"email_verified": "true", "phone_number_verified": "true"})
    prefer(pool, person, EmailMfaSettings=PREFERRED)
    sent = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    prefer(pool, person, SMSMfaSettings=PREFERRED)
    sent = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_who_is_recovered_by_nothing_but_the_second_factor_cannot_reset(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("Amazon Cognito replies to password-reset requests from users who don't have a valid recovery method
    with an InvalidParameterException")."""
    pool = pool_with_factors(pools, email=True, sms=True)
    pool.cognito.update_user_pool(
        UserPoolId=pool.id,
        MfaConfiguration="OPTIONAL",
        AccountRecoverySetting=BY_EITHER,
        SmsConfiguration=SENDER,
        EmailConfiguration=pool.settings["EmailConfiguration"],
    )
    person = pool.confirmed()
    prefer(pool, person, EmailMfaSettings=PREFERRED)
    legacy = pool.another_client(
        PreventUserExistenceErrors="LEGACY", WriteAttributes=None, ReadAttributes=None
    )
    with refused("InvalidParameterException"):
        pool.cognito.forgot_password(ClientId=legacy, Username=person.username)


def test_the_options_of_old_switch_texts_on_and_off(by_any: Pool) -> None:
    """Model: SetUserSettingsRequest.MFAOptions; Model: AdminSetUserSettingsRequest.MFAOptions."""
    person, _ = with_phone(by_any)
    token = by_any.tokens(person)["AccessToken"]
    options = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    by_any.cognito.set_user_settings(AccessToken=token, MFAOptions=options)
    assert by_any.log_in(person)["ChallengeName"] == "SMS_MFA"
    by_any.cognito.admin_set_user_settings(UserPoolId=by_any.id, Username=person.username, MFAOptions=[])
    assert by_any.log_in(person)["AuthenticationResult"]


def test_the_options_of_old_know_texts_alone(by_any: Pool) -> None:
    """Model: MFAOptionType.DeliveryMedium ("You can use this parameter to set only the SMS delivery
    medium")."""
    person, _ = with_phone(by_any)
    options = [{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]
    with refused("InvalidParameterException"):
        by_any.cognito.admin_set_user_settings(
            UserPoolId=by_any.id, Username=person.username, MFAOptions=options
        )


@pytest.mark.parametrize("factor", ["SoftwareTokenMfaConfiguration", "SmsMfaConfiguration"])
def test_mfa_is_not_turned_off_and_given_a_factor_in_one_call(pools: Pools, factor: str) -> None:
    """Source: https://github.com/go-to-k/cdkd/issues/1923 (AWS's answers to four calls); Model:
    SetUserPoolMfaConfig.errors InvalidParameterException."""
    pool = pools.create()
    config = {
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "SmsMfaConfiguration": {"SmsConfiguration": SENDER},
    }
    with refused("InvalidParameterException", message="can't turn off MFA and configure an MFA together"):
        pool.cognito.set_user_pool_mfa_config(
            UserPoolId=pool.id, MfaConfiguration="OFF", **{factor: config[factor]}
        )


def test_a_pools_own_sender_of_texts_shows_among_its_factors(pools: Pools) -> None:
    """Model: GetUserPoolMfaConfigResponse.SmsMfaConfiguration; Model: SmsMfaConfigType.SmsConfiguration ("You
    can set SmsConfiguration in CreateUserPool and UpdateUserPool, or in SetUserPoolMfaConfig")."""
    pool = pools.create(MfaConfiguration="OPTIONAL", SmsConfiguration=SENDER)
    config = pool.cognito.get_user_pool_mfa_config(UserPoolId=pool.id)
    assert config["MfaConfiguration"] == "OPTIONAL"
    assert config["SmsMfaConfiguration"]["SmsConfiguration"] == SENDER


def test_a_sender_of_texts_that_makes_a_factor_is_the_pools(pools: Pools) -> None:
    """Model: SmsMfaConfigType.SmsConfiguration ("You can set SmsConfiguration in CreateUserPool and
    UpdateUserPool, or in SetUserPoolMfaConfig")."""
    pool = pool_with_factors(pools, sms=True)
    described = pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert described["SmsConfiguration"] == SENDER


def test_an_app_is_verified_by_a_token_or_a_session_and_not_by_both(by_app: Pool) -> None:
    """Model: VerifySoftwareToken ("The request takes an access token or a session string, but not both")."""
    token = by_app.tokens(by_app.confirmed())["AccessToken"]
    app = App(by_app.cognito.associate_software_token(AccessToken=token)["SecretCode"])
    with refused("InvalidParameterException"):
        by_app.cognito.verify_software_token(AccessToken=token, Session="a" * 20, UserCode=app.code())
    by_app.cognito.verify_software_token(AccessToken=token, UserCode=app.code())


def test_an_app_is_set_up_for_somebody(by_app: Pool) -> None:
    """Model: AssociateSoftwareToken ("with either the user's access token, or a session string"); Model:
    AssociateSoftwareToken.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        by_app.cognito.associate_software_token()
