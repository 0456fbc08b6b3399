"""What an app client may write and read."""

from __future__ import annotations

import pytest

from tests.conformance import wording
from tests.conformance.pools import Pool, Pools, as_attributes, claims
from tests.conformance.refusals import refused

UNLISTED = {"ReadAttributes": None, "WriteAttributes": None}


def test_an_attribute_outside_the_write_list_is_refused_at_sign_up(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("If an app tries to update an attribute that is not writable, the app gets a NotAuthorizedException")."""
    pool = pools.create(client={"WriteAttributes": ["email"]})
    with refused("NotAuthorizedException", message=wording.NOT_WRITABLE):
        pool.sign_up(Attributes={"custom:nick": "abc"})


def test_a_standard_attribute_outside_the_write_list_is_refused_too(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("This applies to both standard and custom attributes")."""
    pool = pools.create(client={"WriteAttributes": ["email"]})
    with refused("NotAuthorizedException", message=wording.NOT_WRITABLE):
        pool.sign_up(Attributes={"name": "Ada"})


def test_an_attribute_outside_the_write_list_is_refused_as_an_update(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("If an app tries to update an attribute that is not writable, the app gets a NotAuthorizedException")."""
    pool = pools.create(client={"WriteAttributes": ["email"]})
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("NotAuthorizedException", message=wording.NOT_WRITABLE):
        pool.cognito.update_user_attributes(AccessToken=token, UserAttributes=as_attributes({"name": "Ada"}))


@pytest.mark.unproven("AWS's pages speak of updating such an attribute, not of deleting it")
def test_an_attribute_outside_the_write_list_cannot_be_deleted(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (attribute permissions); Model: DeleteUserAttributes.errors NotAuthorizedException."""
    pool = pools.create(client={"WriteAttributes": ["email"]})
    person = pool.confirmed()
    pool.set_as_admin(person, {"name": "Ada"})
    token = pool.tokens(person)["AccessToken"]
    with refused("NotAuthorizedException"):
        pool.cognito.delete_user_attributes(AccessToken=token, UserAttributeNames=["name"])


def test_nobody_verifies_their_own_email_at_sign_up(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.WriteAttributes (standard attributes; `email_verified` is
    among those that can only be read)."""
    with refused("NotAuthorizedException", message=wording.NOT_WRITABLE):
        pool.sign_up(Attributes={"email_verified": "true"})


def test_nobody_verifies_their_own_email_later(pool: Pool) -> None:
    """Model: CreateUserPoolClientRequest.WriteAttributes (standard attributes; `email_verified` is
    among those that can only be read)."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("NotAuthorizedException", message=wording.NOT_WRITABLE):
        pool.cognito.update_user_attributes(
            AccessToken=token, UserAttributes=as_attributes({"email_verified": "true"})
        )


def test_nobody_confirms_themselves_by_an_attribute(pool: Pool) -> None:
    """`cognito:user_status` is the pool's: no schema holds it.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (standard and custom attributes, none with the `cognito:` prefix).
    """
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.sign_up(Attributes={"cognito:user_status": "CONFIRMED"})


def test_nobody_chooses_their_own_sub(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (sub: "has a fixed value")."""
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.sign_up(Attributes={"sub": "00000000-0000-4000-8000-000000000000"})


def test_an_admin_may_write_what_no_client_may(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("you would update this attribute using an administrative tool or a background process")."""
    pool = pools.create(client={"WriteAttributes": ["email"]})
    person = pool.confirmed()
    pool.set_as_admin(person, {"custom:nick": "abc"})
    assert pool.attributes(person)["custom:nick"] == "abc"


def test_getuser_shows_only_what_the_client_may_read(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("An app calling GetUser only receives the attributes that are readable for that app")."""
    pool = pools.create(client={"ReadAttributes": ["email"]})
    person = pool.confirmed(Attributes={"name": "Ada", "custom:plan": "basic"})
    user = pool.cognito.get_user(AccessToken=pool.tokens(person)["AccessToken"])
    names = {attribute["Name"] for attribute in user["UserAttributes"]}
    assert "email" in names
    assert not names & {"name", "custom:plan", "email_verified"}, (
        "shows attributes that the client may not read"
    )


def test_the_id_token_carries_only_what_the_client_may_read(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("The ID token issued post-authentication only contains claims corresponding to the readable
    attributes")."""
    pool = pools.create(client={"ReadAttributes": ["email"]})
    person = pool.confirmed(Attributes={"name": "Ada", "custom:plan": "basic"})
    carried = claims(pool.tokens(person)["IdToken"])
    assert "email" in carried
    assert not carried.keys() & {"name", "custom:plan"}, "carries attributes that the client may not read"


def test_an_admin_reads_what_no_client_may(pools: Pools) -> None:
    """Model: AdminGetUserResponse.UserAttributes (an array of name-value pairs, of no client)."""
    pool = pools.create(client={"ReadAttributes": ["email"]})
    person = pool.confirmed(Attributes={"custom:plan": "basic"})
    assert pool.attributes(person)["custom:plan"] == "basic"


def test_a_client_without_a_write_list_may_write_standard_attributes(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.WriteAttributes ("When you don't specify ...")."""
    pool = pools.create(client=UNLISTED)
    person, _ = pool.sign_up(Attributes={"name": "Ada"})
    assert pool.attributes(person)["name"] == "Ada"


def test_a_client_without_a_write_list_may_not_verify_an_email(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.WriteAttributes (standard attributes; `email_verified` is
    among those that can only be read)."""
    pool = pools.create(client=UNLISTED)
    with refused("NotAuthorizedException", message=wording.NOT_WRITABLE):
        pool.sign_up(Attributes={"email_verified": "true"})


def test_a_client_without_a_read_list_reads_standard_attributes_and_what_is_verified(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.ReadAttributes ("When you don't specify ...")."""
    pool = pools.create(client=UNLISTED)
    person = pool.confirmed(Attributes={"name": "Ada"})
    user = pool.cognito.get_user(AccessToken=pool.tokens(person)["AccessToken"])
    assert {"email", "email_verified", "name"} <= {attribute["Name"] for attribute in user["UserAttributes"]}


@pytest.mark.unproven(
    "the API model speaks of standard attributes only, the CDK's reference of all standard and custom ones"
)
def test_a_client_without_lists_writes_and_reads_custom_attributes(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.UserPoolClientOptions.html
    (defaults of readAttributes and writeAttributes)."""
    pool = pools.create(client=UNLISTED)
    person = pool.confirmed(Attributes={"custom:nick": "abc"})
    user = pool.cognito.get_user(AccessToken=pool.tokens(person)["AccessToken"])
    assert "custom:nick" in {attribute["Name"] for attribute in user["UserAttributes"]}


def test_a_client_without_lists_shows_none_when_described(pools: Pools) -> None:
    """Model: CreateUserPoolClientRequest.ReadAttributes ("Amazon Cognito only populates ...")."""
    pool = pools.create(client=UNLISTED)
    client = pool.cognito.describe_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)[
        "UserPoolClient"
    ]
    assert not client.get("ReadAttributes")
    assert not client.get("WriteAttributes")


def test_a_client_cannot_be_given_an_attribute_that_the_pool_does_not_have(pool: Pool) -> None:
    """Model: CreateUserPoolClient.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        pool.another_client(WriteAttributes=["email", "custom:unheard_of"])
