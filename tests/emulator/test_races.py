"""Two callers at once: exactly one of them wins, and nobody is half there.

Where AWS runs a function between deciding and answering, one runs here, so that there is a gap to fall into.
A function that `WAITS_FOR_THE_GATE` stays in that gap until the test has done its part.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from cognito_emulator.cognito.rules.request_quotas import MOST_AN_HOUR
from tests import http
from tests.emulator.account import PASSWORD, Account, Pool, User
from tests.emulator.functions import (
    ASKS_A_CUSTOM_CHALLENGE,
    NAMES_THE_USER_IN_THE_SUBJECT,
    RAISES,
    RETURNS_THE_EVENT,
    WAITS_FOR_THE_GATE,
)
from tests.emulator.hosted_ui_browser import CALLBACK, HostedUiBrowser

AT_ONCE = 8
SEVERAL = 4
WON = "won"


def answers_at_once(calls: list[Callable[[], object]]) -> list[str]:
    """What each call ends in: `won`, the code of its error, or a status that no test takes."""

    def answer(call: Callable[[], object]) -> str:
        try:
            call()
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            return error.response["Error"]["Code"] if status == 400 else f"status {status}"
        return WON

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(answer, call) for call in calls]]


def one_wins(error: str) -> Counter[str]:
    return Counter({WON: 1, error: AT_ONCE - 1})


def some_address() -> str:
    return f"{uuid.uuid4().hex}@example.com"


def code_for(account: Account, address: str, username: str) -> str:
    """The newest code to an address for a user whose name CustomMessage has made the subject."""
    answer = http.get(f"{account.endpoint_url}/_inbox.json", params={"to": address}, trust_env=False)
    messages = answer.raise_for_status().json()["messages"]
    return next(str(message["code"]) for message in messages if message["subject"] == username)


def people(pool: Pool, number: int) -> list[User]:
    users = [pool.sign_up() for _ in range(number)]
    for user in users:
        user.admin_confirm()
    return users


def update(pool: Pool, token: str, **attributes: str) -> Callable[[], object]:
    pairs = [{"Name": name, "Value": value} for name, value in attributes.items()]
    return lambda: pool.account.cognito.update_user_attributes(
        AccessToken=token,
        UserAttributes=pairs,  # type: ignore[arg-type]
    )


def usernames_with(pool: Pool, address: str) -> list[str]:
    found = pool.account.cognito.list_users(UserPoolId=pool.id, Filter=f'email = "{address}"')["Users"]
    return [user["Username"] for user in found]


def test_an_address_that_several_want_at_once_is_ones(account: Account) -> None:
    pool = account.pool(CustomMessage=account.function(RETURNS_THE_EVENT))
    users, address = people(pool, AT_ONCE), some_address()
    tokens = [user.log_in()["AccessToken"] for user in users]
    answers = answers_at_once([update(pool, token, email=address) for token in tokens])
    assert Counter(answers) == one_wins("AliasExistsException")
    assert usernames_with(pool, address) == [users[answers.index(WON)].sub]


def test_an_address_that_several_verify_at_once_is_ones(account: Account) -> None:
    pool = account.pool(CustomMessage=account.function(NAMES_THE_USER_IN_THE_SUBJECT))
    account.cognito.update_user_pool(
        UserPoolId=pool.id,
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        LambdaConfig={"CustomMessage": account.function(NAMES_THE_USER_IN_THE_SUBJECT)},
    )
    users, address = people(pool, AT_ONCE), some_address()
    tokens = [user.log_in()["AccessToken"] for user in users]
    assert set(answers_at_once([update(pool, token, email=address) for token in tokens])) == {WON}

    def verify(user: User, token: str) -> Callable[[], object]:
        code = code_for(account, address, user.sub)
        return lambda: account.cognito.verify_user_attribute(
            AccessToken=token, AttributeName="email", Code=code
        )

    answers = answers_at_once([verify(user, token) for user, token in zip(users, tokens, strict=True)])
    assert Counter(answers) == one_wins("AliasExistsException")
    assert usernames_with(pool, address) == [users[answers.index(WON)].sub]


def test_an_alias_that_several_confirmations_want_at_once_is_ones(account: Account) -> None:
    pool = alias_pool(
        account,
        PostConfirmation=account.function(RETURNS_THE_EVENT),
        CustomMessage=account.function(NAMES_THE_USER_IN_THE_SUBJECT),
    )
    names, address = [f"user-{number}" for number in range(AT_ONCE)], some_address()
    for name in names:
        sign_up(pool, name, address)

    def confirm(name: str) -> Callable[[], object]:
        code = code_for(account, address, name)
        return lambda: account.cognito.confirm_sign_up(
            ClientId=pool.client_id, Username=name, ConfirmationCode=code, ForceAliasCreation=False
        )

    answers = answers_at_once([confirm(name) for name in names])
    assert Counter(answers) == one_wins("AliasExistsException")
    winner = names[answers.index(WON)]
    assert account.cognito.admin_get_user(UserPoolId=pool.id, Username=address)["Username"] == winner
    listed = account.cognito.list_users(UserPoolId=pool.id)["Users"]
    confirmed = [user["Username"] for user in listed if user["UserStatus"] == "CONFIRMED"]
    assert confirmed == [winner]


def test_an_alias_that_an_administrator_gives_to_several_at_once_is_ones(account: Account) -> None:
    pool, address = alias_pool(account, PreSignUp=account.function(RETURNS_THE_EVENT)), some_address()
    email = [{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}]
    names = [f"user-{number}" for number in range(AT_ONCE)]

    def add(name: str) -> Callable[[], object]:
        return lambda: account.cognito.admin_create_user(
            UserPoolId=pool.id,
            Username=name,
            UserAttributes=email,  # type: ignore[arg-type]
            MessageAction="SUPPRESS",
        )

    answers = answers_at_once([add(name) for name in names])
    assert Counter(answers) == one_wins("AliasExistsException")
    assert usernames_with(pool, address) == [names[answers.index(WON)]]


def test_a_challenge_is_answered_once(account: Account) -> None:
    pool = name_pool(account, PostAuthentication=account.function(RETURNS_THE_EVENT))
    account.cognito.admin_create_user(
        UserPoolId=pool.id, Username="ada", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    session = account.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )["Session"]
    passwords = [f"{PASSWORD}-{number}" for number in range(AT_ONCE)]

    def choose(password: str) -> Callable[[], object]:
        return lambda: account.cognito.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": password},
        )

    answers = answers_at_once([choose(password) for password in passwords])
    assert Counter(answers) == one_wins("NotAuthorizedException")
    assert sign_in(pool, "ada", passwords[answers.index(WON)])["AccessToken"]


def test_an_authorization_code_is_changed_for_tokens_once(account: Account) -> None:
    pool = name_pool(account, PreTokenGeneration=account.function(RETURNS_THE_EVENT))
    sign_up(pool, "ada", some_address())
    admin_confirm(pool, "ada")
    browser = browser_at(pool)
    with browser.client:
        page = browser.submit(browser.get("/login"), username="ada", password=PASSWORD)
        code = str(httpx.URL(page.headers["location"]).params["code"])

        def change() -> int:
            form = {"grant_type": "authorization_code", "client_id": pool.client_id}
            bound = {"code": code, "redirect_uri": CALLBACK}
            return browser.client.post("/oauth2/token", data={**form, **bound}).status_code

        with ThreadPoolExecutor(AT_ONCE) as threads:
            statuses = [future.result() for future in [threads.submit(change) for _ in range(AT_ONCE)]]
    assert Counter(statuses) == {200: 1, 400: AT_ONCE - 1}


def test_a_code_resets_a_password_once(account: Account) -> None:
    pool = account.pool(PostConfirmation=account.function(RETURNS_THE_EVENT))
    user = pool.sign_up()
    user.confirm()
    account.cognito.forgot_password(ClientId=pool.client_id, Username=user.name)
    code = user.mailed_code()
    passwords = [f"{PASSWORD}-{number}" for number in range(MOST_AN_HOUR["ConfirmForgotPassword"])]

    def reset(password: str) -> Callable[[], object]:
        return lambda: account.cognito.confirm_forgot_password(
            ClientId=pool.client_id, Username=user.name, ConfirmationCode=code, Password=password
        )

    answers = answers_at_once([reset(password) for password in passwords])
    assert Counter(answers) == {WON: 1, "ExpiredCodeException": len(passwords) - 1}
    account.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.name, "PASSWORD": passwords[answers.index(WON)]},
    )
    # the sign-up's confirmation and the one reset that won
    sources = Counter(event["triggerSource"] for event in user.events())
    assert sources["PostConfirmation_ConfirmForgotPassword"] == 1


def test_a_code_verifies_an_address_once(account: Account) -> None:
    pool = account.pool(CustomMessage=account.function(RETURNS_THE_EVENT))
    user = pool.sign_up()
    user.admin_confirm()
    token = user.log_in()["AccessToken"]
    account.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    code = user.mailed_code()

    def verify() -> object:
        return account.cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=code)

    assert Counter(answers_at_once([verify] * AT_ONCE)) == one_wins("ExpiredCodeException")
    assert user.attributes()["email_verified"] == "true"


def test_a_refresh_token_is_rotated_once(account: Account) -> None:
    pool = rotating_pool(account, PreTokenGeneration=account.function(RETURNS_THE_EVENT))
    (user,) = people(pool, 1)
    token, following = user.log_in()["RefreshToken"], []

    def rotate() -> None:
        following.append(refreshed(pool, token)["RefreshToken"])

    assert Counter(answers_at_once([rotate] * AT_ONCE)) == one_wins("RefreshTokenReuseException")
    assert refreshed(pool, following[0])["AccessToken"]


def test_a_function_that_fails_costs_nobody_the_refresh_token(account: Account) -> None:
    pool = rotating_pool(account)
    (user,) = people(pool, 1)
    token = user.log_in()["RefreshToken"]
    call_function(pool, "PreTokenGeneration", RAISES)
    assert answers_at_once([lambda: refreshed(pool, token)]) == ["UserLambdaValidationException"]
    account.cognito.update_user_pool(UserPoolId=pool.id)
    assert refreshed(pool, token)["RefreshToken"] != token


@dataclass(frozen=True)
class Gap:
    """A call that waits inside its function, and the way to let it go on."""

    pool: Pool
    answer: Future[list[str]]

    def end(self) -> str:
        """Let the function end; what the call then ends in."""
        cognito = self.pool.account.cognito
        # where the pool is gone, the function has seen it and ended
        with suppress(cognito.exceptions.ResourceNotFoundException):
            cognito.create_group(UserPoolId=self.pool.id, GroupName="Open")
        return self.answer.result()[0]


@contextmanager
def in_the_gap(pool: Pool, name: str, call: Callable[[], object], *, after: int = 0) -> Iterator[Gap]:
    """The body runs while the pool's function, which has begun for this user, waits for the gate.

    `after` so many functions that do not wait.
    """
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(answers_at_once, [call])
        while runs_for(pool, name) <= after and not answer.done():
            pass
        yield Gap(pool, answer)


def runs_for(pool: Pool, name: str) -> int:
    """How often functions have begun for somebody: known by the sub, or by the name before there is one."""
    listed = pool.account.cognito.list_users(UserPoolId=pool.id)["Users"]
    subs = [pair.get("Value", "") for user in listed for pair in user["Attributes"] if pair["Name"] == "sub"]
    return sum(len(pool.account.events(key)) for key in (name, *subs))


def delete(pool: Pool, name: str) -> None:
    pool.account.cognito.admin_delete_user(UserPoolId=pool.id, Username=name)


def check_is_gone(pool: Pool, name: str, address: str) -> None:
    """Nothing is left of a deleted user, and whoever has the name next begins anew."""
    cognito = pool.account.cognito
    assert answers_at_once([lambda: cognito.admin_get_user(UserPoolId=pool.id, Username=name)]) == [
        "UserNotFoundException"
    ]
    assert cognito.list_users(UserPoolId=pool.id)["Users"] == []
    sign_up(pool, name, address)
    found = cognito.admin_get_user(UserPoolId=pool.id, Username=name)
    assert found["UserStatus"] == "UNCONFIRMED"


def test_who_is_deleted_while_the_sign_ups_mail_is_written_is_gone(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool, address = name_pool(account, CustomMessage=account.function(WAITS_FOR_THE_GATE)), some_address()
    with in_the_gap(pool, name, lambda: sign_up(pool, name, address)) as gap:
        delete(pool, name)
        assert gap.end() in (WON, "UserNotFoundException")
    check_is_gone(pool, name, address)


def test_who_is_deleted_while_the_confirmations_function_runs_is_gone(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool, address = name_pool(account, PostConfirmation=account.function(WAITS_FOR_THE_GATE)), some_address()
    sign_up(pool, name, address)
    with in_the_gap(pool, name, lambda: admin_confirm(pool, name)) as gap:
        delete(pool, name)
        assert gap.end() in (WON, "UserNotFoundException")
    check_is_gone(pool, name, address)


def test_who_is_deleted_while_tokens_are_made_gets_none(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool, address = (
        name_pool(account, PreTokenGeneration=account.function(WAITS_FOR_THE_GATE)),
        some_address(),
    )
    sign_up(pool, name, address)
    admin_confirm(pool, name)
    with in_the_gap(pool, name, lambda: sign_in(pool, name)) as gap:
        delete(pool, name)
        assert gap.end() == "UserNotFoundException"
    check_is_gone(pool, name, address)


def test_who_is_deleted_while_tokens_are_refreshed_gets_none(account: Account) -> None:
    pool = rotating_pool(account)
    (user,) = people(pool, 1)
    token = user.log_in()["RefreshToken"]
    call_function(pool, "PreTokenGeneration", WAITS_FOR_THE_GATE)
    with in_the_gap(pool, user.name, lambda: refreshed(pool, token)) as gap:
        delete(pool, user.name)
        assert gap.end() in ("UserNotFoundException", "NotAuthorizedException")


def test_who_is_deleted_between_two_mails_of_one_update_gets_no_second(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool, address = name_pool(account), some_address()
    sign_up(pool, name, address)
    admin_confirm(pool, name)
    token = sign_in(pool, name)["AccessToken"]
    both = {
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/texts"},
    }
    call_function(pool, "CustomMessage", WAITS_FOR_THE_GATE, **both)
    with in_the_gap(
        pool, name, update(pool, token, email=some_address(), phone_number="+15555550100")
    ) as gap:
        delete(pool, name)
        assert gap.end() == "UserNotFoundException"


@pytest.mark.parametrize("trigger", ["PreSignUp", "CustomMessage"])
def test_a_pool_that_is_deleted_in_the_middle_of_a_sign_up_takes_nobody(
    account: Account, trigger: str
) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool = name_pool(account, **{trigger: account.function(WAITS_FOR_THE_GATE)})
    with in_the_gap(pool, name, lambda: sign_up(pool, name, some_address())) as gap:
        account.cognito.delete_user_pool(UserPoolId=pool.id)
        assert gap.end() in (WON, "ResourceNotFoundException")


@pytest.mark.parametrize("trigger", ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
def test_a_pool_that_is_deleted_in_the_middle_of_a_sign_in_lets_nobody_in(
    account: Account, trigger: str
) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool = name_pool(account, **{trigger: account.function(WAITS_FOR_THE_GATE)})
    sign_up(pool, name, some_address())
    admin_confirm(pool, name)
    with in_the_gap(pool, name, lambda: sign_in(pool, name)) as gap:
        account.cognito.delete_user_pool(UserPoolId=pool.id)
        assert gap.end() in ("UserNotFoundException", "ResourceNotFoundException")


def test_a_pool_that_is_deleted_while_an_administrator_adds_somebody_takes_nobody(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool = name_pool(account, PreSignUp=account.function(WAITS_FOR_THE_GATE))

    def add() -> object:
        return account.cognito.admin_create_user(UserPoolId=pool.id, Username=name, MessageAction="SUPPRESS")

    with in_the_gap(pool, name, add) as gap:
        account.cognito.delete_user_pool(UserPoolId=pool.id)
        assert gap.end() == "ResourceNotFoundException"


def test_a_pool_that_is_deleted_between_custom_challenges_asks_no_more(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool = name_pool(
        account,
        DefineAuthChallenge=account.function(ASKS_A_CUSTOM_CHALLENGE),
        CreateAuthChallenge=account.function(WAITS_FOR_THE_GATE),
    )
    account.cognito.update_user_pool_client(
        UserPoolId=pool.id, ClientId=pool.client_id, ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"]
    )
    sign_up(pool, name, some_address())
    admin_confirm(pool, name)

    def begin() -> object:
        return account.cognito.initiate_auth(
            ClientId=pool.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": name}
        )

    with in_the_gap(pool, name, begin, after=1) as gap:
        account.cognito.delete_user_pool(UserPoolId=pool.id)
        assert gap.end() == "UserNotFoundException"


@pytest.mark.parametrize("gone", ["user", "client"])
def test_the_pages_give_no_code_for_somebody_or_something_that_is_gone(account: Account, gone: str) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool = name_pool(account, PostAuthentication=account.function(WAITS_FOR_THE_GATE))
    sign_up(pool, name, some_address())
    admin_confirm(pool, name)
    browser = browser_at(pool)
    ends: list[httpx.Response] = []

    def sign_in_there() -> None:
        page = browser.get("/login")
        ends.append(browser.submit(page, username=name, password=PASSWORD))

    with browser.client, in_the_gap(pool, name, sign_in_there) as gap:
        if gone == "user":
            delete(pool, name)
        else:
            account.cognito.delete_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)
        assert gap.end() == WON
    assert ends[0].status_code == 400
    assert "location" not in ends[0].headers


def test_sign_ups_and_deletions_of_one_name_at_once_leave_nobody_half(account: Account) -> None:
    name = f"user-{uuid.uuid4().hex}"
    pool = name_pool(account, PreSignUp=account.function(RETURNS_THE_EVENT))
    calls: list[Callable[[], object]] = [
        lambda: sign_up(pool, name, some_address()),
        lambda: delete(pool, name),
    ]
    for _ in range(3):
        answers = answers_at_once(calls * SEVERAL)
        assert set(answers) <= {WON, "UsernameExistsException", "UserNotFoundException"}
        # whoever came last is there with everything that a user has, or nobody is
        for user in account.cognito.list_users(UserPoolId=pool.id)["Users"]:
            names = {pair["Name"] for pair in user["Attributes"]}
            assert (user["Username"], user["UserStatus"]) == (name, "UNCONFIRMED")
            assert names == {"sub", "email", "email_verified"}
            delete(pool, name)


def name_pool(account: Account, **triggers: str) -> Pool:
    """Whose users have plain names, so that the functions' events have them too."""
    return account.pool(username="name", **triggers)  # type: ignore[arg-type]


