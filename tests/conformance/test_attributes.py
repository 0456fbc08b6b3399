"""A user's attributes against the pool's schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import wording
from tests.conformance.pools import (
    CHOSEN_USERNAMES,
    CUSTOM,
    OTHER_PASSWORD,
    PASSWORD,
    SCHEMA,
    Pool,
    Pools,
    as_attributes,
    claims,
    some_address,
)
from tests.conformance.refusals import refused

NAME_REQUIRED = [{**a, "Required": True} if a["Name"] == "name" else a for a in SCHEMA]
PREFERRED = {**CHOSEN_USERNAMES, "AliasAttributes": ["preferred_username"]}
PREFERS = {"WriteAttributes": ["email", "name", "preferred_username"], "ReadAttributes": None}


def test_a_required_attribute_left_out_is_refused(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("a user cannot register unless a value for the attribute is provided")."""
    pool = pools.create(Schema=NAME_REQUIRED)
    with refused("InvalidParameterException", message=wording.NOT_IN_SCHEMA):
        pool.sign_up()


def test_an_admin_may_create_a_user_without_a_required_attribute(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("Administrators can create users without giving values for required attributes")."""
    pool = pools.create(Schema=NAME_REQUIRED)
    person = pool.person()
    answer = pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=person.username,
        MessageAction="SUPPRESS",
        UserAttributes=as_attributes({"email": person.address}),
    )
    assert answer["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_an_attribute_that_the_pool_does_not_have_is_refused_at_sign_up(pool: Pool) -> None:
    """By the client's write list or by the schema: AWS's documents do not say which is looked at first.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("custom attributes": only those defined in the pool).
    """
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.sign_up(Attributes={"custom:unheard_of": "x"})


def test_an_attribute_that_the_pool_does_not_have_is_refused_to_an_admin(pool: Pool) -> None:
    """Model: AdminCreateUser.errors InvalidParameterException."""
    person = pool.person()
    with refused("InvalidParameterException", message=wording.NOT_IN_SCHEMA):
        pool.cognito.admin_create_user(
            UserPoolId=pool.id,
            Username=person.username,
            MessageAction="SUPPRESS",
            UserAttributes=as_attributes({"email": person.address, "custom:unheard_of": "x"}),
        )


def test_a_custom_attribute_without_its_prefix_is_refused(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("custom attributes require the custom: prefix")."""
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.sign_up(Attributes={"nick": "abc"})


def test_a_string_longer_than_its_maximum_is_refused(pool: Pool) -> None:
    """Model: StringAttributeConstraintsType.MaxLength; SignUp.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:nick": "abcdef"})


def test_a_string_shorter_than_its_minimum_is_refused(pool: Pool) -> None:
    """Model: StringAttributeConstraintsType.MinLength; SignUp.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:nick": "a"})


def test_a_string_at_its_bounds_is_taken(pool: Pool) -> None:
    """Model: StringAttributeConstraintsType (the minimum and maximum length of a value)."""
    for value in ("ab", "abcde"):
        person, _ = pool.sign_up(Attributes={"custom:nick": value})
        assert pool.attributes(person)["custom:nick"] == value


def test_a_string_at_its_maximum_is_counted_in_characters_not_bytes(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("the maximum length for any custom attribute can be no more than 2048 characters")."""
    person, _ = pool.sign_up(Attributes={"custom:nick": "äöüßé"})
    assert pool.attributes(person)["custom:nick"] == "äöüßé"


def test_a_value_of_over_2048_characters_is_refused(pool: Pool) -> None:
    """Model: AttributeValueType (max 2048)."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"name": "n" * 2049})


def test_a_number_above_its_maximum_is_refused(pool: Pool) -> None:
    """Model: NumberAttributeConstraintsType.MaxValue; SignUp.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:level": "11"})


def test_a_number_below_its_minimum_is_refused(pool: Pool) -> None:
    """Model: NumberAttributeConstraintsType.MinValue; SignUp.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:level": "0"})


def test_a_word_for_a_number_is_refused(pool: Pool) -> None:
    """Model: SchemaAttributeType.AttributeDataType (Cognito validates the input against the type)."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:level": "seven"})


def test_a_boolean_is_true_or_false(pool: Pool) -> None:
    """Model: SchemaAttributeType.AttributeDataType (Cognito validates the input against the type)."""
    pool.sign_up(Attributes={"custom:active": "true"})
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:active": "perhaps"})


def test_a_word_for_a_date_is_refused(pool: Pool) -> None:
    """Model: SchemaAttributeType.AttributeDataType (Cognito validates the input against the type)."""
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"custom:since": "yesterday"})


def test_a_birthdate_has_ten_characters(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (birthdate: "must be a valid 10 character date in the format YYYY-MM-DD")."""
    pool = pools.create(client={"WriteAttributes": ["email", "birthdate"]})
    pool.sign_up(Attributes={"birthdate": "1990-01-31"})
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"birthdate": "31 January 1990"})


