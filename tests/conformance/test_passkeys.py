"""Passkeys: registered by who is signed in, listed, deleted, and a way to sign in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.authenticator import Authenticator
from tests.conformance.factors import with_app
from tests.conformance.pools import CHOSEN_USERNAMES, Person, Pool, Pools
from tests.conformance.refusals import refused

PARTY = "app.example.com"
ORIGIN = f"https://{PARTY}"
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
CLIENT: dict[str, Any] = {"ExplicitAuthFlows": FLOWS, "WriteAttributes": None, "ReadAttributes": None}
POLICIES = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}


@pytest.fixture
def pool(pools: Pools) -> Pool:
    return pool_with_passkeys(pools)


def pool_with_passkeys(pools: Pools, **configuration: str) -> Pool:
    pool = pools.create(client=CLIENT, Policies=POLICIES, **CHOSEN_USERNAMES)
    configure(pool, **configuration)
    return pool


def configure(pool: Pool, **configuration: str) -> None:
    wanted = {"RelyingPartyId": PARTY, "UserVerification": "preferred", **configuration}
    pool.cognito.set_user_pool_mfa_config(UserPoolId=pool.id, WebAuthnConfiguration=wanted)


def options_for(pool: Pool, token: str) -> dict[str, Any]:
    started = pool.cognito.start_web_authn_registration(AccessToken=token)
    return dict(started["CredentialCreationOptions"])


def registered(pool: Pool, person: Person, **kind: Any) -> tuple[Authenticator, str]:
    """A passkey of this person, and the access token that registered it."""
    token = pool.tokens(person)["AccessToken"]
    passkey = Authenticator(ORIGIN, **kind)
    credential = passkey.registration(options_for(pool, token))
    pool.cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)
    return passkey, token


def sign_in(pool: Pool, person: Person) -> dict[str, Any]:
    parameters = {"USERNAME": person.username, "PREFERRED_CHALLENGE": "WEB_AUTHN"}
    return dict(
        pool.cognito.initiate_auth(ClientId=pool.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters)
    )


def request_options(challenge: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]))


def test_a_registered_passkey_signs_in(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("Amazon Cognito responds with a WEB_AUTHN challenge")."""
    person = pool.confirmed()
    passkey, _ = registered(pool, person)
    challenge = sign_in(pool, person)
    assert challenge["ChallengeName"] == "WEB_AUTHN"
    credential = passkey.assertion(request_options(challenge))
    assert pool.answer(person, challenge, CREDENTIAL=credential)["AuthenticationResult"]["AccessToken"]


