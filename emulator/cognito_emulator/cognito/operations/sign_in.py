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
from cognito_emulator.cognito.authentication import (
    choices,
    custom,
    devices,
    first_factor,
    flow,
    mfa,
    srp_challenge,
)
from cognito_emulator.cognito.authentication.challenges import (
    CUSTOM_CHALLENGE,
    DEVICE_PASSWORD_VERIFIER,
    DEVICE_SRP_AUTH,
    EMAIL_OTP,
    INVALID_SESSION,
    MFA_SETUP,
    NEW_PASSWORD_REQUIRED,
    PASSWORD,
    PASSWORD_SRP,
    PASSWORD_VERIFIER,
    SELECT_CHALLENGE,
    SELECT_MFA_TYPE,
    SMS_MFA,
    SMS_OTP,
    SOFTWARE_TOKEN_MFA,
    WEB_AUTHN,
)
from cognito_emulator.cognito.authentication.steps import (
    Answer,
    Entrance,
    SignInStep,
    unknown_user,
)
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_authorized
from cognito_emulator.cognito.operations.hidden_users import username_of
from cognito_emulator.cognito.operations.sessions import refreshed
from cognito_emulator.cognito.rules.secret_hash import check_secret_hash
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

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
    "USER_AUTH": (frozenset({"ALLOW_USER_AUTH"}), "USER_AUTH is not enabled for the client."),
    "REFRESH_TOKEN_AUTH": _REFRESH,
    "REFRESH_TOKEN": _REFRESH,
}
_OF_ADMINISTRATORS = frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
_OF_APPS = frozenset({"USER_PASSWORD_AUTH"})
_LEGACY = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})


@dataclass(frozen=True)
class _Asked:
    """One request to sign in, or to go on: what was given, where, and in which session."""

    entrance: Entrance
    given: Mapping[str, str] = field(repr=False)
    session: str = field(default="", repr=False)

    @property
    def pool(self) -> UserPool:
        return self.entrance.pool

    @property
    def client(self) -> AppClient:
        return self.entrance.client

    def required(self, name: str) -> str:
        value = self.given.get(name)
        if not value:
            raise invalid_parameter(f"Missing required parameter {name}")
        return value

    def step(self, user: User) -> SignInStep:
        return self.entrance.step(user)