def test_a_phone_number_is_a_plus_sign_and_digits(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (phone: "must start with a plus sign ... can only contain the + sign and digits")."""
    pool = pools.create(client={"WriteAttributes": ["email", "phone_number"]})
    pool.sign_up(Attributes={"phone_number": "+14325551212"})
    for number in ("4325551212", "+1 (432) 555-1212"):
        with refused("InvalidParameterException"):
            pool.sign_up(Attributes={"phone_number": number})


def test_an_immutable_attribute_may_be_set_at_sign_up(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("You can only write a value to an immutable attribute when you create a user")."""
    person, _ = pool.sign_up(Attributes={"custom:plan": "basic"})
    assert pool.attributes(person)["custom:plan"] == "basic"


def test_an_immutable_attribute_cannot_be_changed_by_its_owner(pool: Pool) -> None:
    """Model: SchemaAttributeType.Mutable (throws an error when it attempts to update the attribute)."""
    person = pool.confirmed(Attributes={"custom:plan": "basic"})
    token = pool.tokens(person)["AccessToken"]
    with refused("InvalidParameterException", message=wording.IMMUTABLE):
        pool.cognito.update_user_attributes(
            AccessToken=token, UserAttributes=as_attributes({"custom:plan": "premium"})
        )
    assert pool.attributes(person)["custom:plan"] == "basic"


def test_an_immutable_attribute_cannot_be_changed_by_an_admin(pool: Pool) -> None:
    """Model: SchemaAttributeType.Mutable (throws an error when it attempts to update the attribute)."""
    person = pool.confirmed(Attributes={"custom:plan": "basic"})
    with refused("InvalidParameterException", message=wording.IMMUTABLE):
        pool.set_as_admin(person, {"custom:plan": "premium"})
    assert pool.attributes(person)["custom:plan"] == "basic"


def test_an_immutable_attribute_left_out_at_sign_up_cannot_be_added_later(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("You can only write a value to an immutable attribute when you create a user")."""
    person = pool.confirmed()
    with refused("InvalidParameterException", message=wording.IMMUTABLE):
        pool.set_as_admin(person, {"custom:plan": "premium"})


def test_a_mutable_attribute_can_be_changed_by_its_owner(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html"""
    person = pool.confirmed(Attributes={"custom:nick": "first"})
    token = pool.tokens(person)["AccessToken"]
    pool.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=as_attributes({"custom:nick": "later"})
    )
    assert pool.attributes(person)["custom:nick"] == "later"


def test_a_constraint_holds_for_updates_too(pool: Pool) -> None:
    """Model: UpdateUserAttributes.errors InvalidParameterException; StringAttributeConstraintsType."""
    person = pool.confirmed(Attributes={"custom:nick": "first"})
    token = pool.tokens(person)["AccessToken"]
    with refused("InvalidParameterException"):
        pool.cognito.update_user_attributes(
            AccessToken=token, UserAttributes=as_attributes({"custom:nick": "far too long"})
        )


def test_the_constraints_bind_an_admin_too(pool: Pool) -> None:
    """Model: AdminUpdateUserAttributes.errors InvalidParameterException; NumberAttributeConstraintsType."""
    person = pool.confirmed()
    with refused("InvalidParameterException"):
        pool.set_as_admin(person, {"custom:level": "11"})


def test_the_sub_cannot_be_changed_by_an_admin(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (sub: "has a fixed value")."""
    person = pool.confirmed()
    before = pool.attributes(person)["sub"]
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.set_as_admin(person, {"sub": "00000000-0000-4000-8000-000000000000"})
    assert pool.attributes(person)["sub"] == before


def test_the_owner_may_delete_an_optional_attribute(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html"""
    person = pool.confirmed(Attributes={"custom:nick": "first"})
    token = pool.tokens(person)["AccessToken"]
    pool.cognito.delete_user_attributes(AccessToken=token, UserAttributeNames=["custom:nick"])
    assert "custom:nick" not in pool.attributes(person)


@pytest.mark.unproven("AWS's pages say what 'required' means at registration, not at deletion")
def test_a_required_attribute_cannot_be_deleted_by_its_owner(pools: Pools) -> None:
    """Model: DeleteUserAttributes.errors InvalidParameterException."""
    pool = pools.create(Schema=NAME_REQUIRED)
    person = pool.confirmed(Attributes={"name": "Ada"})
    token = pool.tokens(person)["AccessToken"]
    with refused("InvalidParameterException", "NotAuthorizedException"):
        pool.cognito.delete_user_attributes(AccessToken=token, UserAttributeNames=["name"])


def test_an_email_that_is_anothers_username_is_refused_as_an_update(pool: Pool) -> None:
    """Model: UpdateUserAttributes.errors AliasExistsException."""
    first, second = pool.confirmed(), pool.confirmed()
    token = pool.tokens(second)["AccessToken"]
    with refused("AliasExistsException"):
        pool.cognito.update_user_attributes(
            AccessToken=token, UserAttributes=as_attributes({"email": first.address})
        )


def test_a_changed_email_is_unverified_until_its_code_comes_back(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    ("Unless the value of this attribute is changed, the user will not have to verify it again")."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    pool.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=as_attributes({"email": some_address()})
    )
    user = pool.cognito.get_user(AccessToken=token)
    held = {attribute["Name"]: attribute["Value"] for attribute in user["UserAttributes"]}
    assert held.get("email_verified") == "false", "the new address counts as verified"


def test_a_username_may_not_look_like_an_email_where_email_is_an_alias(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("If email is selected as an alias, a username can't match a valid email format")."""
    pool = pools.create(**CHOSEN_USERNAMES, AliasAttributes=["email"])
    person = pool.person()
    with refused("InvalidParameterException", message=wording.USERNAME_IS_EMAIL):
        pool.sign_up(type(person)(person.address, person.address))


def test_an_alias_in_use_is_refused_when_the_second_account_confirms(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("registration succeeds. Nevertheless ... an AliasExistsException error is returned")."""
    pool = pools.create(**CHOSEN_USERNAMES, AliasAttributes=["email"])
    first = pool.confirmed()
    second, answer = pool.sign_up(type(first)(pool.person().username, first.address))
    with refused("AliasExistsException"):
        pool.confirm(second, pool.usable_code(second, answer))


def test_a_verified_alias_signs_in(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("users in that user pool can sign in using their username, email address")."""
    pool = pools.create(**CHOSEN_USERNAMES, AliasAttributes=["email"])
    person = pool.confirmed()
    assert pool.tokens(type(person)(person.address, person.address))["AccessToken"]


def test_an_unverified_alias_does_not_sign_in(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("email addresses only become active aliases for a user after [they] are verified")."""
    pool = pools.create(**CHOSEN_USERNAMES, AliasAttributes=["email"], AutoVerifiedAttributes=[])
    person, _ = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=person.username)
    with refused("NotAuthorizedException"):
        pool.log_in(type(person)(person.address, person.address))


def test_the_schema_shows_custom_attributes_with_their_prefix(pool: Pool) -> None:
    """Model: SchemaAttributeType.Name (returned as `custom:value` for custom attributes)."""
    described = pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]["SchemaAttributes"]
    assert set(CUSTOM) <= {attribute["Name"] for attribute in described}


def prefer(pool: Pool, token: str, name: str) -> None:
    pool.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=as_attributes({"preferred_username": name})
    )


def test_a_preferred_username_is_none_of_a_sign_up_where_it_is_an_alias(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("the
    value can be provided only when an account is confirmed. The value cannot be provided during
    registration")."""
    pool = pools.create(client=PREFERS, **PREFERRED)
    with refused("InvalidParameterException"):
        pool.sign_up(Attributes={"preferred_username": "ada"})


def test_a_preferred_username_that_is_no_alias_is_an_attribute_like_others(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (standard attributes: optional for all users)."""
    pool = pools.create(client=PREFERS)
    person, _ = pool.sign_up(Attributes={"preferred_username": "ada"})
    assert pool.attributes(person)["preferred_username"] == "ada"


def test_people_sign_in_by_a_preferred_username_and_by_the_first_one(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("Then
    users can sign in with the new value they entered")."""
    pool = pools.create(client=PREFERS, **PREFERRED)
    person = pool.confirmed()
    prefer(pool, pool.tokens(person)["AccessToken"], "ada-lovelace")
    assert pool.log_in(type(person)("ada-lovelace", person.address))["AuthenticationResult"]
    assert pool.log_in(person)["AuthenticationResult"]


def test_a_preferred_username_is_one_users(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("Alias
    values must be unique in a user pool"). Model: UpdateUserAttributes.errors AliasExistsException."""
    pool = pools.create(client=PREFERS, **PREFERRED)
    first, second = pool.confirmed(), pool.confirmed()
    prefer(pool, pool.tokens(first)["AccessToken"], "ada-lovelace")
    with refused("AliasExistsException"):
        prefer(pool, pool.tokens(second)["AccessToken"], "ada-lovelace")


def test_a_preferred_username_can_be_changed(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("a
    username that they can change")."""
    pool = pools.create(client=PREFERS, **PREFERRED)
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    prefer(pool, token, "ada-lovelace")
    prefer(pool, token, "ada-byron")
    assert pool.log_in(type(person)("ada-byron", person.address))["AuthenticationResult"]
    with refused("NotAuthorizedException"):
        pool.log_in(type(person)("ada-lovelace", person.address))


def test_an_administrator_prefers_no_name_for_who_is_not_confirmed(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("only
    when an account is confirmed")."""
    pool = pools.create(client=PREFERS, **PREFERRED)
    person, _ = pool.sign_up()
    with refused("InvalidParameterException"):
        pool.set_as_admin(person, {"preferred_username": "ada"})


def test_where_somebody_lives_is_an_object_in_the_id_token(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    (OpenID Connect claims; https://openid.net/specs/openid-connect-core-1_0.html#AddressClaim)."""
    pool = pools.create(
        client={"WriteAttributes": ["email", "address"], "ReadAttributes": ["email", "address"]}
    )
    person = pool.confirmed(Attributes={"address": "1 Example Street"})
    assert claims(pool.tokens(person)["IdToken"])["address"] == {"formatted": "1 Example Street"}


def challenged(pool: Pool) -> tuple[str, dict[str, Any]]:
    """A user's name whom an administrator has created with nothing but it, and the challenge they get."""
    person = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username=person.username, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    return person.username, pool.log_in(person)


def choose(pool: Pool, username: str, asked: dict[str, Any], **attributes: str) -> dict[str, Any]:
    given = {f"userAttributes.{name}": value for name, value in attributes.items()}
    answer = pool.cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": username, "NEW_PASSWORD": OTHER_PASSWORD, **given},
    )
    return dict(answer)


def test_the_first_sign_in_names_the_required_attributes_that_are_missing(pools: Pools) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (NEW_PASSWORD_REQUIRED: "requiredAttributes" of
    InitiateAuth's answer)."""
    pool = pools.create(Schema=NAME_REQUIRED)
    _, asked = challenged(pool)
    assert json.loads(asked["ChallengeParameters"]["requiredAttributes"]) == ["userAttributes.name"]
    assert "email" in json.loads(asked["ChallengeParameters"]["userAttributes"])


def test_nobody_signs_in_first_without_the_required_attributes(pools: Pools) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses ("you must also provide values for any required
    attributes"); RespondToAuthChallenge.errors InvalidParameterException."""
    pool = pools.create(Schema=NAME_REQUIRED)
    username, asked = challenged(pool)
    with refused("InvalidParameterException"):
        choose(pool, username, asked)
    assert choose(pool, username, asked, name="Ada")["AuthenticationResult"]
    user = pool.cognito.admin_get_user(UserPoolId=pool.id, Username=username)
    assert {"Name": "name", "Value": "Ada"} in user["UserAttributes"]


def test_a_first_sign_in_writes_what_the_client_may_write(pools: Pools) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (userAttributes. of writable attributes);
    RespondToAuthChallenge.errors NotAuthorizedException."""
    pool = pools.create(client={"WriteAttributes": ["email"]})
    username, asked = challenged(pool)
    with refused("NotAuthorizedException", "InvalidParameterException"):
        choose(pool, username, asked, name="Ada")
