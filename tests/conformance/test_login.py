"""Signing in, being kept out, and staying in."""

from __future__ import annotations

import pytest

from tests.conformance import wording
from tests.conformance.pools import CHOSEN_USERNAMES, Pool, Pools, some_address
from tests.conformance.refusals import accepted_within, refused


def test_a_confirmed_user_signs_in(pool: Pool) -> None:
    """Model: AuthenticationResultType (AccessToken, ExpiresIn, TokenType, RefreshToken, IdToken)."""
    result = pool.tokens(pool.confirmed())
    assert result["TokenType"] == "Bearer"
    assert result.keys() >= {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn"}


def test_an_unconfirmed_user_is_kept_out(pool: Pool) -> None:
    """Model: InitiateAuth.errors UserNotConfirmedException."""
    person, _ = pool.sign_up()
    with refused("UserNotConfirmedException", message=wording.NOT_CONFIRMED):
        pool.log_in(person)


@pytest.mark.unproven("AWS's pages do not say so; those who wrote its SDKs call it intended")
def test_a_legacy_client_says_that_a_sign_up_is_to_be_confirmed_whatever_the_password(pool: Pool) -> None:
    """Source: https://github.com/amazon-archives/amazon-cognito-identity-js/issues/288,
    https://github.com/aws-amplify/amplify-js/issues/11209"""
    legacy = pool.another_client(PreventUserExistenceErrors="LEGACY")
    person, _ = pool.sign_up()
    with refused("UserNotConfirmedException"):
        pool.log_in(person, "Quite-Wrong-7-Password", client_id=legacy)


def test_a_wrong_password_is_refused(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    ("a generic NotAuthorizedException error indicating either the user name or password is incorrect")."""
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.log_in(pool.confirmed(), "Quite-Wrong-7-Password")


def test_an_unknown_user_is_refused_like_a_wrong_password(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
    (PreventUserExistenceErrors ENABLED)."""
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        pool.log_in(pool.person())


def test_a_legacy_client_says_that_a_user_is_unknown(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.PreventUserExistenceErrors (LEGACY: UserNotFoundException)."""
    legacy = pool.another_client(PreventUserExistenceErrors="LEGACY")
    with refused("UserNotFoundException", message=wording.UNKNOWN_USER):
        pool.log_in(pool.person(), client_id=legacy)


def test_a_client_that_says_nothing_is_a_legacy_client(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.PreventUserExistenceErrors ("Defaults to LEGACY")."""
    silent = pool.another_client(PreventUserExistenceErrors=None)
    with refused("UserNotFoundException"):
        pool.log_in(pool.person(), client_id=silent)


def test_a_flow_that_the_client_does_not_allow_is_refused(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.ExplicitAuthFlows; InitiateAuth.errors InvalidParameterException."""
    other = pool.another_client(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    with refused("InvalidParameterException", message=wording.NO_PASSWORD_FLOW):
        pool.log_in(pool.confirmed(), client_id=other)


def test_a_client_without_flows_takes_no_password(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.ExplicitAuthFlows (default: refresh, SRP and custom)."""
    other = pool.another_client(ExplicitAuthFlows=None)
    with refused("InvalidParameterException", message=wording.NO_PASSWORD_FLOW):
        pool.log_in(pool.confirmed(), client_id=other)


def test_an_admins_flow_is_not_for_initiateauth(pool: Pool) -> None:
    """Model: InitiateAuthRequest.AuthFlow (ADMIN_USER_PASSWORD_AUTH is for AdminInitiateAuth)."""
    person = pool.confirmed()
    with refused("InvalidParameterException"):
        pool.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": person.username, "PASSWORD": person.password},
        )


def test_a_missing_password_is_refused(pool: Pool) -> None:
    """Model: InitiateAuthRequest.AuthParameters (required for USER_PASSWORD_AUTH: USERNAME, PASSWORD)."""
    person = pool.confirmed()
    with refused("InvalidParameterException", message=wording.NO_PASSWORD_SENT):
        pool.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": person.username},
        )


def test_an_unknown_client_is_refused(pool: Pool) -> None:
    """Model: InitiateAuth.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.log_in(pool.confirmed(), client_id="0" * 26)


def test_an_admin_signs_a_user_in(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html"""
    person = pool.confirmed()
    answer = pool.cognito.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.username, "PASSWORD": person.password},
    )
    assert answer["AuthenticationResult"]["AccessToken"]


def test_a_username_signs_in_in_any_case_in_a_case_insensitive_pool(pool: Pool) -> None:
    """Model: UsernameConfigurationType.CaseSensitive (false: username, USERNAME, or UserName)."""
    person = pool.confirmed()
    assert pool.tokens(type(person)(person.username.upper(), person.address))["AccessToken"]


