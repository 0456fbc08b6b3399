"""A user's attributes against the pool's schema."""

from __future__ import annotations

import pytest

from tests.conformance import wording
from tests.conformance.pools import CHOSEN_USERNAMES, CUSTOM, SCHEMA, Pool, Pools, as_attributes, some_address
from tests.conformance.refusals import refused

NAME_REQUIRED = [{**a, "Required": True} if a["Name"] == "name" else a for a in SCHEMA]


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