def alias_pool(account: Account, **triggers: str) -> Pool:
    made = account.cognito.create_user_pool(
        PoolName="aliases",
        AliasAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        LambdaConfig=triggers,  # type: ignore[arg-type]
    )["UserPool"]
    client = account.cognito.create_user_pool_client(UserPoolId=made["Id"], ClientName="client")
    pool = Pool(account, made["Id"], made["Arn"], str(client["UserPoolClient"]["ClientId"]))
    for arn in triggers.values():
        pool.permit(arn)
    return pool


def browser_at(pool: Pool) -> HostedUiBrowser:
    """A browser at the pages of the pool's client, which allows the code flow from now on."""
    pool.account.cognito.update_user_pool_client(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
        SupportedIdentityProviders=["COGNITO"],
    )
    return HostedUiBrowser(pool.account, pool.id, pool.client_id)


def rotating_pool(account: Account, **triggers: str) -> Pool:
    pool = account.pool(**triggers)  # type: ignore[arg-type]
    client = account.cognito.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="rotating",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED"},
    )["UserPoolClient"]
    return Pool(account, pool.id, pool.arn, client["ClientId"])


def call_function(pool: Pool, trigger: str, code: str, **settings: Any) -> None:
    """Have a pool that is there call a function of this code from now on."""
    function = pool.account.function(code)
    pool.permit(function)
    triggers: Any = {trigger: function}
    pool.account.cognito.update_user_pool(UserPoolId=pool.id, LambdaConfig=triggers, **settings)


def refreshed(pool: Pool, token: str) -> dict[str, Any]:
    answer = pool.account.cognito.get_tokens_from_refresh_token(RefreshToken=token, ClientId=pool.client_id)
    return dict(answer["AuthenticationResult"])


def sign_up(pool: Pool, name: str, address: str) -> str:
    """The new user's sub."""
    return pool.account.cognito.sign_up(
        ClientId=pool.client_id,
        Username=name,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": address}],
    )["UserSub"]


def admin_confirm(pool: Pool, name: str) -> object:
    return pool.account.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username=name)


def sign_in(pool: Pool, name: str, password: str = PASSWORD) -> dict[str, Any]:
    answer = pool.account.cognito.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return dict(answer["AuthenticationResult"])
