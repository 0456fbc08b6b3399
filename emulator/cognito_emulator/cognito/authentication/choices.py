"""Choice-based sign-in: which first factors somebody has, and the challenge of the one that is taken.

Sources: "Authentication flows" and "Manage authentication methods in AWS SDKs" in the Cognito developer
guide; InitiateAuth (USER_AUTH) in its API reference; "Managing user existence error responses": nobody is
offered what somebody would be.
"""

from __future__ import annotations

from cognito_emulator.cognito.authentication import (
    challenges,
    flow,
    one_time_codes,
    passkeys,
    sign_up_sessions,
)
from cognito_emulator.cognito.authentication.challenges import (
    EMAIL_OTP,
    PASSWORD,
    PASSWORD_SRP,
    SELECT_CHALLENGE,
    SMS_OTP,
    WEB_AUTHN,
)
from cognito_emulator.cognito.authentication.second_factors import active_factors
from cognito_emulator.cognito.authentication.steps import WRONG, Answer, Entrance, Passed
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import invalid_parameter, not_authorized
from cognito_emulator.cognito.operations.hidden_users import (
    derived,
    names_address,
    simulated_address,
    username_of,
)
from cognito_emulator.cognito.rules.factor_settings import allowed_factors, first_factors
from cognito_emulator.cognito.store.pools import MFA
from cognito_emulator.cognito.user import EXTERNAL_PROVIDER, User
from cognito_emulator.cognito.user_pool import UserPool

IS_FIRST = "is the first factor"
ADDRESS_OF = {EMAIL_OTP: "email", SMS_OTP: "phone_number"}
CHOICES = "choices"


def offered(cognito: Cognito, at: Entrance, name: str, user: User | None) -> list[str]:
    """What there is to choose from: as `available`, or what somebody of this name might have.

    Where a client hides who exists, who has nothing to sign in by here, as a provider's users, is offered
    what nobody is.
    """
    found = available(cognito, at.pool, user) if user else []
    return found or (_simulated_choices(cognito, at.pool, name, user) if at.client.hides_who_exists else [])


def available(cognito: Cognito, pool: UserPool, user: User) -> list[str]:
    """The first factors that somebody can sign in by; whom a provider signs in has none here."""
    if user.status == EXTERNAL_PROVIDER:
        return []
    allowed = first_factors(pool.settings)
    found = [PASSWORD_SRP, PASSWORD] if user.password else []
    if not _has_second_factor(cognito, pool, user):
        found += [
            name
            for name, attribute in ADDRESS_OF.items()
            if name in allowed and user.attributes.get(attribute)
        ]
    if WEB_AUTHN in allowed and passkeys.may_sign_in(cognito, pool, user):
        found.append(WEB_AUTHN)
    return found


def configured(cognito: Cognito, pool: UserPool, user: User) -> list[str]:
    """ConfiguredUserAuthFactors: as `available`, where the password counts once."""
    return [name for name in available(cognito, pool, user) if name != PASSWORD_SRP]


def select(cognito: Cognito, at: Entrance, name: str, user: User | None) -> Answer:
    """SELECT_CHALLENGE, with what there is to choose from."""
    choices = offered(cognito, at, name, user)
    if not choices:
        raise not_authorized(WRONG)
    session = challenges.issue(
        cognito,
        at.client,
        username_of(cognito, at.pool, name, user),
        SELECT_CHALLENGE,
        state={CHOICES: choices},
    )
    return {
        "ChallengeName": SELECT_CHALLENGE,
        "Session": session,
        "ChallengeParameters": {},
        "AvailableChallenges": choices,
    }


def chosen(
    cognito: Cognito, at: Entrance, name: str, user: User | None, session: str, *, choice: str
) -> None:
    """End the session in which there was a choice; AwsError unless it has offered this one.

    A challenge of which only the name was known so far has a session of its own.
    """
    whose = username_of(cognito, at.pool, name, user)
    kept = cognito.store.proofs.challenge(session)
    is_its_own = kept is not None and kept.name == choice
    asked = challenges.live(cognito, session, at.client, whose, choice if is_its_own else SELECT_CHALLENGE)
    if not is_its_own and choice not in asked.state[CHOICES]:
        raise invalid_parameter(f"{choice} is not among the available challenges.")
    with cognito.store.database.transaction():
        challenges.end(cognito, asked)


async def challenge(cognito: Cognito, at: Entrance, name: str, user: User | None, choice: str) -> Answer:
    """The challenge of a first factor whose answer did not come with the choice."""
    if choice in ADDRESS_OF:
        return await _code_challenge(cognito, at, name, user, choice)
    if choice == WEB_AUTHN:
        return _passkey_challenge(cognito, at, name, user)
    session = challenges.issue(cognito, at.client, username_of(cognito, at.pool, name, user), choice)
    return {"ChallengeName": choice, "Session": session, "ChallengeParameters": {}}


