"""What an administrator does to users."""

from __future__ import annotations

from tests.conformance import wording
from tests.conformance.pools import OTHER_PASSWORD, Person, Pool, as_attributes, some_address
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
