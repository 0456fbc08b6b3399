"""What a PreTokenGeneration function of versions two and three is told, and what it may change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import Person, Pool, Pools, claims
from tests.conformance.refusals import refused
from tests.conformance.test_token_endpoint import MACHINE as MACHINE_CLIENT
from tests.conformance.test_token_endpoint import by_client
from tests.conformance.triggers import Trigger, Triggers
from tests.conformance.web import App, Apps

READ, WRITE = "https://api.example.com/read", "https://api.example.com/write"
AUTHENTICATION, MACHINE = "TokenGeneration_Authentication", "TokenGeneration_ClientCredentials"
API_SCOPE = "aws.cognito.signin.user.admin"
BOTH = ("IdToken", "AccessToken")
READERS_ROLE = "arn:aws:iam::000000000000:role/conformance-readers"
OTHER_ROLE = "arn:aws:iam::000000000000:role/conformance-others"
# the claims that the table of the page below has "No" for, in both columns that matter here
FIXED = (
    *("acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "cognito:username", "device_key"),
    *("event_id", "exp", "iat", "identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use"),
    *("username", "version"),
)


def settings(trigger: Trigger, version: str = "V2_0") -> dict[str, Any]:
    config = {"LambdaArn": trigger.arn, "LambdaVersion": version}
    return {"LambdaConfig": {"PreTokenGenerationConfig": config}}


def pool_with(pools: Pools, trigger: Trigger, version: str = "V2_0") -> Pool:
    pool = pools.create(**settings(trigger, version))
    trigger.allow(pool.arn)
    return pool


def details(**said: Any) -> dict[str, Any]:
    return {"response": {"claimsAndScopeOverrideDetails": said}}


def in_both(**said: Any) -> dict[str, Any]:
    return details(idTokenGeneration=said, accessTokenGeneration=said)


def customized(pools: Pools, triggers: Triggers, said: dict[str, Any]) -> dict[str, Any]:
    """Tokens of a sign-in after a function of version two has said this."""
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: said}))
    return pool.tokens(pool.confirmed())


def reader(pool: Pool) -> Person:
    """Somebody in a group that brings a role."""
    person = pool.confirmed()
    pool.add_to_group(person, pool.group("Readers", RoleArn=READERS_ROLE, Precedence=1))
    return person


def test_version_two_is_told_scopes_besides_user_and_groups(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (request parameters of version two: userAttributes, scopes, groupConfiguration)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger)
    person = reader(pool)
    pool.log_in(person)
    event = trigger.event(pool.id)
    assert (event["version"], event["triggerSource"]) == ("2", AUTHENTICATION)
    assert event["request"]["scopes"] == [API_SCOPE]
    assert event["request"]["groupConfiguration"] == {
        "groupsToOverride": ["Readers"],
        "iamRolesToOverride": [READERS_ROLE],
        "preferredRole": READERS_ROLE,
    }
    assert event["request"]["userAttributes"]["email"] == person.address


def test_version_one_is_told_no_scopes(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (scopes: minimum trigger event version 2)."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "V1_0")
    pool.log_in(pool.confirmed())
    event = trigger.event(pool.id)
    assert event["version"] == "1"
    assert "scopes" not in event["request"]


def test_version_three_tells_of_a_user_what_version_two_does(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Aside from the circumstances of the resulting access tokens, version two and three events are
    identical")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger, "V3_0")
    pool.log_in(pool.confirmed())
    event = trigger.event(pool.id)
    assert (event["version"], event["triggerSource"]) == ("3", AUTHENTICATION)
    assert event["request"]["scopes"] == [API_SCOPE]


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_access_tokens_are_customized_in_plans_from_essentials_on(
    pools: Pools, triggers: Triggers, version: str
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("In user pools with the Essentials or Plus feature plan"); Model: CreateUserPool.errors
    FeatureUnavailableInTierException."""
    trigger = triggers.make("records")
    with refused("FeatureUnavailableInTierException", "InvalidParameterException"):
        pools.create(UserPoolTier="LITE", **settings(trigger, version))
    assert pools.create(UserPoolTier="ESSENTIALS", **settings(trigger, version)).id