async def by_code(
    cognito: Cognito, at: Entrance, name: str, user: User | None, session: str, *, asked: str, code: str
) -> Answer:
    """Go on with who gives a sent code back, be it the first factor or the second; AwsError for nobody."""
    if user is None:
        nobody = username_of(cognito, at.pool, name, None)
        one_time_codes.refuse_nobody(cognito, at, nobody, session, asked)
    passed = one_time_codes.passed(cognito, at.step(user), session, asked, code)
    if passed.state.get(IS_FIRST):
        return await flow.after_passwordless(cognito, passed)
    return await flow.end(cognito, passed, by=asked)


def by_passkey(
    cognito: Cognito, at: Entrance, name: str, user: User | None, session: str, *, credential: str
) -> Passed:
    """Who has signed the challenge with a passkey of theirs; AwsError for nobody."""
    from cognito_emulator.cognito.authentication import web_authn  # noqa: PLC0415 - py_webauthn is slow to import, and few need it

    if user is None:
        web_authn.refuse_nobody(cognito, at, username_of(cognito, at.pool, name, None), session, credential)
    return web_authn.by_passkey(cognito, at.step(user), session, credential)


async def after_sign_up(cognito: Cognito, at: Entrance, user: User, session: str) -> Answer | None:
    """The end of a sign-in for who has just confirmed an address by a code that could sign them in, too."""
    address = sign_up_sessions.proven_address(cognito, at.client, user, session)
    factors = available(cognito, at.pool, user)
    if not any(name in factors for name, attribute in ADDRESS_OF.items() if attribute == address):
        return None
    return await flow.end(cognito, Passed(at.step(user)))


def _passkey_challenge(cognito: Cognito, at: Entrance, name: str, user: User | None) -> Answer:
    """WEB_AUTHN for somebody who has a passkey, and for who might have one."""
    from cognito_emulator.cognito.authentication import web_authn  # noqa: PLC0415 - py_webauthn is slow to import, and few need it

    if user and WEB_AUTHN in available(cognito, at.pool, user):
        return web_authn.challenge(cognito, at.step(user))
    username = username_of(cognito, at.pool, name, user)
    secret = derived(cognito, at.pool, username, "passkey")
    return web_authn.simulated_challenge(cognito, at, username, secret)


def _simulated_choices(cognito: Cognito, pool: UserPool, name: str, user: User | None) -> list[str]:
    """Some of the factors that the pool allows, the same each time for the same name.

    So nobody's are those of somebody who has this and not that; what everybody has is among them.
    """
    allowed, username = first_factors(pool.settings), username_of(cognito, pool, name, user)
    by_email, by_text, by_key, by_codes_alone, *_ = derived(cognito, pool, username, "choices")
    by_address = [
        factor
        for factor, chance in ((EMAIL_OTP, by_email), (SMS_OTP, by_text))
        if factor in allowed and (_has_everybody(pool, name, ADDRESS_OF[factor]) or chance % 2)
    ]
    by_passkey = [WEB_AUTHN] if WEB_AUTHN in allowed and passkeys.are_possible(cognito, pool) else []
    by_password = [] if by_address and by_codes_alone % 4 == 0 else [PASSWORD_SRP, PASSWORD]
    return [*by_password, *by_address, *(by_passkey if by_key % 2 else [])]


def _has_everybody(pool: UserPool, name: str, attribute: str) -> bool:
    """Whether a user of this name would be offered a code to this address."""
    is_required = pool.schema.get(attribute, {}).get("Required") or pool.username_attributes == {attribute}
    return pool.mfa == "OFF" and (is_required or names_address(pool, name) == attribute)


def _has_second_factor(cognito: Cognito, pool: UserPool, user: User) -> bool:
    """Who signs in with a second factor has a password for the first one."""
    if pool.mfa == "OFF":
        return False
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    return pool.mfa == "ON" or bool(active_factors(user, allowed_factors(pool.settings, config)))


async def _code_challenge(
    cognito: Cognito, at: Entrance, name: str, user: User | None, factor: str
) -> Answer:
    """Send a one-time code, which is all that somebody needs; nobody is answered alike."""
    if user is None or not user.enabled or factor not in available(cognito, at.pool, user):
        return _simulated(cognito, at, name, user, factor)
    return await one_time_codes.challenge(
        cognito, at.step(user), factor, ADDRESS_OF[factor], {IS_FIRST: True}
    )


def _simulated(cognito: Cognito, at: Entrance, name: str, user: User | None, factor: str) -> Answer:
    to = username_of(cognito, at.pool, name, user)
    session = challenges.issue(cognito, at.client, to, factor, state={IS_FIRST: True})
    address = simulated_address(cognito, at.pool, name, user, ADDRESS_OF[factor])
    parameters = one_time_codes.delivery_parameters(address, ADDRESS_OF[factor])
    return {"ChallengeName": factor, "Session": session, "ChallengeParameters": parameters}