def test_a_username_signs_in_in_its_own_case_only_in_a_case_sensitive_pool(pools: Pools) -> None:
    """Model: UsernameConfigurationType.CaseSensitive (true: the exact capitalization)."""
    pool = pools.create(**CHOSEN_USERNAMES, UsernameConfiguration={"CaseSensitive": True})
    person = pool.confirmed()
    with refused("NotAuthorizedException"):
        pool.log_in(type(person)(person.username.upper(), person.address))


def test_five_wrong_passwords_lock_the_user_for_a_second(pool: Pool) -> None:
    """The sixth attempt comes at once, with the right password.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
    ("After five failed ... sign-in attempts with a password, Amazon Cognito locks out your user for one
    second").
    """
    person = pool.confirmed()
    for _ in range(5):
        with refused("NotAuthorizedException"):
            pool.log_in(person, "Quite-Wrong-7-Password")
    with refused("NotAuthorizedException", message=wording.LOCKED):
        pool.log_in(person)


def test_a_lock_out_ends(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
    ("your user must ... sign in successfully after a lockout period expires")."""
    person = pool.confirmed()
    for _ in range(5):
        with refused("NotAuthorizedException"):
            pool.log_in(person, "Quite-Wrong-7-Password")
    assert accepted_within(10, lambda: pool.tokens(person))["AccessToken"]


def test_four_wrong_passwords_lock_nobody_out(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
    ("After five failed ...")."""
    person = pool.confirmed()
    for _ in range(4):
        with refused("NotAuthorizedException", message=wording.INCORRECT):
            pool.log_in(person, "Quite-Wrong-7-Password")
    assert pool.tokens(person)["AccessToken"]


def test_one_users_lock_out_is_not_anothers(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
    ("locks out your user")."""
    locked, free = pool.confirmed(), pool.confirmed()
    for _ in range(6):
        with refused("NotAuthorizedException"):
            pool.log_in(locked, "Quite-Wrong-7-Password")
    assert pool.tokens(free)["AccessToken"]


def test_a_disabled_user_is_kept_out(pool: Pool) -> None:
    """Model: AdminDisableUser ("A deactivated user can't sign in")."""
    person = pool.confirmed()
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    with refused("NotAuthorizedException"):
        pool.log_in(person)


def test_an_enabled_user_is_let_in_again(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html"""
    person = pool.confirmed()
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    pool.cognito.admin_enable_user(UserPoolId=pool.id, Username=person.username)
    assert pool.tokens(person)["AccessToken"]


def test_disabling_a_user_revokes_the_access_token(pool: Pool) -> None:
    """Model: AdminDisableUser ("revokes all access tokens for the user")."""
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    with refused("NotAuthorizedException"):
        pool.cognito.get_user(AccessToken=token)


def test_a_deleted_user_is_gone(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html"""
    person = pool.confirmed()
    pool.cognito.delete_user(AccessToken=pool.tokens(person)["AccessToken"])
    with refused("UserNotFoundException"):
        pool.user(person)


def test_a_secret_clients_sign_in_needs_the_secret_hash(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    ("Computing secret hash values")."""
    pool = pools.create(client={"GenerateSecret": True})
    person = pool.confirmed()
    with refused("NotAuthorizedException", message=wording.NO_SECRET_HASH):
        pool.log_in(person)


def test_an_empty_username_is_refused(pool: Pool) -> None:
    """Model: UsernameType (min 1)."""
    with refused("InvalidParameterException"):
        pool.cognito.forgot_password(ClientId=pool.client_id, Username="")


def test_a_tampered_access_token_is_refused(pool: Pool) -> None:
    """Model: GetUser.errors NotAuthorizedException."""
    head, _, signature = pool.tokens(pool.confirmed())["AccessToken"].split(".")
    _, other, _ = pool.tokens(pool.confirmed())["AccessToken"].split(".")
    with refused("NotAuthorizedException"):
        pool.cognito.get_user(AccessToken=f"{head}.{other}.{signature}")


def test_an_id_token_is_no_access_token(pool: Pool) -> None:
    """Model: GetUserRequest.AccessToken (a valid access token); GetUser.errors NotAuthorizedException."""
    with refused("NotAuthorizedException"):
        pool.cognito.get_user(AccessToken=pool.tokens(pool.confirmed())["IdToken"])


def test_what_is_no_token_is_refused(pool: Pool) -> None:
    """Model: GetUser.errors NotAuthorizedException."""
    with refused("NotAuthorizedException", message=wording.NO_ACCESS_TOKEN):
        pool.cognito.get_user(AccessToken="no-token")


def test_a_user_of_another_pool_is_unknown(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html
    (a user pool is a user directory of its own)."""
    here, there = pools.create(), pools.create()
    person = there.confirmed()
    with refused("NotAuthorizedException", message=wording.INCORRECT):
        here.log_in(person)
    with refused("UserNotFoundException"):
        here.cognito.admin_get_user(UserPoolId=here.id, Username=some_address())