def test_both_settings_of_the_trigger_name_one_function(pools: Pools, triggers: Triggers) -> None:
    """Model: LambdaConfigType.PreTokenGeneration ("If you also set an ARN in PreTokenGenerationConfig, its
    value must be identical to PreTokenGeneration")."""
    one, other = triggers.make("records"), triggers.make("returns nothing")
    config = settings(one)["LambdaConfig"]
    with refused("InvalidParameterException"):
        pools.create(LambdaConfig={**config, "PreTokenGeneration": other.arn})


def test_a_claim_keeps_its_type_in_both_tokens(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("The ability to pass complex datatypes": String, Number, Boolean, Array, JSON)."""
    added = {
        "words": "a text",
        "count": 7,
        "is_new": True,
        "mixed": ["a", 1, False],
        "nested": {"tags": {"team": ["red"]}},
    }
    tokens = customized(pools, triggers, in_both(claimsToAddOrOverride=added))
    for token in BOTH:
        assert {name: claims(tokens[token]).get(name) for name in added} == added, token


def test_a_claim_that_is_added_and_suppressed_is_suppressed(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("If your function both suppresses and replaces a claim value, then Amazon Cognito suppresses the
    claim")."""
    said = in_both(claimsToAddOrOverride={"a": "1", "b": "2"}, claimsToSuppress=["a", "email"])
    tokens = customized(pools, triggers, said)
    for token in BOTH:
        assert claims(tokens[token])["b"] == "2"
        assert not {"a", "email"} & claims(tokens[token]).keys()


def test_no_function_changes_what_identifies_a_token(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Claims and scopes reference": neither added nor modified)."""
    forged = dict.fromkeys(FIXED, "forged")
    tokens = customized(pools, triggers, in_both(claimsToAddOrOverride={**forged, "allowed": "yes"}))
    for token in BOTH:
        said = claims(tokens[token])
        assert said["allowed"] == "yes"
        assert [name for name in FIXED if said.get(name) == "forged"] == [], token


def test_no_function_suppresses_what_identifies_a_token(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Claims and scopes reference": not suppressed)."""
    tokens = customized(pools, triggers, in_both(claimsToSuppress=[*FIXED, "email"]))
    for token, own in (("IdToken", {"aud", "cognito:username"}), ("AccessToken", {"client_id", "username"})):
        said = claims(tokens[token]).keys()
        assert own | {"sub", "iss", "token_use", "exp", "iat", "auth_time", "jti", "origin_jti"} <= said
        assert "email" not in said


def test_the_prefixes_of_cognito_are_its_own(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Any other claim with a `cognito:` prefix": No; `dev:` attribute: not added)."""
    own = {"cognito:invented": "1", "dev:custom:invented": "1"}
    tokens = customized(pools, triggers, in_both(claimsToAddOrOverride={**own, "invented": "1"}))
    for token in BOTH:
        said = claims(tokens[token])
        assert said["invented"] == "1"
        assert not own.keys() & said.keys(), token


def test_an_access_token_is_for_no_other_client(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("You can add an aud claim to access tokens, but its value must match the app client ID")."""
    said = details(accessTokenGeneration={"claimsToAddOrOverride": {"aud": "another"}})
    assert "aud" not in claims(customized(pools, triggers, said)["AccessToken"])


@pytest.mark.parametrize("name", ["phone_number_verified", "email_verified", "updated_at", "address"])
def test_four_claims_of_an_id_token_take_no_object(pools: Pools, triggers: Triggers, name: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("you can populate complex objects to the values of claims except for")."""
    said = {"claimsToAddOrOverride": {name: {"an": "object"}, "other": {"an": "object"}}}
    identity = claims(customized(pools, triggers, details(idTokenGeneration=said))["IdToken"])
    assert identity["other"] == {"an": "object"}
    assert identity.get(name) != {"an": "object"}


def test_scopes_are_added_and_suppressed(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (scopesToAdd, scopesToSuppress; "Removal of aws.cognito.signin.user.admin prevents API requests")."""
    said = {"scopesToAdd": ["openid", READ], "scopesToSuppress": [API_SCOPE]}
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: details(accessTokenGeneration=said)}))
    token = pool.tokens(pool.confirmed())["AccessToken"]
    assert set(claims(token)["scope"].split()) == {"openid", READ}
    with refused("NotAuthorizedException"):
        pool.cognito.get_user(AccessToken=token)
    with refused("NotAuthorizedException"):
        pool.cognito.global_sign_out(AccessToken=token)


def test_a_scope_with_a_blank_is_not_added(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("You can't add scope values that contain one or more blank-space characters")."""
    said = details(accessTokenGeneration={"scopesToAdd": ["two words", "oneword"]})
    scopes = claims(customized(pools, triggers, said)["AccessToken"])["scope"].split()
    assert set(scopes) == {API_SCOPE, "oneword"}


def test_groups_are_replaced_in_both_tokens_and_roles_in_the_id_token(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Your groupOverrideDetails object replaces the cognito:groups claim in access tokens and ID tokens")."""
    said = {"groupsToOverride": ["A", "B"], "iamRolesToOverride": [OTHER_ROLE], "preferredRole": OTHER_ROLE}
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: details(groupOverrideDetails=said)}))
    tokens = pool.tokens(reader(pool))
    identity, access = claims(tokens["IdToken"]), claims(tokens["AccessToken"])
    assert identity["cognito:groups"] == access["cognito:groups"] == ["A", "B"]
    assert (identity["cognito:roles"], identity["cognito:preferred_role"]) == ([OTHER_ROLE], OTHER_ROLE)
    assert not {"cognito:roles", "cognito:preferred_role"} & access.keys()


@pytest.mark.parametrize("said", [{}, None])
def test_an_empty_override_of_groups_suppresses_them(
    pools: Pools, triggers: Triggers, said: dict[str, Any] | None
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("If you provide an empty or null object in the response, then Amazon Cognito suppresses the groups")."""
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: details(groupOverrideDetails=said)}))
    tokens = pool.tokens(reader(pool))
    for token in BOTH:
        assert "cognito:groups" not in claims(tokens[token]), token


def test_groups_stay_where_a_function_says_nothing_of_them(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (groupOverrideDetails)."""
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: in_both(claimsToAddOrOverride={"a": "1"})}))
    tokens = pool.tokens(reader(pool))
    for token in BOTH:
        assert claims(tokens[token])["cognito:groups"] == ["Readers"]


@pytest.mark.parametrize(("suppressed", "stays"), [("cognito:groups", False), ("cognito:roles", True)])
def test_roles_are_suppressed_with_the_groups_alone(
    pools: Pools, triggers: Triggers, suppressed: str, stays: bool
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("To suppress the cognito:preferred_role and cognito:roles claims, add cognito:groups to
    claimsToSuppress")."""
    said = details(idTokenGeneration={"claimsToSuppress": [suppressed]})
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: said}))
    identity = claims(pool.tokens(reader(pool))["IdToken"])
    for name in ("cognito:groups", "cognito:roles", "cognito:preferred_role"):
        assert (name in identity) is stays, name


@pytest.mark.parametrize(
    ("version", "answer"),
    [
        ("V2_0", {"claimsOverrideDetails": {"claimsToAddOrOverride": {"a": "1"}}}),
        ("V1_0", in_both(claimsToAddOrOverride={"a": "1"})["response"]),
    ],
)
def test_an_answer_of_another_version_changes_nothing(
    pools: Pools, triggers: Triggers, version: str, answer: dict[str, Any]
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (claimsOverrideDetails: "A container for all elements in a V1_0 trigger event")."""
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: {"response": answer}}), version)
    tokens = pool.tokens(pool.confirmed())
    for token in BOTH:
        assert "a" not in claims(tokens[token]), token


def test_version_one_changes_groups_of_the_access_token_and_nothing_else(
    pools: Pools, triggers: Triggers
) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Group overrides are the only changes to the access token that version 1 events can make")."""
    override = {"claimsToAddOrOverride": {"a": "1"}, "groupOverrideDetails": {"groupsToOverride": ["A"]}}
    said = {"response": {"claimsOverrideDetails": override}}
    pool = pool_with(pools, triggers.saying({AUTHENTICATION: said}), "V1_0")
    access = claims(pool.tokens(reader(pool))["AccessToken"])
    assert access["cognito:groups"] == ["A"]
    assert "a" not in access


def test_each_occasion_has_its_source(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    ("Lambda triggers in the Amazon Cognito API": InitiateAuth, GetTokensFromRefreshToken, and
    TokenGeneration_NewPasswordChallenge where "the user must change a temporary password")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger)
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    pool.refresh(token)
    pool.cognito.get_tokens_from_refresh_token(ClientId=pool.client_id, RefreshToken=token)
    invited = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=invited.username,
        TemporaryPassword=invited.password,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": invited.address}],
    )
    pool.answer(invited, pool.log_in(invited), NEW_PASSWORD="Another-Of-7-Mine")
    sources = [event["triggerSource"] for event in trigger.events(pool.id, wanted=4)]
    assert sources == [
        AUTHENTICATION,
        "TokenGeneration_RefreshTokens",
        AUTHENTICATION,
        "TokenGeneration_NewPasswordChallenge",
    ]


def test_the_refreshing_operation_passes_its_data_on(pools: Pools, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("You can pass ClientMetadata to the pre token generation Lambda trigger in your
    GetTokensFromRefreshToken request")."""
    trigger = triggers.make("records")
    pool = pool_with(pools, trigger)
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    pool.cognito.get_tokens_from_refresh_token(
        ClientId=pool.client_id, RefreshToken=token, ClientMetadata={"from": "app"}
    )
    first, second = trigger.events(pool.id, wanted=2)
    assert "clientMetadata" not in first["request"]
    assert second["request"]["clientMetadata"] == {"from": "app"}


def machine(apps: Apps, trigger: Trigger, version: str) -> App:
    """An app of a pool that has this function, for machines alone."""
    app = apps.create(**settings(trigger, version))
    trigger.allow(app.pool.arn)
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    app.pool.cognito.create_resource_server(
        UserPoolId=app.pool.id, Identifier="https://api.example.com", Name="API", Scopes=scopes
    )
    return apps.another(app, **{**MACHINE_CLIENT, "AllowedOAuthScopes": [READ, WRITE]})


def machine_token(app: App, **form: str) -> dict[str, Any]:
    answer = by_client(app, **form)
    assert answer.status_code == 200, answer.text[:200]
    return claims(answer.json()["access_token"])


def test_a_machines_token_is_told_to_version_three(apps: Apps, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    (TokenGeneration_ClientCredentials; "pass an aws_client_metadata parameter with the client metadata
    object")."""
    trigger = triggers.make("records")
    app = machine(apps, trigger, "V3_0")
    machine_token(app, scope=READ, aws_client_metadata='{"environment": "dev"}')
    event = trigger.event(app.pool.id)
    assert (event["version"], event["triggerSource"]) == ("3", MACHINE)
    assert event["request"]["scopes"] == [READ]
    assert event["request"]["clientMetadata"] == {"environment": "dev"}
    assert event["callerContext"]["clientId"] == app.client_id


def test_version_three_changes_a_machines_token(apps: Apps, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Version three event responses apply to access tokens from user authentication and machine
    authentication")."""
    changes = {
        "claimsToAddOrOverride": {"tenant": {"id": 7}, "sub": "forged"},
        "scopesToAdd": ["more"],
        "scopesToSuppress": [WRITE],
    }
    trigger = triggers.saying({MACHINE: details(accessTokenGeneration=changes)})
    app = machine(apps, trigger, "V3_0")
    said = machine_token(app)
    assert said["tenant"] == {"id": 7}
    assert set(said["scope"].split()) == {READ, "more"}
    assert said["sub"] == app.client_id


def test_version_two_is_not_asked_about_machines(apps: Apps, triggers: Triggers) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
    ("Your user pool only sends this event when your event version is V3_0")."""
    trigger = triggers.make("records")
    app = machine(apps, trigger, "V2_0")
    machine_token(app)
    assert trigger.events(app.pool.id, seconds=1) == []
