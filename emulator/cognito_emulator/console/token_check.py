"""What a JSON web token says and what is wrong with it, as the pool that it names would judge it.

Sources: "Verifying JSON web tokens" in the Cognito developer guide; RFC 7519.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import jwt

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.tokens.claims import ACCESS, ID
from cognito_emulator.cognito.tokens.keys import SigningKey
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.page import utc

_TIMES = ("exp", "iat", "auth_time", "nbf")
_ALGORITHM = "RS256"
_PARTS_OF_A_JWE = 5
_LATEST = 253_402_300_799  # the last second that a calendar of four digits has
_SIGNATURE_ALONE = {f"verify_{claim}": False for claim in ("aud", "exp", "iat", "nbf", "iss", "sub", "jti")}


class NoTokenError(Exception):
    """What was given is no token that can be read; the message is a sentence."""


@dataclass(frozen=True)
class Claim:
    """`value` as JSON writes it, `meaning` in words where it is a time."""

    name: str
    value: str = field(repr=False)
    meaning: str


@dataclass(frozen=True)
class CheckedToken:
    """`wrong` are sentences, none for a token that its pool takes now; `pool` is the one that it names."""

    header: list[Claim]
    claims: list[Claim]
    pool: UserPool | None
    wrong: list[str]


def check_token(cognito: Cognito, token: str, expected: UserPool | None) -> CheckedToken:
    """Read and verify a token. NoTokenError for what is none.

    `expected` is the pool that an app expects; None takes whichever the token names.
    """
    header, claims = _read(token)
    now = cognito.clock()
    pool = cognito.store.pools.find(str(claims.get("iss")).rpartition("/")[2])
    wrong = [*_wrong_times(claims, now), *_wrong_issuer(cognito, claims, pool, expected)]
    if pool:
        wrong = [*_wrong_signature(cognito, token, header, claims, pool), *wrong]
        wrong += _wrong_person(cognito, claims, pool)
    return CheckedToken(_shown(header, now), _shown(claims, now), pool, wrong)


def _read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if token.count(".") == _PARTS_OF_A_JWE - 1:
        raise NoTokenError(
            "This token is encrypted, as refresh tokens are: nobody but the user pool can read it."
        )
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NoTokenError(
            "This is no JSON web token: three parts with dots between them are needed, the first two of them "
            "JSON in base64url. An access token or an ID token is one."
        ) from error
    return header, claims


def _wrong_signature(
    cognito: Cognito, token: str, header: Mapping[str, Any], claims: Mapping[str, Any], pool: UserPool
) -> Iterator[str]:
    if header.get("alg") != _ALGORITHM:
        yield f"Its algorithm is {header.get('alg')}; a user pool signs by {_ALGORITHM} alone."
        return
    keys = {key.id: (use, key) for use in (ID, ACCESS) for key in [cognito.keys.of(pool.id, use)]}
    use, key = keys.get(str(header.get("kid")), (None, None))
    if key is None:
        yield "Its kid names no key of the pool: it was signed elsewhere, or the pool was made anew since."
    elif not _is_signed_by(token, key):
        yield "Its signature does not fit: header or claims were changed after it was signed."
    elif claims.get("token_use") != use:
        yield f"It is signed by the key of {use} tokens, and its token_use says {claims.get('token_use')}."


def _is_signed_by(token: str, key: SigningKey) -> bool:
    try:
        jwt.decode(token, key.key.public_key(), algorithms=[_ALGORITHM], options=_SIGNATURE_ALONE)  # type: ignore[arg-type]
    except jwt.PyJWTError:
        return False
    return True


def _wrong_issuer(
    cognito: Cognito, claims: Mapping[str, Any], pool: UserPool | None, expected: UserPool | None
) -> Iterator[str]:
    issuer = claims.get("iss")
    if pool is None:
        yield f"Its issuer {issuer} is no user pool of this engine, so its signature cannot be checked."
    elif issuer != cognito.issuer(pool):
        yield f"Its issuer is {issuer}; that pool's is {cognito.issuer(pool)} here, which ISSUER sets."
    if expected and (pool is None or pool.id != expected.id):
        yield f"It is of another pool than {expected.id}."


def _wrong_times(claims: Mapping[str, Any], now: float) -> Iterator[str]:
    ends, begins = _seconds(claims.get("exp")), _seconds(claims.get("nbf"))
    issued = _seconds(claims.get("iat"))
    if ends is None:
        yield "It has no exp: nothing says when it ends."
    elif ends <= now:
        yield f"It has expired, {_ago(now - ends)} ago."
    if begins is not None and begins > now:
        yield f"It is not good before its nbf, in {_ago(begins - now)}."
    if issued is not None and issued > now:
        yield f"It was issued in the future, in {_ago(issued - now)}: clocks differ."


def _wrong_person(cognito: Cognito, claims: Mapping[str, Any], pool: UserPool) -> Iterator[str]:
    client_id = claims.get("client_id") or claims.get("aud")
    client = cognito.store.clients.find(str(client_id))
    if client is None or client.pool_id != pool.id:
        yield "The app client that it names is none of the pool's."
    if claims.get("sub") == client_id:  # of an app by itself: client credentials
        return
    user = cognito.store.users.by_sub(pool, str(claims.get("sub")))
    if user is None:
        yield "Nobody in the pool has its sub: the user was deleted, or the pool was made anew."
        return
    if not user.enabled:
        yield "The user is disabled."
    sign_in = cognito.store.sign_ins.find(str(claims.get("origin_jti") or claims.get("event_id")))
    if sign_in and sign_in.is_revoked:
        yield "The session that it is of has ended: it was revoked, or the user was signed out."


def _shown(content: Mapping[str, Any], now: float) -> list[Claim]:
    return [Claim(name, _as_json(value), _meaning(name, value, now)) for name, value in content.items()]


def _as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _meaning(name: str, value: object, now: float) -> str:
    seconds = _seconds(value) if name in _TIMES else None
    if seconds is None:
        return ""
    distance = f"{_ago(now - seconds)} ago" if seconds <= now else f"in {_ago(seconds - now)}"
    return f"{utc(seconds):%Y-%m-%d %H:%M:%S} UTC, {distance}"


def _seconds(value: object) -> float | None:
    """A NumericDate; None for what is none, or is in no calendar."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= _LATEST else None  # type: ignore[operator, arg-type]


def _ago(seconds: float) -> str:
    return str(timedelta(seconds=int(seconds)))
