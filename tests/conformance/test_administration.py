"""What an administrator does to users."""

from __future__ import annotations

import json

import pytest

from tests.conformance import wording
from tests.conformance.pools import (
    CHOSEN_USERNAMES,
    OTHER_PASSWORD,
    Person,
    Pool,
    Pools,
    as_attributes,
    some_address,
)
from tests.conformance.refusals import refused

TEMPORARY = "Temporary-5-Password"


def invited(pool: Pool, **call: object) -> Person:
    """A user whom an administrator created with a temporary password, and told nothing."""
    person = pool.person()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=person.username,
        TemporaryPassword=TEMPORARY,
        MessageAction="SUPPRESS",
        UserAttributes=as_attributes({"email": person.address, "email_verified": "true"}),
        **call,
    )
    return Person(person.username, person.address, TEMPORARY)


def test_a_created_user_must_change_the_password(pool: Pool) -> None:
    """Model: AdminCreateUser ("they will be in the FORCE_CHANGE_PASSWORD state")."""
    person = invited(pool)
    assert pool.user(person)["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_a_temporary_password_gives_a_challenge_and_no_tokens(pool: Pool) -> None:
    """Model: AdminSetUserPassword ("the InitiateAuth ... response includes the NEW_PASSWORD_REQUIRED
    challenge")."""
    answer = pool.log_in(invited(pool))
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert not answer.get("AuthenticationResult")
    assert answer["Session"]


def test_the_new_password_ends_the_challenge_and_confirms(pool: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (NEW_PASSWORD_REQUIRED)."""
    person = invited(pool)
    challenge = pool.log_in(person)
    answer = pool.cognito.respond_to_auth_challenge(
        ClientId=pool.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": person.username, "NEW_PASSWORD": OTHER_PASSWORD},
    )
    assert answer["AuthenticationResult"]["AccessToken"]
    assert pool.user(person)["UserStatus"] == "CONFIRMED"
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]


def test_the_new_password_follows_the_policy(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors InvalidPasswordException."""
    person = invited(pool)
    challenge = pool.log_in(person)
    with refused("InvalidPasswordException"):
        pool.cognito.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": person.username, "NEW_PASSWORD": "weakpassword"},
        )


def test_a_made_up_session_is_refused(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException; SessionType (20 characters and more)."""
    person = invited(pool)
    with refused("NotAuthorizedException", "CodeMismatchException", "InvalidParameterException"):
        pool.cognito.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session="made-up-session-of-some-length",
            ChallengeResponses={"USERNAME": person.username, "NEW_PASSWORD": OTHER_PASSWORD},
        )


def test_a_username_is_created_once(pool: Pool) -> None:
    """Model: AdminCreateUser.errors UsernameExistsException."""
    person = invited(pool)
    with refused("UsernameExistsException"):
        pool.cognito.admin_create_user(UserPoolId=pool.id, Username=person.username, MessageAction="SUPPRESS")


def test_a_temporary_password_follows_the_policy(pool: Pool) -> None:
    """Model: AdminCreateUser.errors InvalidPasswordException."""
    with refused("InvalidPasswordException"):
        pool.cognito.admin_create_user(
            UserPoolId=pool.id,
            Username=some_address(),
            TemporaryPassword="weakpassword",
            MessageAction="SUPPRESS",
        )


def test_an_invitation_is_sent_again_to_a_known_user_only(pool: Pool) -> None:
    """Model: AdminCreateUser.errors UserNotFoundException; MessageAction RESEND (an existing user)."""
    with refused("UserNotFoundException"):
        pool.cognito.admin_create_user(UserPoolId=pool.id, Username=some_address(), MessageAction="RESEND")


def test_a_permanent_password_confirms(pool: Pool) -> None:
    """Model: AdminSetUserPassword ("if you set a permanent password, their status becomes Confirmed")."""
    person = invited(pool)
    pool.cognito.admin_set_user_password(
        UserPoolId=pool.id, Username=person.username, Password=OTHER_PASSWORD, Permanent=True
    )
    assert pool.user(person)["UserStatus"] == "CONFIRMED"
    assert pool.log_in(person, OTHER_PASSWORD)["AuthenticationResult"]


def test_a_password_that_is_not_permanent_must_be_changed(pool: Pool) -> None:
    """Model: AdminSetUserPassword ("If the password is temporary, the user's Status becomes
    FORCE_CHANGE_PASSWORD")."""
    person = pool.confirmed()
    pool.cognito.admin_set_user_password(
        UserPoolId=pool.id, Username=person.username, Password=OTHER_PASSWORD, Permanent=False
    )
    assert pool.user(person)["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert pool.log_in(person, OTHER_PASSWORD)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_a_password_set_by_an_admin_follows_the_policy(pool: Pool) -> None:
    """Model: AdminSetUserPassword.errors InvalidPasswordException."""
    person = pool.confirmed()
    with refused("InvalidPasswordException"):
        pool.cognito.admin_set_user_password(
            UserPoolId=pool.id, Username=person.username, Password="weakpassword", Permanent=True
        )


def test_an_unknown_user_cannot_be_administered(pool: Pool) -> None:
    """Model: AdminGetUser.errors, AdminDisableUser.errors, AdminDeleteUser.errors UserNotFoundException."""
    unknown = {"UserPoolId": pool.id, "Username": some_address()}
    for call in (
        pool.cognito.admin_get_user,
        pool.cognito.admin_disable_user,
        pool.cognito.admin_delete_user,
    ):
        with refused("UserNotFoundException", message=wording.UNKNOWN_USER):
            call(**unknown)


def test_an_unknown_pool_is_not_found(pool: Pool) -> None:
    """Model: AdminGetUser.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.admin_get_user(UserPoolId=f"{pool.id[:-5]}zzzzz", Username=some_address())


def test_a_disabled_user_is_still_listed(pool: Pool) -> None:
    """Model: AdminDisableUser ("still appears in the responses to ListUsers API requests")."""
    person = pool.confirmed()
    pool.cognito.admin_disable_user(UserPoolId=pool.id, Username=person.username)
    users = pool.cognito.list_users(UserPoolId=pool.id)["Users"]
    assert [user["Enabled"] for user in users] == [False]


def test_users_are_found_by_their_whole_address(pool: Pool) -> None:
    """Model: ListUsersRequest.Filter (exact match, =)."""
    person = pool.confirmed()
    pool.confirmed()
    found = pool.cognito.list_users(UserPoolId=pool.id, Filter=f'email = "{person.address}"')["Users"]
    assert [user["Username"] for user in found] == [pool.user(person)["Username"]]


def test_users_are_found_by_the_start_of_a_name(pool: Pool) -> None:
    """Model: ListUsersRequest.Filter (prefix match, ^=)."""
    for name in ("Ada", "Adam", "Eve"):
        pool.sign_up(Attributes={"name": name})
    assert len(pool.cognito.list_users(UserPoolId=pool.id, Filter='name ^= "Ada"')["Users"]) == 2


def test_users_are_found_by_their_status(pool: Pool) -> None:
    """Model: ListUsersRequest.Filter (cognito:user_status, case-insensitive)."""
    pool.confirmed()
    pool.sign_up()
    for status in ("UNCONFIRMED", "unconfirmed"):
        found = pool.cognito.list_users(UserPoolId=pool.id, Filter=f'cognito:user_status = "{status}"')[
            "Users"
        ]
        assert [user["UserStatus"] for user in found] == ["UNCONFIRMED"], "finds others, or not those"


def test_custom_attributes_cannot_be_searched(pool: Pool) -> None:
    """Model: ListUsersRequest.Filter ("Custom attributes aren't searchable")."""
    with refused("InvalidParameterException"):
        pool.cognito.list_users(UserPoolId=pool.id, Filter='custom:plan = "basic"')


def test_users_are_listed_a_page_at_a_time(pool: Pool) -> None:
    """Model: ListUsersRequest.Limit, PaginationToken."""
    for _ in range(3):
        pool.sign_up()
    first = pool.cognito.list_users(UserPoolId=pool.id, Limit=2)
    second = pool.cognito.list_users(UserPoolId=pool.id, Limit=2, PaginationToken=first["PaginationToken"])
    assert (len(first["Users"]), len(second["Users"])) == (2, 1)
    assert not second.get("PaginationToken")


def test_at_most_sixty_users_are_listed(pool: Pool) -> None:
    """Model: QueryLimitType (max 60)."""
    with refused("InvalidParameterException"):
        pool.cognito.list_users(UserPoolId=pool.id, Limit=61)


def test_a_listed_user_shows_the_attributes_asked_for(pool: Pool) -> None:
    """Model: ListUsersRequest.AttributesToGet."""
    pool.sign_up(Attributes={"name": "Ada"})
    (user,) = pool.cognito.list_users(UserPoolId=pool.id, AttributesToGet=["name"])["Users"]
    assert user["Attributes"] == as_attributes({"name": "Ada"}), "shows other attributes"


def test_users_are_not_listed_with_an_attribute_that_one_of_them_lacks(pool: Pool) -> None:
    """Model: ListUsersRequest.AttributesToGet ("returns an error if not all users in the results have set a
    value for the attribute you request"); https://github.com/aws/aws-sdk-js/issues/3091"""
    person, _ = pool.sign_up(Attributes={"name": "Ada"})
    pool.sign_up()
    with refused("InvalidParameterException", message="One or more requested attributes do not exist"):
        pool.cognito.list_users(UserPoolId=pool.id, AttributesToGet=["name"])
    only = pool.cognito.list_users(
        UserPoolId=pool.id, AttributesToGet=["name"], Filter=f'email = "{person.address}"'
    )
    assert [user["Attributes"] for user in only["Users"]] == [as_attributes({"name": "Ada"})]


@pytest.mark.parametrize("address", ["email", "phone_number"])
def test_an_address_that_is_not_there_is_not_verified(pools: Pools, address: str) -> None:
    """Model: AdminCreateUserRequest.UserAttributes ("You must provide a value for email when you want to set
    email_verified to true")."""
    pool = pools.create(**CHOSEN_USERNAMES)
    with refused("InvalidParameterException"):
        pool.cognito.admin_create_user(
            UserPoolId=pool.id,
            Username=pool.person().username,
            MessageAction="SUPPRESS",
            UserAttributes=as_attributes({f"{address}_verified": "true"}),
        )


@pytest.mark.parametrize("medium", ["EMAIL", "SMS"])
def test_nobody_is_invited_by_a_medium_that_they_have_no_address_for(pools: Pools, medium: str) -> None:
    """Model: AdminCreateUserRequest.UserAttributes ("You must provide a value for email ... if you set EMAIL
    in the DesiredDeliveryMediums parameter")."""
    pool = pools.create(**CHOSEN_USERNAMES)
    with refused("InvalidParameterException", message="provided but desired delivery medium was"):
        pool.cognito.admin_create_user(
            UserPoolId=pool.id, Username=pool.person().username, DesiredDeliveryMediums=[medium]
        )


def linked(pool: Pool, person: Person, attribute: str, value: str, provider: str = "Google") -> None:
    pool.cognito.admin_link_provider_for_user(
        UserPoolId=pool.id,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": person.username},
        SourceUser={
            "ProviderName": provider,
            "ProviderAttributeName": attribute,
            "ProviderAttributeValue": value,
        },
    )


def with_provider(pool: Pool, name: str = "Google", **settings: object) -> None:
    details = {"client_id": "client", "client_secret": "secret", "authorize_scopes": "openid email"}
    settings = {"ProviderType": "Google", "AttributeMapping": {"email": "email"}, **settings}
    pool.cognito.create_identity_provider(
        UserPoolId=pool.id, ProviderName=name, ProviderDetails=details, **settings
    )


def test_a_linked_identity_says_what_kind_of_provider_it_is_of(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    ("identities": providerName and providerType are both a social provider's own)."""
    person = pool.confirmed()
    with_provider(pool)
    linked(pool, person, "Cognito_Subject", "somebody")
    (identity,) = json.loads(pool.attributes(person)["identities"])
    assert (identity["providerName"], identity["providerType"]) == ("Google", "Google")


def test_a_social_identity_is_linked_by_its_subject(pool: Pool) -> None:
    """Model: AdminLinkProviderForUserRequest.SourceUser ("you must set the ProviderAttributeName to
    Cognito_Subject")."""
    with_provider(pool)
    with refused("InvalidParameterException"):
        linked(pool, pool.confirmed(), "email", some_address())


def test_a_user_has_at_most_five_linked_identities(pool: Pool) -> None:
    """Model: AdminLinkProviderForUser ("The maximum number of federated identities linked to a user is
    five"); Model: AdminLinkProviderForUser.errors LimitExceededException."""
    person = pool.confirmed()
    with_provider(pool)
    for number in range(5):
        linked(pool, person, "Cognito_Subject", f"somebody-{number}")
    with refused("LimitExceededException"):
        linked(pool, person, "Cognito_Subject", "somebody-else")


def test_a_social_provider_has_the_name_of_its_type(pool: Pool) -> None:
    """Source: https://github.com/badmintoncryer/cdk-preflight (AWS's words); Model:
    CreateUserPoolClientRequest.SupportedIdentityProviders ("Facebook, Google, SignInWithApple, and
    LoginWithAmazon")."""
    with refused("InvalidParameterException", message="cannot be of type Google"):
        with_provider(pool, "Search")