async def initiate_auth(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    return await _begin(cognito, pool, client, request, address=caller.address)


async def admin_initiate_auth(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    return await _begin(cognito, pool, client, request, address=caller.address, as_admin=True)


async def respond_to_auth_challenge(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool, client = cognito.client(caller, request["ClientId"])
    return await _continue(cognito, pool, client, request, address=caller.address)


async def admin_respond_to_auth_challenge(
    cognito: Cognito, request: Mapping[str, Any], caller: Caller
) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    return await _continue(cognito, pool, client, request, address=caller.address)


async def _begin(
    cognito: Cognito,
    pool: UserPool,
    client: AppClient,
    request: Mapping[str, Any],
    *,
    address: str,
    as_admin: bool = False,
) -> Answer:
    flow = request["AuthFlow"]
    begin = _FLOWS.get(flow)
    is_for_others = flow in (_OF_APPS if as_admin else _OF_ADMINISTRATORS)
    if begin is None or is_for_others:
        raise invalid_parameter("Initiate Auth method not supported.")
    _check_is_allowed(client, flow)
    given = request.get("AuthParameters") or {}
    entrance = Entrance(
        pool,
        client,
        validation_data=request.get("ClientMetadata"),
        device_key=given.get("DEVICE_KEY", ""),
        address=address,
    )
    return await begin(cognito, _Asked(entrance, given, request.get("Session") or ""))


async def _continue(
    cognito: Cognito, pool: UserPool, client: AppClient, request: Mapping[str, Any], *, address: str
) -> Answer:
    go_on = _CHALLENGES.get(request["ChallengeName"])
    if go_on is None:
        raise not_authorized(INVALID_SESSION)
    given = request.get("ChallengeResponses") or {}
    entrance = Entrance(
        pool,
        client,
        metadata=request.get("ClientMetadata"),
        device_key=given.get("DEVICE_KEY", ""),
        address=address,
    )
    return await go_on(cognito, _Asked(entrance, given, request.get("Session") or ""))


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
    username = username_of(cognito, asked.pool, name, user)
    check_secret_hash(asked.client, name, asked.given.get("SECRET_HASH", ""), username)
    return name, user


async def _by_password(cognito: Cognito, asked: _Asked) -> Answer:
    asked.required("USERNAME")
    password = asked.required("PASSWORD")
    name, user = _user(cognito, asked)
    user = await first_factor.proven_by_password(cognito, asked.entrance, name, user, password=password)
    return await flow.after_password(cognito, asked.step(user))


async def _by_srp(cognito: Cognito, asked: _Asked) -> Answer:
    name, user = _user(cognito, asked)
    client_public = asked.required("SRP_A")
    user = await first_factor.begun(cognito, asked.entrance, name, user)
    return srp_challenge.challenge(cognito, asked.entrance, name, user, client_public)


async def _by_custom_challenge(cognito: Cognito, asked: _Asked) -> Answer:
    name, user = _user(cognito, asked)
    user = await first_factor.begun(cognito, asked.entrance, name, user)
    somebody = user or custom.nobody(cognito, asked.pool, name)
    begins_with_srp = asked.given.get("CHALLENGE_NAME") == "SRP_A"
    srp_a = asked.required("SRP_A") if begins_with_srp else None
    return await custom.begin(cognito, asked.step(somebody), srp_a=srp_a)


async def _by_choice(cognito: Cognito, asked: _Asked) -> Answer:
    name, user = _user(cognito, asked)
    if user is None and not asked.client.hides_who_exists:
        raise unknown_user(asked.client)
    at = asked.entrance
    if asked.session and (answer := await _after_sign_up(cognito, asked, user)):
        return answer
    preferred = asked.given.get("PREFERRED_CHALLENGE", "")
    has_password = preferred == PASSWORD and bool(asked.given.get("PASSWORD"))
    if not has_password:
        user = await first_factor.begun(cognito, at, name, user)
    # a password is wrong for who has none, too
    is_hidden = has_password and at.client.hides_who_exists
    if not is_hidden and preferred not in choices.offered(cognito, at, name, user):
        return choices.select(cognito, at, name, user)
    return await _take(cognito, asked, name, user, preferred, is_begun=False)


async def _after_sign_up(cognito: Cognito, asked: _Asked, user: User | None) -> Answer | None:
    """Tokens for who has just confirmed an address by a code that could sign them in, too."""
    if user is None:
        raise not_authorized(INVALID_SESSION)
    return await choices.after_sign_up(cognito, asked.entrance, user, asked.session)


async def _take(
    cognito: Cognito, asked: _Asked, name: str, user: User | None, choice: str, *, is_begun: bool = True
) -> Answer:
    """Go on by a first factor: with what was given for it, or with its challenge."""
    at = asked.entrance
    if choice == PASSWORD and asked.given.get("PASSWORD"):
        proven = await first_factor.proven_by_password(
            cognito, at, name, user, password=asked.given["PASSWORD"], is_begun=is_begun
        )
        return await flow.after_password(cognito, asked.step(proven))
    if choice == PASSWORD_SRP and asked.given.get("SRP_A"):
        answer = srp_challenge.challenge(cognito, at, name, user, asked.given["SRP_A"])
        return {**answer, "Session": answer["ChallengeParameters"]["SECRET_BLOCK"]}
    return await choices.challenge(cognito, at, name, user, choice)


async def _by_refresh_token(cognito: Cognito, asked: _Asked) -> Answer:
    if asked.client.rotation:
        raise invalid_parameter("Auth flow not enabled for a client that rotates its refresh tokens")
    token = asked.required("REFRESH_TOKEN")
    tokens = await refreshed(
        cognito,
        asked.pool,
        asked.client,
        token,
        device_key=asked.entrance.device_key,
        secret_hash=asked.given.get("SECRET_HASH", ""),
        client_metadata=asked.entrance.validation_data,
    )
    return {"ChallengeParameters": {}, "AuthenticationResult": tokens.result()}


async def _prove_password(cognito: Cognito, asked: _Asked) -> Answer:
    for parameter in ("USERNAME", *srp_challenge.PROOF):
        asked.required(parameter)
    name, user = _user(cognito, asked)
    username = username_of(cognito, asked.pool, name, user)
    challenge = srp_challenge.answered(cognito, asked.client, username, asked.given)
    identity = f"{asked.pool.srp_name}{username}"

    def is_proof(inner: bytes) -> bool:
        verifier = srp_challenge.verifier(challenge, inner)
        return srp_challenge.is_proof(challenge, identity, verifier, asked.given)

    proven = first_factor.proven_by_proof(cognito, asked.entrance, challenge, user, is_proof=is_proof)
    return await flow.after_password(cognito, asked.step(proven), srp_challenge.kept(challenge))


async def _choose_password(cognito: Cognito, asked: _Asked) -> Answer:
    (step,) = _challenged(cognito, asked)
    passed = first_factor.choose_password(cognito, step, asked.session, asked.given)
    return await flow.after_new_password(cognito, passed)


async def _give_software_token(cognito: Cognito, asked: _Asked) -> Answer:
    step, code = _challenged(cognito, asked, "SOFTWARE_TOKEN_MFA_CODE")
    passed = mfa.by_software_token(cognito, step, asked.session, code)
    return await flow.end(cognito, passed, by=SOFTWARE_TOKEN_MFA)


async def _give_texted_code(cognito: Cognito, asked: _Asked) -> Answer:
    return await _give_code(cognito, asked, SMS_MFA, "SMS_MFA_CODE")


async def _give_mailed_code(cognito: Cognito, asked: _Asked) -> Answer:
    return await _give_code(cognito, asked, EMAIL_OTP, "EMAIL_OTP_CODE")


async def _give_texted_first_code(cognito: Cognito, asked: _Asked) -> Answer:
    return await _give_code(cognito, asked, SMS_OTP, "SMS_OTP_CODE")


async def _give_code(cognito: Cognito, asked: _Asked, challenge: str, parameter: str) -> Answer:
    name, user = _user(cognito, asked)
    code = asked.required(parameter)
    return await choices.by_code(
        cognito, asked.entrance, name, user, asked.session, asked=challenge, code=code
    )


async def _choose(cognito: Cognito, asked: _Asked) -> Answer:
    return await _take_chosen(cognito, asked, asked.required("ANSWER"))


async def _give_password(cognito: Cognito, asked: _Asked) -> Answer:
    asked.required("PASSWORD")
    return await _take_chosen(cognito, asked, PASSWORD)


async def _begin_proof(cognito: Cognito, asked: _Asked) -> Answer:
    asked.required("SRP_A")
    return await _take_chosen(cognito, asked, PASSWORD_SRP)


async def _take_chosen(cognito: Cognito, asked: _Asked, choice: str) -> Answer:
    name, user = _user(cognito, asked)
    choices.chosen(cognito, asked.entrance, name, user, asked.session, choice=choice)
    return await _take(cognito, asked, name, user, choice)


async def _give_passkey(cognito: Cognito, asked: _Asked) -> Answer:
    name, user = _user(cognito, asked)
    credential = asked.required("CREDENTIAL")
    passed = choices.by_passkey(cognito, asked.entrance, name, user, asked.session, credential=credential)
    return await flow.after_passwordless(cognito, passed)


async def _select_factor(cognito: Cognito, asked: _Asked) -> Answer:
    step, chosen = _challenged(cognito, asked, "ANSWER")
    return await mfa.select(cognito, step, asked.session, chosen)


async def _begin_device_proof(cognito: Cognito, asked: _Asked) -> Answer:
    step, client_public = _challenged(cognito, asked, "SRP_A")
    return devices.begin_proof(cognito, step, asked.session, client_public)


async def _prove_device(cognito: Cognito, asked: _Asked) -> Answer:
    step, *_ = _challenged(cognito, asked, *srp_challenge.PROOF)
    return await flow.after_device(cognito, devices.by_proof(cognito, step, asked.given))


async def _have_set_up(cognito: Cognito, asked: _Asked) -> Answer:
    (step,) = _challenged(cognito, asked)
    if address := asked.given.get("email"):
        return await mfa.set_up_email(cognito, step, asked.session, address)
    return await flow.end(cognito, mfa.by_set_up(cognito, step, asked.session))


async def _answer_custom_challenge(cognito: Cognito, asked: _Asked) -> Answer:
    name, user = _user(cognito, asked)
    step = asked.step(user or custom.nobody(cognito, asked.pool, name))
    return await custom.answer(cognito, step, asked.session, asked.required("ANSWER"))


def _challenged(cognito: Cognito, asked: _Asked, *parameters: str) -> tuple[Any, ...]:
    """The step of whom an answer is of, somebody who is there, and what it has to bring.

    What is missing is told before it is known who it is.
    """
    _, user = _user(cognito, asked)
    values = [asked.required(name) for name in parameters]
    if user is None:
        raise not_authorized(INVALID_SESSION)
    return asked.step(user), *values


_Step = Callable[[Cognito, _Asked], Awaitable[Answer]]
_FLOWS: Mapping[str, _Step] = {
    "USER_PASSWORD_AUTH": _by_password,
    "ADMIN_USER_PASSWORD_AUTH": _by_password,
    "ADMIN_NO_SRP_AUTH": _by_password,
    "USER_SRP_AUTH": _by_srp,
    "CUSTOM_AUTH": _by_custom_challenge,
    "USER_AUTH": _by_choice,
    "REFRESH_TOKEN_AUTH": _by_refresh_token,
    "REFRESH_TOKEN": _by_refresh_token,
}
_CHALLENGES: Mapping[str, _Step] = {
    PASSWORD_VERIFIER: _prove_password,
    NEW_PASSWORD_REQUIRED: _choose_password,
    SOFTWARE_TOKEN_MFA: _give_software_token,
    SMS_MFA: _give_texted_code,
    EMAIL_OTP: _give_mailed_code,
    SMS_OTP: _give_texted_first_code,
    SELECT_CHALLENGE: _choose,
    PASSWORD: _give_password,
    PASSWORD_SRP: _begin_proof,
    WEB_AUTHN: _give_passkey,
    SELECT_MFA_TYPE: _select_factor,
    MFA_SETUP: _have_set_up,
    DEVICE_SRP_AUTH: _begin_device_proof,
    DEVICE_PASSWORD_VERIFIER: _prove_device,
    CUSTOM_CHALLENGE: _answer_custom_challenge,
}
