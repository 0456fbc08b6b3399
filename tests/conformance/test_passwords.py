"""Passwords: the policy, the change, the reset."""

from __future__ import annotations

import pytest

from tests.conformance import wording
from tests.conformance.pools import OTHER_PASSWORD, PASSWORD, Person, Pool, Pools, some_address
from tests.conformance.refusals import refused


def refused_password(pool: Pool, password: str) -> None:
    person = pool.person()
    with refused("InvalidPasswordException", message=wording.WEAK_PASSWORD):
        pool.sign_up(Person(person.username, person.address, password))


def reset(pool: Pool, person: Person, code: str, password: str = OTHER_PASSWORD) -> None:
    pool.cognito.confirm_forgot_password(
        ClientId=pool.client_id, Username=person.username, ConfirmationCode=code, Password=password
    )


def test_a_password_that_is_too_short_is_refused(pool: Pool) -> None:
    """Model: PasswordPolicyType.MinimumLength; SignUp.errors InvalidPasswordException."""
    refused_password(pool, "Short-7-Pwd")


def test_a_password_without_a_capital_is_refused(pool: Pool) -> None:
    """Model: PasswordPolicyType.RequireUppercase; SignUp.errors InvalidPasswordException."""
    refused_password(pool, PASSWORD.lower())


def test_a_password_without_a_small_letter_is_refused(pool: Pool) -> None:
    """Model: PasswordPolicyType.RequireLowercase; SignUp.errors InvalidPasswordException."""
    refused_password(pool, PASSWORD.upper())


def test_a_password_without_a_digit_is_refused(pool: Pool) -> None:
    """Model: PasswordPolicyType.RequireNumbers; SignUp.errors InvalidPasswordException."""
    refused_password(pool, PASSWORD.replace("7", "x"))


def test_a_password_without_a_symbol_is_refused(pool: Pool) -> None:
    """Model: PasswordPolicyType.RequireSymbols; SignUp.errors InvalidPasswordException."""
    refused_password(pool, PASSWORD.replace("-", "x"))


def test_a_password_of_just_the_minimum_is_taken(pool: Pool) -> None:
    """Model: PasswordPolicyType.MinimumLength (12 in this pool)."""
    person = pool.person()
    _, answer = pool.sign_up(Person(person.username, person.address, "Exact-7-Pass"))
    assert answer["UserConfirmed"] is False


def test_a_password_of_over_256_characters_is_refused(pool: Pool) -> None:
    """Model: PasswordType (max 256)."""
    person = pool.person()
    with refused("InvalidParameterException", "InvalidPasswordException"):
        pool.sign_up(Person(person.username, person.address, PASSWORD * 12))


def test_a_pool_that_asks_for_little_takes_little(pools: Pools) -> None:
    """Model: PasswordPolicyType (each requirement by itself)."""
    little = {"MinimumLength": 6, "RequireUppercase": False, "RequireLowercase": False}
    pool = pools.create(
        Policies={"PasswordPolicy": {**little, "RequireNumbers": False, "RequireSymbols": False}}
    )
    person = pool.person()
    _, answer = pool.sign_up(Person(person.username, person.address, "simple"))
    assert answer["UserConfirmed"] is False


def test_a_policy_below_six_characters_is_refused(pools: Pools) -> None:
    """Model: PasswordPolicyType.MinimumLength ("This value can't be less than 6")."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"PasswordPolicy": {"MinimumLength": 5}})


def test_a_changed_password_is_the_one_that_signs_in(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html"""
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    pool.cognito.change_password(
        AccessToken=token, PreviousPassword=person.password, ProposedPassword=OTHER_PASSWORD
    )
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]
    with refused("NotAuthorizedException"):
        pool.log_in(person)


def test_a_password_is_not_changed_by_who_does_not_know_it(pool: Pool) -> None:
    """Model: ChangePassword.errors NotAuthorizedException."""
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.cognito.change_password(
            AccessToken=token, PreviousPassword="Quite-Wrong-7-Password", ProposedPassword=OTHER_PASSWORD
        )
    assert pool.tokens(person)["AccessToken"]


