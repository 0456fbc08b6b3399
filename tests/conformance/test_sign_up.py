"""SignUp: who may come in, and under which name."""

from __future__ import annotations

import uuid

from tests.conformance import wording
from tests.conformance.pools import CHOSEN_USERNAMES, Person, Pool, Pools, some_address
from tests.conformance.refusals import refused


def test_a_new_user_is_unconfirmed_and_enabled(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    ("Registered (Unconfirmed)")."""
    person, answer = pool.sign_up()
    assert answer["UserConfirmed"] is False
    user = pool.user(person)
    assert (user["UserStatus"], user["Enabled"]) == ("UNCONFIRMED", True)


def test_the_answer_says_where_the_code_went_without_giving_the_address_away(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
    (response syntax, and the masked `Destination` of its example)."""
    person, answer = pool.sign_up()
    delivery = answer["CodeDeliveryDetails"]
    assert (delivery["DeliveryMedium"], delivery["AttributeName"]) == ("EMAIL", "email")
    assert "*" in delivery["Destination"], "the destination is not masked"
    assert delivery["Destination"] != person.address


def test_usersub_is_a_uuid_and_the_users_sub(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
    (UserSub: the unique identifier of the new user, not the same as the username)."""
    person, answer = pool.sign_up()
    assert str(uuid.UUID(answer["UserSub"])) == answer["UserSub"]
    assert pool.attributes(person)["sub"] == answer["UserSub"]


def test_the_username_of_an_email_pool_is_the_users_sub(pool: Pool) -> None:
    """The username string becomes the e-mail address; the immutable username is a UUID, equal to the sub.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("To implement option 2 in your app").
    """
    person, answer = pool.sign_up()
    assert pool.user(person)["Username"] == answer["UserSub"]


def test_the_email_attribute_is_filled_from_an_email_username(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("the user pool automatically populates the email attribute")."""
    pool = pools.create(client={"ReadAttributes": None, "WriteAttributes": None}, Schema=None)
    person, _ = pool.sign_up(Attributes={"email": None})
    assert pool.attributes(person)["email"] == person.address


def test_a_username_that_is_no_email_is_refused_in_an_email_pool(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("If the username string format is not in email or phone number format, the SignUp API returns an
    exception")."""
    with refused("InvalidParameterException", message=wording.USERNAME_NO_EMAIL):
        pool.cognito.sign_up(
            ClientId=pool.client_id,
            Username="no-address",
            Password="Correct-Horse-7-Battery",
            UserAttributes=[{"Name": "email", "Value": some_address()}],
        )


def test_the_same_username_twice_is_refused(pools: Pools) -> None:
    """Model: SignUp.errors UsernameExistsException."""
    pool = pools.create(**CHOSEN_USERNAMES)
    person, _ = pool.sign_up()
    with refused("UsernameExistsException", message=wording.USERNAME_TAKEN):
        pool.sign_up(person)


def test_the_same_email_twice_is_refused_in_an_email_pool(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("the user can't create a new account with the same email or phone number")."""
    person, _ = pool.sign_up()
    with refused("UsernameExistsException"):
        pool.sign_up(person)


def test_the_same_email_in_other_case_is_refused_in_a_case_insensitive_pool(pool: Pool) -> None:
    """Model: CreateUserPoolRequest.UsernameConfiguration (any variation in case is the same user)."""
    person, _ = pool.sign_up()
    shouted = Person(person.username.upper(), person.address.upper())
    with refused("UsernameExistsException"):
        pool.sign_up(shouted)


def test_the_same_email_in_other_case_is_another_user_in_a_case_sensitive_pool(pools: Pools) -> None:
    """Model: UsernameConfigurationType.CaseSensitive (true: case matters for all username input)."""
    pool = pools.create(UsernameConfiguration={"CaseSensitive": True})
    person, first = pool.sign_up()
    _, second = pool.sign_up(Person(person.username.upper(), person.address.upper()))
    assert first["UserSub"] != second["UserSub"]


def test_usernames_are_case_sensitive_where_the_pool_says_nothing(pools: Pools) -> None:
    """Model: UsernameConfigurationType.CaseSensitive ("This is the default value" of true)."""
    pool = pools.create(**CHOSEN_USERNAMES, UsernameConfiguration=None)
    person, _ = pool.sign_up()
    other = Person(person.username.upper(), some_address())
    _, answer = pool.sign_up(other)
    assert answer["UserConfirmed"] is False


def test_a_username_with_a_space_is_refused(pools: Pools) -> None:
    """Model: UsernameType (pattern of letters, marks, symbols, numbers and punctuation)."""
    pool = pools.create(**CHOSEN_USERNAMES)
    person = pool.person()
    with refused("InvalidParameterException"):
        pool.sign_up(Person("two words", person.address))


def test_a_username_of_over_128_characters_is_refused(pools: Pools) -> None:
    """Model: UsernameType (max 128)."""
    pool = pools.create(**CHOSEN_USERNAMES)
    person = pool.person()
    with refused("InvalidParameterException"):
        pool.sign_up(Person("u" * 129, person.address))


def test_an_unknown_client_is_refused(pool: Pool) -> None:
    """Model: SignUp.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.sign_up(ClientId="0" * 26)


def test_sign_up_is_refused_where_only_admins_create_users(pools: Pools) -> None:
    """Model: AdminCreateUserConfigType.AllowAdminCreateUserOnly; SignUp.errors NotAuthorizedException."""
    pool = pools.create(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    with refused("NotAuthorizedException", message=wording.ADMINS_ONLY):
        pool.sign_up()


def test_a_client_with_a_secret_needs_the_secret_hash(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    ("Computing secret hash values")."""
    pool = pools.create(client={"GenerateSecret": True})
    person = pool.person()
    with refused("NotAuthorizedException", message=wording.NO_SECRET_HASH):
        pool.cognito.sign_up(
            ClientId=pool.client_id,
            Username=person.username,
            Password=person.password,
            UserAttributes=[{"Name": "email", "Value": person.address}],
        )


def test_a_wrong_secret_hash_is_refused(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    ("Unable to verify secret hash for client")."""
    pool = pools.create(client={"GenerateSecret": True})
    with refused("NotAuthorizedException", message=wording.WRONG_SECRET_HASH):
        pool.sign_up(SecretHash="bm90IHRoZSBoYXNo")


def test_the_right_secret_hash_is_taken(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
    ("Computing secret hash values")."""
    pool = pools.create(client={"GenerateSecret": True})
    _, answer = pool.sign_up()
    assert answer["UserConfirmed"] is False


def test_an_email_attribute_that_is_no_address_is_refused(pools: Pools) -> None:
    """Source: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims (email: an RFC 5322
    addr-spec), which https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    takes its standard attributes from."""
    pool = pools.create(**CHOSEN_USERNAMES)
    for address in ("no-at-sign.example.com", "two@@example.com", "person@", "@example.com"):
        with refused("InvalidParameterException"):
            pool.sign_up(Person(pool.person().username, address))
