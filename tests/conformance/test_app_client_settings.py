"""App client settings: CreateUserPoolClient, UpdateUserPoolClient, and client secrets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import CLIENT, FLOWS, Pool, Pools
from tests.conformance.refusals import refused

BACK = "https://app.example.com/back"
CODE_GRANT = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": [BACK],
}
MACHINE = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["notes/read"],
}


def created(pool: Pool, **settings: Any) -> dict[str, Any]:
    answer = pool.cognito.create_user_pool_client(UserPoolId=pool.id, ClientName="conformance", **settings)
    return dict(answer["UserPoolClient"])


def described(pool: Pool, client_id: str) -> dict[str, Any]:
    answer = pool.cognito.describe_user_pool_client(UserPoolId=pool.id, ClientId=client_id)
    return dict(answer["UserPoolClient"])


def update(pool: Pool, client_id: str, **settings: Any) -> None:
    pool.cognito.update_user_pool_client(UserPoolId=pool.id, ClientId=client_id, **settings)


def with_scope(pool: Pool) -> None:
    pool.cognito.create_resource_server(
        UserPoolId=pool.id,
        Identifier="notes",
        Name="Notes",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read notes"}],
    )


@pytest.mark.parametrize(
    "member", ["ReadAttributes", "WriteAttributes", "ExplicitAuthFlows", "PreventUserExistenceErrors"]
)
def test_an_update_resets_a_member_that_it_leaves_out(pool: Pool, member: str) -> None:
    """Model: UpdateUserPoolClient ("If you don't provide a value for an attribute, Amazon Cognito sets it to
    its
    default value")."""
    plain = created(pool)
    assert described(pool, pool.client_id).get(member) == CLIENT[member]
    update(pool, pool.client_id)
    assert described(pool, pool.client_id).get(member) == plain.get(member)


@pytest.mark.parametrize(
    ("member", "value", "default"),
    [
        ("AccessTokenValidity", 5, None),
        ("AuthSessionValidity", 15, 3),
        ("EnableTokenRevocation", False, True),
        ("RefreshTokenValidity", 2, 30),
    ],
)
def test_an_update_resets_a_lifetime_that_it_leaves_out(
    pool: Pool, member: str, value: Any, default: Any
) -> None:
    """Model: UpdateUserPoolClient ("sets it to its default value")."""
    made = created(pool, **{member: value})
    assert made[member] == value
    update(pool, made["ClientId"])
    assert described(pool, made["ClientId"]).get(member) in (default, 1 if default is None else default)


def test_an_update_takes_away_the_callback_urls_that_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateUserPoolClient ("sets it to its default value");
    UpdateUserPoolClientRequest.CallbackURLs."""
    made = created(pool, **CODE_GRANT)
    update(pool, made["ClientId"])
    after = described(pool, made["ClientId"])
    assert not after.get("CallbackURLs")
    assert not after.get("AllowedOAuthFlowsUserPoolClient")


def test_an_update_keeps_the_secret_and_the_name(pool: Pool) -> None:
    """Model: UpdateUserPoolClient (has no secret); UpdateUserPoolClientRequest.ClientName."""
    made = created(pool, GenerateSecret=True)
    update(pool, made["ClientId"])
    after = described(pool, made["ClientId"])
    assert after["ClientSecret"] == made["ClientSecret"]
    assert after["ClientName"] == made["ClientName"]


def test_a_flow_that_an_update_left_out_is_not_allowed_any_more(pool: Pool) -> None:
    """Model: UpdateUserPoolClientRequest.ExplicitAuthFlows (without a value: refresh, SRP, custom)."""
    person = pool.confirmed()
    update(pool, pool.client_id)
    with refused("InvalidParameterException"):
        pool.log_in(person)


@pytest.mark.parametrize(
    "url", ["http://localhost", "http://localhost:3000/back", "http://127.0.0.1:8080/x", "http://[::1]/back"]
)
def test_a_callback_url_on_this_machine_may_be_http(pool: Pool, url: str) -> None:
    """Model: CreateUserPoolClientRequest.CallbackURLs ("except for callback URLs to http://localhost,
    http://127.0.0.1 and http://[::1]")."""
    assert created(pool, **{**CODE_GRANT, "CallbackURLs": [url]})["CallbackURLs"] == [url]


@pytest.mark.parametrize("member", ["CallbackURLs", "LogoutURLs"])
def test_a_url_elsewhere_is_https(pool: Pool, member: str) -> None:
    """Model: CreateUserPoolClientRequest.CallbackURLs ("Amazon Cognito requires HTTPS over HTTP")."""
    settings = {**CODE_GRANT, member: ["http://app.example.com/back"]}
    with refused("InvalidParameterException", message="cannot use the HTTP protocol"):
        created(pool, **settings)


def test_a_callback_url_may_be_an_apps_own(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.CallbackURLs ("App callback URLs such as myapp://example are also
    supported")."""
    url = "myapp://example"
    assert created(pool, **{**CODE_GRANT, "CallbackURLs": [url]})["CallbackURLs"] == [url]


def test_a_callback_url_has_no_fragment(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.CallbackURLs ("Not include a fragment component")."""
    with refused("InvalidParameterException", message="fragment"):
        created(pool, **{**CODE_GRANT, "CallbackURLs": [f"{BACK}#here"]})


def test_a_callback_url_is_absolute(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.CallbackURLs ("Be an absolute URI")."""
    with refused("InvalidParameterException"):
        created(pool, **{**CODE_GRANT, "CallbackURLs": ["/back"]})


def test_a_client_has_at_most_a_hundred_callback_urls(pool: Pool) -> None:
    """Model: CallbackURLsListType (max 100)."""
    urls = [f"https://app.example.com/{number}" for number in range(101)]
    with refused("InvalidParameterException"):
        created(pool, **{**CODE_GRANT, "CallbackURLs": urls})


def test_an_update_looks_at_callback_urls_too(pool: Pool) -> None:
    """Model: UpdateUserPoolClientRequest.CallbackURLs ("Not include a fragment component")."""
    with refused("InvalidParameterException"):
        update(pool, pool.client_id, **{**CODE_GRANT, "CallbackURLs": [f"{BACK}#here"]})


def test_the_default_redirect_is_one_of_the_callback_urls(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.DefaultRedirectURI ("Must be in the CallbackURLs list")."""
    with refused("InvalidParameterException", message="is not in the callback URIs list"):
        created(pool, **CODE_GRANT, DefaultRedirectURI="https://app.example.com/other")
    assert created(pool, **CODE_GRANT, DefaultRedirectURI=BACK)["DefaultRedirectURI"] == BACK


def test_a_provider_is_one_that_the_pool_has(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.SupportedIdentityProviders ("the names that you configured ... in
    your
    user pool")."""
    with refused("InvalidParameterException", message="does not exist"):
        created(pool, SupportedIdentityProviders=["COGNITO", "Nobody"])
    assert created(pool, SupportedIdentityProviders=["COGNITO"])["SupportedIdentityProviders"] == ["COGNITO"]


def test_a_scope_is_one_that_there_is(pool: Pool) -> None:
    """Model: CreateUserPoolClient.errors ScopeDoesNotExistException."""
    with refused("ScopeDoesNotExistException", message="Invalid scope requested"):
        created(pool, **{**CODE_GRANT, "AllowedOAuthScopes": ["openid", "notes/read"]})
    with_scope(pool)
    assert created(pool, **{**CODE_GRANT, "AllowedOAuthScopes": ["openid", "notes/read"]})


def test_a_scope_of_another_server_is_none(pool: Pool) -> None:
    """Model: UpdateUserPoolClient.errors ScopeDoesNotExistException."""
    with_scope(pool)
    with refused("ScopeDoesNotExistException"):
        update(pool, pool.client_id, **{**CODE_GRANT, "AllowedOAuthScopes": ["notes/write"]})


def test_client_credentials_are_the_only_grant_of_a_client(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.AllowedOAuthFlows ("the only allowed OAuth flow");
    CreateUserPoolClient.errors InvalidOAuthFlowException."""
    with_scope(pool)
    for other in ("code", "implicit"):
        settings = {**MACHINE, "AllowedOAuthFlows": ["client_credentials", other], "CallbackURLs": [BACK]}
        with refused("InvalidOAuthFlowException"):
            created(pool, GenerateSecret=True, **settings)


def test_client_credentials_need_a_secret(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.AllowedOAuthFlows ("a combination of the client ID and client
    secret");
    CreateUserPoolClient.errors InvalidOAuthFlowException."""
    with_scope(pool)
    with refused("InvalidOAuthFlowException"):
        created(pool, **MACHINE)
    assert created(pool, GenerateSecret=True, **MACHINE)["AllowedOAuthFlows"] == ["client_credentials"]


def test_client_credentials_have_custom_scopes_alone(pool: Pool) -> None:
    """Source: https://github.com/hashicorp/terraform-provider-aws/issues/4984 ("openid is not supported with
    client_credentials flow"). Model: CreateUserPoolClient.errors InvalidOAuthFlowException."""
    with refused("InvalidOAuthFlowException"):
        created(pool, GenerateSecret=True, **{**MACHINE, "AllowedOAuthScopes": ["openid"]})


def test_an_oauth_client_has_flows_and_scopes(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.AllowedOAuthFlowsUserPoolClient (to use authorization server
    features,
    configure them); CreateUserPoolClient.errors InvalidOAuthFlowException."""
    with refused("InvalidOAuthFlowException"):
        created(pool, AllowedOAuthFlowsUserPoolClient=True)


def test_a_grant_in_the_browser_needs_a_callback_url(pool: Pool) -> None:
    """Source: https://github.com/cisagov/crossfeed/pull/440 ("CallbackUrls can not be empty when code flow or
    implicit flow is selected")."""
    settings = {name: value for name, value in CODE_GRANT.items() if name != "CallbackURLs"}
    with refused("InvalidOAuthFlowException"):
        created(pool, **settings)


def test_a_flow_is_one_that_there_is(pool: Pool) -> None:
    """Model: ExplicitAuthFlowsType (enum)."""
    with refused("InvalidParameterException"):
        created(pool, ExplicitAuthFlows=["ALLOW_EVERYTHING"])


def test_old_and_new_names_of_flows_do_not_mix(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.ExplicitAuthFlows ("You can't assign these legacy ExplicitAuthFlows
    values
    ... at the same time as values that begin with ALLOW_")."""
    with refused("InvalidParameterException", message="cannot be used with legacy auth flow names"):
        created(pool, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"])
    assert created(pool, ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"])


def test_tokens_for_machines_are_a_clients_only_flow(pool: Pool) -> None:
    """Model: GetClientToken ("It must be the only authentication flow that you configure")."""
    with refused("InvalidParameterException"):
        created(pool, GenerateSecret=True, ExplicitAuthFlows=[*FLOWS, "ALLOW_CLIENT_TOKEN_AUTH"])


def test_a_choice_of_factors_needs_more_than_lite(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.ExplicitAuthFlows (ALLOW_USER_AUTH: "your user pool must be in the
    Essentials tier or higher"); CreateUserPoolClient.errors FeatureUnavailableInTierException."""
    pool = pools.create(UserPoolTier="LITE")
    with refused("FeatureUnavailableInTierException"):
        created(pool, ExplicitAuthFlows=["ALLOW_USER_AUTH"])


@pytest.mark.parametrize("token", ["AccessToken", "IdToken"])
def test_a_token_lives_five_minutes_at_least(pool: Pool, token: str) -> None:
    """Model: TokenValidityUnitsType.AccessToken ("from five minutes to one day")."""
    with refused("InvalidParameterException", message="Invalid range for token validity"):
        created(pool, **{f"{token}Validity": 4, "TokenValidityUnits": {token: "minutes"}})
    assert created(pool, **{f"{token}Validity": 300, "TokenValidityUnits": {token: "seconds"}})


@pytest.mark.parametrize("token", ["AccessToken", "IdToken"])
def test_a_token_lives_a_day_at_most(pool: Pool, token: str) -> None:
    """Model: TokenValidityUnitsType.IdToken ("from five minutes to one day")."""
    with refused("InvalidParameterException"):
        created(pool, **{f"{token}Validity": 25})
    assert created(pool, **{f"{token}Validity": 1, "TokenValidityUnits": {token: "days"}})


def test_a_refresh_token_lives_an_hour_at_least(pool: Pool) -> None:
    """Model: TokenValidityUnitsType.RefreshToken ("from 60 minutes to 10 years")."""
    units = {"RefreshToken": "minutes"}
    with refused("InvalidParameterException"):
        created(pool, RefreshTokenValidity=59, TokenValidityUnits=units)
    assert created(pool, RefreshTokenValidity=60, TokenValidityUnits=units)["RefreshTokenValidity"] == 60


def test_a_refresh_token_lives_ten_years_at_most(pool: Pool) -> None:
    """Model: TokenValidityUnitsType.RefreshToken ("from 60 minutes to 10 years")."""
    with refused("InvalidParameterException"):
        created(pool, RefreshTokenValidity=3651)
    assert created(pool, RefreshTokenValidity=3650)["RefreshTokenValidity"] == 3650


def test_a_refresh_token_of_no_days_lives_thirty(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.RefreshTokenValidity ("overrides the value with the default value
    of 30
    days")."""
    assert created(pool, RefreshTokenValidity=0)["RefreshTokenValidity"] == 30


def test_a_refresh_token_outlives_the_others(pool: Pool) -> None:
    """Model: TokenValidityUnitsType.RefreshToken; CreateUserPoolClient.errors InvalidParameterException."""
    units = {"RefreshToken": "hours", "AccessToken": "hours"}
    with refused("InvalidParameterException", message="less than or equal to refresh token"):
        created(pool, RefreshTokenValidity=2, AccessTokenValidity=3, TokenValidityUnits=units)


@pytest.mark.parametrize("minutes", [2, 16])
def test_a_session_lasts_three_to_fifteen_minutes(pool: Pool, minutes: int) -> None:
    """Model: AuthSessionValidityType (min 3, max 15)."""
    with refused("InvalidParameterException"):
        created(pool, AuthSessionValidity=minutes)


def test_a_grace_period_is_a_minute_at_most(pool: Pool) -> None:
    """Model: RetryGracePeriodSecondsType (max 60)."""
    with refused("InvalidParameterException"):
        created(pool, RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 61})


def test_refresh_tokens_that_are_rotated_have_no_flow_of_their_own(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    (rotation: by GetTokensFromRefreshToken, without ALLOW_REFRESH_TOKEN_AUTH)."""
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    with refused("InvalidParameterException"):
        created(pool, ExplicitAuthFlows=flows, RefreshTokenRotation={"Feature": "ENABLED"})
    assert created(pool, ExplicitAuthFlows=flows[:1], RefreshTokenRotation={"Feature": "ENABLED"})


def test_tokens_can_be_revoked_by_default(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.EnableTokenRevocation ("token revocation is automatically
    activated")."""
    assert created(pool)["EnableTokenRevocation"] is True


def test_a_client_names_who_is_unknown_by_default(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.PreventUserExistenceErrors ("Defaults to LEGACY")."""
    made = created(pool, ExplicitAuthFlows=FLOWS)
    with refused("UserNotFoundException"):
        pool.log_in(pool.person(), client_id=made["ClientId"])


@pytest.mark.parametrize("member", ["ReadAttributes", "WriteAttributes"])
def test_an_attribute_list_names_attributes_of_the_pool(pool: Pool, member: str) -> None:
    """Model: CreateUserPoolClient.errors InvalidParameterException; ClientPermissionListType."""
    with refused("InvalidParameterException", message="attributes specified while creating a client"):
        created(pool, **{member: ["email", "custom:nothing"]})


def test_no_client_writes_that_an_address_is_verified(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (email_verified and phone_number_verified can't be written by app clients)."""
    with refused("InvalidParameterException"):
        created(pool, WriteAttributes=["email", "email_verified"])


def test_context_data_comes_from_clients_with_a_secret(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.EnablePropagateAdditionalUserContextData ("only ... in an app
    client that
    has a client secret")."""
    with refused("InvalidParameterException"):
        created(pool, EnablePropagateAdditionalUserContextData=True)
    assert created(pool, EnablePropagateAdditionalUserContextData=True, GenerateSecret=True)


def test_analytics_go_to_an_application_by_id_or_by_arn(pool: Pool) -> None:
    """Model: AnalyticsConfigurationType.ApplicationId, AnalyticsConfigurationType.RoleArn (with the id)."""
    with refused("InvalidParameterException"):
        created(pool, AnalyticsConfiguration={"ApplicationId": "abcdef0123456789"})


def test_a_secret_is_made_or_given(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.ClientSecret ("You cannot specify both")."""
    with refused("InvalidParameterException"):
        created(pool, GenerateSecret=True, ClientSecret="a-secret-that-is-given".replace("-", "0") + "0123")


def test_a_client_gets_the_secret_that_was_given(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.ClientSecret ("A custom client secret that you want to use")."""
    given = "given0secret0of0thirty0characters"
    assert created(pool, ClientSecret=given)["ClientSecret"] == given


def test_a_client_without_a_wish_has_no_secret(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.GenerateSecret ("When true, generates a client secret")."""
    assert "ClientSecret" not in created(pool)


def test_a_client_has_two_secrets_at_most(pool: Pool) -> None:
    """Model: AddUserPoolClientSecret ("up to 2 active secrets"); AddUserPoolClientSecret.errors
    LimitExceededException."""
    about = {"UserPoolId": pool.id, "ClientId": created(pool, GenerateSecret=True)["ClientId"]}
    pool.cognito.add_user_pool_client_secret(**about)
    with refused("LimitExceededException"):
        pool.cognito.add_user_pool_client_secret(**about)
    assert len(pool.cognito.list_user_pool_client_secrets(**about)["ClientSecrets"]) == 2


def test_a_list_of_secrets_shows_none(pool: Pool) -> None:
    """Model: ListUserPoolClientSecrets ("never reveals the actual secret value")."""
    about = {"UserPoolId": pool.id, "ClientId": created(pool, GenerateSecret=True)["ClientId"]}
    (listed,) = pool.cognito.list_user_pool_client_secrets(**about)["ClientSecrets"]
    assert "ClientSecretValue" not in listed


def test_both_secrets_of_a_client_are_good_while_they_are_rotated(pools: Pools) -> None:
    """Model: AddUserPoolClientSecret ("zero-downtime credential rotation workflows")."""
    pool = pools.create(client={"GenerateSecret": True})
    about = {"UserPoolId": pool.id, "ClientId": pool.client_id}
    old = pool.client_secret
    added = pool.cognito.add_user_pool_client_secret(**about)["ClientSecretDescriptor"]
    pool.sign_up()
    pool.client_secret = added["ClientSecretValue"]
    pool.sign_up()
    (first,) = (
        each["ClientSecretId"]
        for each in pool.cognito.list_user_pool_client_secrets(**about)["ClientSecrets"]
        if each["ClientSecretId"] != added["ClientSecretId"]
    )
    pool.cognito.delete_user_pool_client_secret(**about, ClientSecretId=first)
    pool.sign_up()
    pool.client_secret = old
    with refused("NotAuthorizedException"):
        pool.sign_up()


def test_the_last_secret_of_a_client_stays(pool: Pool) -> None:
    """Model: DeleteUserPoolClientSecret ("You cannot delete the last remaining secret")."""
    about = {"UserPoolId": pool.id, "ClientId": created(pool, GenerateSecret=True)["ClientId"]}
    (only,) = pool.cognito.list_user_pool_client_secrets(**about)["ClientSecrets"]
    with refused("InvalidParameterException"):
        pool.cognito.delete_user_pool_client_secret(**about, ClientSecretId=only["ClientSecretId"])


def test_a_secret_is_added_to_a_confidential_client(pool: Pool) -> None:
    """Model: AddUserPoolClientSecret ("for an existing confidential user pool app client")."""
    with refused("InvalidParameterException"):
        pool.cognito.add_user_pool_client_secret(UserPoolId=pool.id, ClientId=pool.client_id)


def test_a_secret_that_is_not_there_is_not_found(pool: Pool) -> None:
    """Model: DeleteUserPoolClientSecret.errors ResourceNotFoundException."""
    about = {"UserPoolId": pool.id, "ClientId": created(pool, GenerateSecret=True)["ClientId"]}
    pool.cognito.add_user_pool_client_secret(**about)
    with refused("ResourceNotFoundException"):
        pool.cognito.delete_user_pool_client_secret(**about, ClientSecretId=f"{about['ClientId']}--1")


def test_a_deleted_client_is_gone(pool: Pool) -> None:
    """Model: DeleteUserPoolClient ("users can no longer sign in")."""
    person = pool.confirmed()
    pool.cognito.delete_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)
    with refused("ResourceNotFoundException"):
        pool.log_in(person)


def test_what_a_user_must_have_is_writable_for_each_client(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("Required attributes in a user pool are always writable"; without them "an InvalidParameterException
    exception is returned")."""
    with refused("InvalidParameterException", message="Invalid write attributes specified"):
        created(pool, WriteAttributes=["name"])
    with refused("InvalidParameterException", message="Invalid write attributes specified"):
        update(pool, pool.client_id, WriteAttributes=["name"])
    assert created(pool, WriteAttributes=["email"])["WriteAttributes"] == ["email"]
