"""InitiateAuth and the answers to its challenges, as an app's user and as an administrator.

Sources: InitiateAuth, RespondToAuthChallenge, their Admin forms and CreateUserPoolClient (ExplicitAuthFlows)
in Cognito's API reference; "Managing user existence error responses" in the developer guide. The wording is
AWS's, as SDK issues quote it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.authentication import challenges, custom, first_factor, srp
from cognito_emulator.cognito.authentication.challenges import (
    CUSTOM_CHALLENGE,
    INVALID_SESSION,
    MFA_SETUP,
    NEW_PASSWORD_REQUIRED,
    PASSWORD_VERIFIER,
    SOFTWARE_TOKEN_MFA,
)
from cognito_emulator.cognito.authentication.first_factor import WRONG, Entrance, SignInStep
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.operations.hidden_users import derived, simulated_username
from cognito_emulator.cognito.operations.sessions import refreshed
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash
from cognito_emulator.cognito.triggers.sign_in import before_authentication
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
_PROOF = ("USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK")
# who may ask for a flow, what a client has to allow for it, and AWS's words where it does not
_DEFAULT_FLOWS = frozenset({"ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})
_ADMIN = frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
_REFRESH = frozenset({"ALLOW_REFRESH_TOKEN_AUTH"}), "Auth flow not enabled for this client"
_ALLOWED_BY: dict[str, tuple[frozenset[str], str]] = {
    "USER_PASSWORD_AUTH": (
        frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}),
        "USER_PASSWORD_AUTH flow not enabled for this client",
    ),
    "ADMIN_USER_PASSWORD_AUTH": (_ADMIN, "Auth flow not enabled for this client"),
    "ADMIN_NO_SRP_AUTH": (_ADMIN, "Auth flow not enabled for this client"),
    "USER_SRP_AUTH": (frozenset({"ALLOW_USER_SRP_AUTH"}), "USER_SRP_AUTH is not enabled for the client."),
    "CUSTOM_AUTH": (
        frozenset({"ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"}),
        "CUSTOM_AUTH is not enabled for the client.",
    ),
    "REFRESH_TOKEN_AUTH": _REFRESH,
    "REFRESH_TOKEN": _REFRESH,
}
_OF_ADMINISTRATORS = frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
_OF_APPS = frozenset({"USER_PASSWORD_AUTH"})
_LEGACY = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})


@dataclass(frozen=True)
class _Asked:
    """One request to sign in, or to go on: what was given, in which pool, through which client."""

    pool: UserPool
    client: AppClient
    given: Mapping[str, str] = field(repr=False)
    metadata: Mapping[str, str] | None = field(repr=False)
    session: str = field(default="", repr=False)

    def required(self, name: str) -> str:
        value = self.given.get(name)
        if not value:
            raise invalid_parameter(f"Missing required parameter {name}")
        return value

    @property
    def entrance(self) -> Entrance:
        return Entrance(self.pool, self.client, self.metadata)

    def step(self, user: User) -> SignInStep:
        return self.entrance.step(user)


async def initiate_auth(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    return await _begin(cognito, pool, client, request, as_admin=False)


async def admin_initiate_auth(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    return await _begin(cognito, pool, client, request, as_admin=True)


async def respond_to_auth_challenge(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    return await _continue(cognito, pool, client, request)


async def admin_respond_to_auth_challenge(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    return await _continue(cognito, pool, client, request)


async def _begin(
    cognito: Cognito, pool: UserPool, client: AppClient, request: Mapping[str, Any], *, as_admin: bool
) -> Answer:
    flow = request["AuthFlow"]
    begin = _FLOWS.get(flow)
    is_for_others = flow in (_OF_APPS if as_admin else _OF_ADMINISTRATORS)
    if begin is None or is_for_others:
        raise invalid_parameter("Initiate Auth method not supported.")
    _check_is_allowed(client, flow)
    asked = _Asked(pool, client, request.get("AuthParameters") or {}, request.get("ClientMetadata"))
    return await begin(cognito, asked)


async def _continue(
    cognito: Cognito, pool: UserPool, client: AppClient, request: Mapping[str, Any]
) -> Answer:
    go_on = _CHALLENGES.get(request["ChallengeName"])
    if go_on is None:
        raise not_authorized(INVALID_SESSION)
    given, session = request.get("ChallengeResponses") or {}, request.get("Session") or ""
    return await go_on(cognito, _Asked(pool, client, given, request.get("ClientMetadata"), session))


def _check_is_allowed(client: AppClient, flow: str) -> None:
    needed, words = _ALLOWED_BY[flow]
    allowed = client.flows or _DEFAULT_FLOWS
    if allowed & _LEGACY and flow in ("USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"):
        return  # the settings of old forbid neither
    if not needed & allowed:
        raise invalid_parameter(words)


def _user(cognito: Cognito, asked: _Asked) -> tuple[str, User | None]:
    """The name that was given, and whose it is; AwsError for a wrong secret hash."""
    name = asked.required("USERNAME")
    user = cognito.store.users.signs_in_by(asked.pool, name)
    also = [user.username] if user else []
    check_secret_hash(asked.client, name, asked.given.get("SECRET_HASH", ""), *also)
    return name, user


async def _by_password(cognito: Cognito, asked: _Asked) -> Answer:
    asked.required("USERNAME")
    password = asked.required("PASSWORD")
    name, user = _user(cognito, asked)
    return await first_factor.by_password(cognito, asked.entrance, name, user, password=password)


async def _by_srp(cognito: Cognito, asked: _Asked) -> Answer:
    name, user = _user(cognito, asked)
    client_public = asked.required("SRP_A")
    if user is None and not asked.client.hides_who_exists:
        raise first_factor.unknown_user(asked.client)
    if user:
        await before_authentication(cognito, asked.pool, asked.client, user, asked.metadata)
        user = cognito.again(user)
    username = user.username if user else simulated_username(cognito, asked.pool, name)
    secret = derived(cognito, asked.pool, username)
    inner = user.password if user and user.password else secret
    salt = int.from_bytes(secret[: srp.SALT_BYTES], "big")
    try:
        exchange = srp.begin(client_public, salt, inner)
    except srp.BadValueError as error:
        raise invalid_parameter("Invalid SRP_A") from error
    state, block = exchange.state(), exchange.secret_block
    challenges.issue(cognito, asked.client, username, PASSWORD_VERIFIER, state=state, session=block)
    parameters = {
        "SALT": exchange.salt,
        "SECRET_BLOCK": block,
        "SRP_B": exchange.server_public,
        "USERNAME": username,
        "USER_ID_FOR_SRP": username,
    }
    return {"ChallengeName": PASSWORD_VERIFIER, "ChallengeParameters": parameters}


async def _by_custom_challenge(cognito: Cognito, asked: _Asked) -> Answer:
    _, user = _user(cognito, asked)
    if user is None:
        raise first_factor.unknown_user(asked.client)
    await before_authentication(cognito, asked.pool, asked.client, user, asked.metadata)
    return await custom.begin(cognito, asked.step(cognito.again(user)))


async def _by_refresh_token(cognito: Cognito, asked: _Asked) -> Answer:
    token = asked.required("REFRESH_TOKEN")
    tokens = await refreshed(
        cognito,
        asked.pool,
        asked.client,
        token,
        secret_hash=asked.given.get("SECRET_HASH", ""),
        client_metadata=asked.metadata,
    )
    return {"ChallengeParameters": {}, "AuthenticationResult": tokens.result()}


async def _prove_password(cognito: Cognito, asked: _Asked) -> Answer:
    for parameter in _PROOF:
        asked.required(parameter)
    name, user = _user(cognito, asked)
    block = asked.given["PASSWORD_CLAIM_SECRET_BLOCK"]
    username = user.username if user else name
    try:
        challenge = challenges.live(cognito, block, asked.client, username, PASSWORD_VERIFIER)
    except AwsError as error:
        raise not_authorized(WRONG) from error
    exchange = srp.Exchange(**challenge.state)
    identity = f"{asked.pool.srp_name}{username}"
    timestamp, signature = asked.given["TIMESTAMP"], asked.given["PASSWORD_CLAIM_SIGNATURE"]
    return await first_factor.by_proof(
        cognito,
        asked.entrance,
        challenge,
        user,
        is_proof=lambda inner: srp.is_proof(exchange, identity, inner, timestamp, signature),
    )


async def _choose_password(cognito: Cognito, asked: _Asked) -> Answer:
    user = _challenged(cognito, asked)
    return await first_factor.choose_password(cognito, asked.step(user), asked.session, asked.given)


async def _give_software_token(cognito: Cognito, asked: _Asked) -> Answer:
    user = _challenged(cognito, asked)
    code = asked.required("SOFTWARE_TOKEN_MFA_CODE")
    return await first_factor.give_software_token(cognito, asked.step(user), asked.session, code)


async def _have_set_up(cognito: Cognito, asked: _Asked) -> Answer:
    return await first_factor.have_set_up(cognito, asked.step(_challenged(cognito, asked)), asked.session)


async def _answer_custom_challenge(cognito: Cognito, asked: _Asked) -> Answer:
    user = _challenged(cognito, asked)
    return await custom.answer(cognito, asked.step(user), asked.session, asked.required("ANSWER"))


def _challenged(cognito: Cognito, asked: _Asked) -> User:
    """Whom an answer is of: somebody who is there, and whose session it is."""
    _, user = _user(cognito, asked)
    if user is None:
        raise not_authorized(INVALID_SESSION)
    return user


_Step = Callable[[Cognito, _Asked], Awaitable[Answer]]
_FLOWS: Mapping[str, _Step] = {
    "USER_PASSWORD_AUTH": _by_password,
    "ADMIN_USER_PASSWORD_AUTH": _by_password,
    "ADMIN_NO_SRP_AUTH": _by_password,
    "USER_SRP_AUTH": _by_srp,
    "CUSTOM_AUTH": _by_custom_challenge,
    "REFRESH_TOKEN_AUTH": _by_refresh_token,
    "REFRESH_TOKEN": _by_refresh_token,
}
_CHALLENGES: Mapping[str, _Step] = {
    PASSWORD_VERIFIER: _prove_password,
    NEW_PASSWORD_REQUIRED: _choose_password,
    SOFTWARE_TOKEN_MFA: _give_software_token,
    MFA_SETUP: _have_set_up,
    CUSTOM_CHALLENGE: _answer_custom_challenge,
}