def test_a_changed_password_follows_the_policy(pool: Pool) -> None:
    """Model: ChangePassword.errors InvalidPasswordException."""
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    with refused("InvalidPasswordException"):
        pool.cognito.change_password(
            AccessToken=token, PreviousPassword=person.password, ProposedPassword="weakpassword"
        )


def test_a_forgotten_password_is_reset_by_the_mailed_code(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html"""
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    reset(pool, person, pool.usable_code(person, answer))
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]
    with refused("NotAuthorizedException"):
        pool.log_in(person)


def test_a_wrong_reset_code_is_refused(pool: Pool) -> None:
    """Model: ConfirmForgotPassword.errors CodeMismatchException."""
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    code = pool.usable_code(person, answer)
    with refused("CodeMismatchException", message=wording.WRONG_CODE):
        reset(pool, person, "000000" if code != "000000" else "000001")
    assert pool.tokens(person)["AccessToken"]


def test_a_reset_code_works_once(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("If a code isn't requested when using ForgotPassword, Amazon Cognito returns the
    ExpiredCodeException")."""
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    code = pool.usable_code(person, answer)
    reset(pool, person, code)
    with refused("ExpiredCodeException", "CodeMismatchException"):
        reset(pool, person, code, PASSWORD)


def test_a_reset_code_that_nobody_asked_for_is_expired(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("If a code isn't requested when using ForgotPassword, Amazon Cognito returns the
    ExpiredCodeException")."""
    person = pool.confirmed()
    with refused("ExpiredCodeException"):
        reset(pool, person, "123456")


def test_a_reset_password_follows_the_policy(pool: Pool) -> None:
    """Model: ConfirmForgotPassword.errors InvalidPasswordException."""
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    code = pool.usable_code(person, answer)
    with refused("InvalidPasswordException"):
        reset(pool, person, code, "weakpassword")


def test_reset_codes_cannot_be_guessed_from_one_another(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    (the code proves access to the mailbox that received it)."""
    codes = set()
    for _ in range(4):
        person = pool.confirmed()
        answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
        codes.add(pool.mailed_code(person, answer))
    assert len(codes) >= 3, "the same code for several people"


def test_an_unverified_address_gets_no_reset_code(pool: Pool) -> None:
    """Model: ForgotPassword ("If neither a verified phone number nor a verified email exists ...
    InvalidParameterException"), for a LEGACY client: an ENABLED one simulates a delivery."""
    legacy = pool.another_client(PreventUserExistenceErrors="LEGACY")
    person, _ = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=person.username)
    with refused("InvalidParameterException", message=wording.NO_VERIFIED_ADDRESS):
        pool.cognito.forgot_password(ClientId=legacy, Username=person.username)


def test_an_unknown_users_forgotten_password_looks_like_anyones(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("ForgotPassword ... returns CodeDeliveryDetails with a simulated delivery medium")."""
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=some_address())
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_a_legacy_client_says_that_nobody_forgot(pool: Pool) -> None:
    """Model: ForgotPassword.errors UserNotFoundException; PreventUserExistenceErrors LEGACY."""
    legacy = pool.another_client(PreventUserExistenceErrors="LEGACY")
    with refused("UserNotFoundException"):
        pool.cognito.forgot_password(ClientId=legacy, Username=some_address())


def test_a_reset_confirms_a_user_whose_password_an_admin_reset(pool: Pool) -> None:
    """Model: AdminResetUserPassword (RESET_REQUIRED until the code is confirmed and a password set)."""
    person = pool.confirmed()
    answer = pool.cognito.admin_reset_user_password(UserPoolId=pool.id, Username=person.username)
    assert pool.user(person)["UserStatus"] == "RESET_REQUIRED"
    reset(pool, person, pool.usable_code(person, answer))
    assert pool.user(person)["UserStatus"] == "CONFIRMED"
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]


def test_a_user_whose_password_was_reset_cannot_sign_in_with_the_old_one(pool: Pool) -> None:
    """Model: InitiateAuth.errors PasswordResetRequiredException."""
    person = pool.confirmed()
    pool.cognito.admin_reset_user_password(UserPoolId=pool.id, Username=person.username)
    with refused("PasswordResetRequiredException"):
        pool.log_in(person)


def with_history(pools: Pools, size: int) -> Pool:
    return pools.create(Policies={"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": size}})


def test_a_letter_of_another_alphabet_is_no_capital(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    ("Uppercase
    and lowercase basic latin letters")."""
    refused_password(pool, "Ärger-mit-7-pferden")
    refused_password(pool, "ÄRGER-MIT-7-PFERDENß")


def test_a_digit_of_another_script_is_no_number(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    ("Numbers")."""
    refused_password(pool, "Correct-Horse-\u0667-Battery")


def test_other_characters_are_fine_beside_the_required_ones(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html ("can
    contain
    additional characters of any type")."""
    pool.sign_up(Person(address := some_address(), address, "Correct-Hörse-7-Bättery"))


def test_a_password_has_at_most_256_characters(pool: Pool) -> None:
    """Model: PasswordType (max 256)."""
    with refused("InvalidParameterException", "InvalidPasswordException"):
        pool.sign_up(Person(address := some_address(), address, "Aa7-" + "x" * 253))


def test_todays_password_is_not_set_again_by_whom_a_history_binds(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    ("their current
    password or any of up to 23 additional previous passwords"). Model: ChangePassword.errors
    PasswordHistoryPolicyViolationException."""
    pool = with_history(pools, 1)
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    with refused("PasswordHistoryPolicyViolationException"):
        pool.cognito.change_password(AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword=PASSWORD)
    pool.cognito.change_password(
        AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword=OTHER_PASSWORD
    )
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]


def test_a_password_comes_back_when_the_history_has_forgotten_it(pools: Pools) -> None:
    """Model: PasswordPolicyType.PasswordHistorySize ("any of n previous passwords");
    AdminSetUserPassword.errors
    PasswordHistoryPolicyViolationException."""
    pool = with_history(pools, 2)
    person = pool.confirmed()

    def set_password(password: str) -> None:
        pool.cognito.admin_set_user_password(
            UserPoolId=pool.id, Username=person.username, Password=password, Permanent=True
        )

    set_password(OTHER_PASSWORD)
    with refused("PasswordHistoryPolicyViolationException"):
        set_password(PASSWORD)
    set_password("Third-Password-3")
    set_password(PASSWORD)


def test_a_reset_password_is_not_one_of_the_history(pools: Pools) -> None:
    """Model: ConfirmForgotPassword.errors PasswordHistoryPolicyViolationException."""
    pool = with_history(pools, 3)
    person = pool.confirmed()
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    code = pool.usable_code(person, answer)
    with refused("PasswordHistoryPolicyViolationException"):
        reset(pool, person, code, PASSWORD)
    reset(pool, person, code)


def test_a_first_password_of_ones_own_is_not_the_temporary_one(pools: Pools) -> None:
    """Model: RespondToAuthChallenge.errors PasswordHistoryPolicyViolationException."""
    pool = with_history(pools, 1)
    person = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username=person.username, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    asked = pool.log_in(person)
    about = {
        "ClientId": pool.client_id,
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": asked["Session"],
    }
    given = {"USERNAME": person.username, "NEW_PASSWORD": PASSWORD, "userAttributes.email": person.address}
    with refused("PasswordHistoryPolicyViolationException"):
        pool.cognito.respond_to_auth_challenge(**about, ChallengeResponses=given)


def test_without_a_history_a_password_may_stay(pool: Pool) -> None:
    """Model: PasswordPolicyType.PasswordHistorySize (0 to 24)."""
    person = pool.confirmed()
    pool.cognito.admin_set_user_password(
        UserPoolId=pool.id, Username=person.username, Password=PASSWORD, Permanent=True
    )


@pytest.mark.unproven("AWS's pages do not say what a reset does to the tokens of other sign-ins")
def test_a_password_reset_leaves_the_refresh_token_alone(pool: Pool) -> None:
    """Model: ConfirmForgotPassword (its documentation names no token)."""
    person = pool.confirmed()
    token = pool.tokens(person)["RefreshToken"]
    answer = pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)
    reset(pool, person, pool.usable_code(person, answer))
    assert pool.refresh(token)["AccessToken"]