def test_options_name_the_party_the_user_and_two_algorithms(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("either of two asymmetric cryptographic algorithms, ES256(-7) and RS256(-257)")."""
    person = pool.confirmed()
    options = options_for(pool, pool.tokens(person)["AccessToken"])
    assert options["rp"]["id"] == PARTY
    assert options["user"]["name"] == person.username
    assert {each["alg"] for each in options["pubKeyCredParams"]} == {-7, -257}
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert options["challenge"]


def test_what_is_registered_is_listed_and_excluded_from_another_registration(pool: Pool) -> None:
    """Model: ListWebAuthnCredentialsResponse.Credentials; Model:
    WebAuthnCredentialDescription.RelyingPartyId."""
    person = pool.confirmed()
    passkey, token = registered(pool, person)
    (listed,) = pool.cognito.list_web_authn_credentials(AccessToken=token)["Credentials"]
    assert listed["CredentialId"] == passkey.id
    assert listed["RelyingPartyId"] == PARTY
    assert listed["AuthenticatorAttachment"] == "platform"
    assert listed["AuthenticatorTransports"] == ["internal"]
    assert listed["FriendlyCredentialName"]
    assert [each["id"] for each in options_for(pool, token)["excludeCredentials"]] == [passkey.id]


def test_a_deleted_passkey_signs_nobody_in(pool: Pool) -> None:
    """Model: DeleteWebAuthnCredentialRequest.CredentialId."""
    person = pool.confirmed()
    passkey, token = registered(pool, person)
    challenge = sign_in(pool, person)
    pool.cognito.delete_web_authn_credential(AccessToken=token, CredentialId=passkey.id)
    assert pool.cognito.list_web_authn_credentials(AccessToken=token)["Credentials"] == []
    with refused("NotAuthorizedException"):
        pool.answer(person, challenge, CREDENTIAL=passkey.assertion(request_options(challenge)))
    assert sign_in(pool, person)["ChallengeName"] == "SELECT_CHALLENGE"


def test_a_passkey_that_is_not_there_cannot_be_deleted(pool: Pool) -> None:
    """Model: DeleteWebAuthnCredential.errors ResourceNotFoundException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("ResourceNotFoundException"):
        pool.cognito.delete_web_authn_credential(AccessToken=token, CredentialId="made-up")


def test_a_pool_without_passkeys_registers_none(pools: Pools) -> None:
    """Model: StartWebAuthnRegistration.errors WebAuthnNotEnabledException."""
    pool = pools.create(client=CLIENT, **CHOSEN_USERNAMES)
    configure(pool)
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("WebAuthnNotEnabledException"):
        options_for(pool, token)


def test_a_pool_without_a_relying_party_registers_none(pools: Pools) -> None:
    """Model: StartWebAuthnRegistration.errors WebAuthnConfigurationMissingException."""
    pool = pools.create(client=CLIENT, Policies=POLICIES, **CHOSEN_USERNAMES)
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("WebAuthnConfigurationMissingException"):
        options_for(pool, token)


def test_the_prefix_domain_is_the_relying_party_where_none_is_set(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("your user pool defaults to an RP ID of your prefix domain")."""
    pool = pools.create(client=CLIENT, Policies=POLICIES, **CHOSEN_USERNAMES)
    prefix = f"passkeys-{pool.client_id[:12].lower()}"
    pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=prefix)
    try:
        region = pool.id.partition("_")[0]
        party = options_for(pool, pool.tokens(pool.confirmed())["AccessToken"])["rp"]["id"]
        assert party == f"{prefix}.auth.{region}.amazoncognito.com"
    finally:
        pool.cognito.delete_user_pool_domain(UserPoolId=pool.id, Domain=prefix)


def test_a_registration_answers_options_that_were_asked_for(pool: Pool) -> None:
    """Model: CompleteWebAuthnRegistration.errors WebAuthnChallengeNotFoundException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    passkey, options = Authenticator(ORIGIN), {"challenge": "AAAA", "rp": {"id": PARTY}}
    with refused("WebAuthnChallengeNotFoundException"):
        pool.cognito.complete_web_authn_registration(
            AccessToken=token, Credential=passkey.registration(options)
        )
    options_for(pool, token)
    with refused("WebAuthnChallengeNotFoundException"):
        pool.cognito.complete_web_authn_registration(
            AccessToken=token, Credential=passkey.registration(options)
        )


def test_options_are_answered_once(pool: Pool) -> None:
    """Model: CompleteWebAuthnRegistration.errors WebAuthnChallengeNotFoundException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    options = options_for(pool, token)
    first, second = Authenticator(ORIGIN), Authenticator(ORIGIN)
    pool.cognito.complete_web_authn_registration(AccessToken=token, Credential=first.registration(options))
    with refused("WebAuthnChallengeNotFoundException"):
        pool.cognito.complete_web_authn_registration(
            AccessToken=token, Credential=second.registration(options)
        )


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"https://{PARTY}.evil.example", f"http://{PARTY}"]
)
def test_another_pages_passkey_is_not_taken(pool: Pool, origin: str) -> None:
    """Model: CompleteWebAuthnRegistration.errors WebAuthnOriginNotAllowedException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    credential = Authenticator(origin).registration(options_for(pool, token))
    with refused("WebAuthnOriginNotAllowedException"):
        pool.cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)


def test_another_partys_passkey_is_not_taken(pool: Pool) -> None:
    """Model: CompleteWebAuthnRegistration.errors WebAuthnRelyingPartyMismatchException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    credential = Authenticator(ORIGIN).registration(options_for(pool, token), rp_id="other.example")
    with refused("WebAuthnRelyingPartyMismatchException"):
        pool.cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)


def test_a_registration_ends_through_the_client_that_began_it(pool: Pool) -> None:
    """Model: CompleteWebAuthnRegistration.errors WebAuthnClientMismatchException."""
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    other = pool.tokens(person, client_id=pool.another_client(**CLIENT))["AccessToken"]
    credential = Authenticator(ORIGIN).registration(options_for(pool, token))
    with refused("WebAuthnClientMismatchException"):
        pool.cognito.complete_web_authn_registration(AccessToken=other, Credential=credential)


def test_a_passkey_that_verifies_nobody_is_not_taken_where_that_is_required(pools: Pools) -> None:
    """Model: WebAuthnConfigurationType.UserVerification ("When required, users can only register and sign in
    users with passkeys that are capable of user verification")."""
    pool = pool_with_passkeys(pools, UserVerification="required")
    token = pool.tokens(pool.confirmed())["AccessToken"]
    credential = Authenticator(ORIGIN, verifies_users=False).registration(options_for(pool, token))
    with refused("WebAuthnCredentialNotSupportedException", "InvalidParameterException"):
        pool.cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)


def test_a_passkey_that_verifies_nobody_is_enough_where_that_is_preferred(pool: Pool) -> None:
    """Model: WebAuthnConfigurationType.UserVerification ("When preferred, your user pool doesn't
    require")."""
    person = pool.confirmed()
    passkey, _ = registered(pool, person, verifies_users=False)
    challenge = sign_in(pool, person)
    credential = passkey.assertion(request_options(challenge))
    assert pool.answer(person, challenge, CREDENTIAL=credential)["AuthenticationResult"]


def test_a_credential_that_is_none_is_refused(pool: Pool) -> None:
    """Model: CompleteWebAuthnRegistration.errors InvalidParameterException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    options_for(pool, token)
    with refused("InvalidParameterException"):
        pool.cognito.complete_web_authn_registration(AccessToken=token, Credential={"id": "x"})


@pytest.mark.parametrize(
    "said", [{"origin": "https://evil.example"}, {"rp_id": "other.example"}, {"challenge": "AAAA"}]
)
def test_a_signature_for_something_else_signs_nobody_in(pool: Pool, said: dict[str, str]) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException; Source:
    https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion"""
    person = pool.confirmed()
    passkey, _ = registered(pool, person)
    challenge = sign_in(pool, person)
    with refused("NotAuthorizedException"):
        pool.answer(person, challenge, CREDENTIAL=passkey.assertion(request_options(challenge), **said))


def test_somebody_elses_passkey_signs_nobody_in(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException."""
    ada, grace = pool.confirmed(), pool.confirmed()
    registered(pool, ada)
    passkey, _ = registered(pool, grace)
    challenge = sign_in(pool, ada)
    with refused("NotAuthorizedException"):
        pool.answer(ada, challenge, CREDENTIAL=passkey.assertion(request_options(challenge)))


def test_a_disabled_users_passkey_signs_nobody_in(pool: Pool) -> None:
    """Model: AdminDisableUser ("A deactivated user can't sign in"); Model: RespondToAuthChallenge.errors
    NotAuthorizedException."""
    person = pool.confirmed()
    passkey, _ = registered(pool, person)
    challenge = sign_in(pool, person)
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    credential = passkey.assertion(request_options(challenge))
    with refused("NotAuthorizedException"):
        pool.answer(person, challenge, CREDENTIAL=credential)


def test_a_signature_works_once(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException."""
    person = pool.confirmed()
    passkey, _ = registered(pool, person)
    challenge = sign_in(pool, person)
    credential = passkey.assertion(request_options(challenge))
    pool.answer(person, challenge, CREDENTIAL=credential)
    with refused("NotAuthorizedException"):
        pool.answer(person, challenge, CREDENTIAL=credential)


def test_a_credential_that_is_no_json_is_refused(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors InvalidParameterException."""
    person = pool.confirmed()
    registered(pool, person)
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.answer(person, sign_in(pool, person), CREDENTIAL="no credential")


def test_who_has_no_passkey_is_offered_the_rest(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
    ("If the preferred challenge isn't available, Amazon Cognito responds with SELECT_CHALLENGE")."""
    challenge = sign_in(pool, pool.confirmed())
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert "WEB_AUTHN" not in challenge["AvailableChallenges"]


def test_a_passkey_is_among_the_factors_of_its_user(pool: Pool) -> None:
    """Model: GetUserAuthFactorsResponse.ConfiguredUserAuthFactors (for example ["PASSWORD", "WEB_AUTHN"])."""
    _, token = registered(pool, pool.confirmed())
    factors = pool.cognito.get_user_auth_factors(AccessToken=token)["ConfiguredUserAuthFactors"]
    assert sorted(factors) == ["PASSWORD", "WEB_AUTHN"]


def test_a_user_registers_twenty_passkeys_and_no_more(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
    ("Each user can register up to 20 passkeys"); Model: StartWebAuthnRegistration.errors
    LimitExceededException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    for _ in range(20):
        credential = Authenticator(ORIGIN).registration(options_for(pool, token))
        pool.cognito.complete_web_authn_registration(AccessToken=token, Credential=credential)
    assert len(pool.cognito.list_web_authn_credentials(AccessToken=token)["Credentials"]) == 20
    page = pool.cognito.list_web_authn_credentials(AccessToken=token, MaxResults=15)
    rest = pool.cognito.list_web_authn_credentials(AccessToken=token, NextToken=page["NextToken"])
    assert len(page["Credentials"]) == 15
    assert len(rest["Credentials"]) == 5
    with refused("LimitExceededException"):
        options_for(pool, token)


def test_who_has_a_second_factor_signs_in_by_the_password(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ("Can set up WebAuthn but can't sign in with passkey")."""
    pool.cognito.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    person = pool.confirmed()
    registered(pool, person)
    with_app(pool, person)
    challenge = sign_in(pool, person)
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert sorted(challenge["AvailableChallenges"]) == ["PASSWORD", "PASSWORD_SRP"]


def test_a_passkey_with_verification_is_both_factors_where_the_pool_says_so(pool: Pool) -> None:
    """Model: WebAuthnConfigurationType.FactorConfiguration; Model: WebAuthnMfaSettingsType.Enabled."""
    pool.cognito.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    person = pool.confirmed()
    passkey, token = registered(pool, person)
    with_app(pool, person)
    with refused("InvalidParameterException"):
        pool.cognito.set_user_mfa_preference(AccessToken=token, WebAuthnMfaSettings={"Enabled": True})
    configure(pool, FactorConfiguration="MULTI_FACTOR_WITH_USER_VERIFICATION")
    pool.cognito.set_user_mfa_preference(AccessToken=token, WebAuthnMfaSettings={"Enabled": True})
    challenge = sign_in(pool, person)
    assert request_options(challenge)["userVerification"] == "required"
    credential = passkey.assertion(request_options(challenge))
    assert pool.answer(person, challenge, CREDENTIAL=credential)["AuthenticationResult"]


def test_a_passkey_is_no_second_factor_of_who_has_no_other(pool: Pool) -> None:
    """Model: WebAuthnMfaSettingsType.Enabled ("The user must also have at least one other MFA method")."""
    pool.cognito.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    configure(pool, FactorConfiguration="MULTI_FACTOR_WITH_USER_VERIFICATION")
    _, token = registered(pool, pool.confirmed())
    with refused("InvalidParameterException"):
        pool.cognito.set_user_mfa_preference(AccessToken=token, WebAuthnMfaSettings={"Enabled": True})
