"""Sign-ins, the refresh tokens that continue them, and authorization codes on their way to an app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any

from cognito_emulator.cognito.store.database import Database


@dataclass(frozen=True)
class SignIn:
    """All tokens of it name it by `origin_jti`. `scope` is the access tokens'; times in seconds.

    `resource` is the audience that the access tokens are bound to, `device_key` the device that the sign-in
    came from; empty for none.
    """

    origin_jti: str
    pool_id: str
    client_id: str
    user_id: int
    scope: str
    is_hosted: bool
    auth_time: int
    ends: float
    is_revoked: bool = False
    resource: str = ""
    device_key: str = ""


@dataclass(frozen=True)
class AuthorizationCode:
    """What an app gets tokens for; `request` is the authorization request that it answers."""

    client_id: str
    user_id: int
    ends: float
    request: Mapping[str, Any] = field(repr=False)


@dataclass
class SignIns:
    database: Database

    def add(self, sign_in: SignIn) -> None:
        row = {**vars(sign_in), "is_hosted": int(sign_in.is_hosted), "is_revoked": int(sign_in.is_revoked)}
        self.database.insert("sign_ins", row)

    def find(self, origin_jti: str) -> SignIn | None:
        row = self.database.row(f"SELECT {_COLUMNS} FROM sign_ins WHERE origin_jti = ?", origin_jti)
        return _sign_in(row) if row else None

    def of_user(self, user_id: int, limit: int) -> list[SignIn]:
        """The newest first."""
        where = "user_id = ? ORDER BY auth_time DESC, origin_jti LIMIT ?"
        rows = self.database.rows(f"SELECT {_COLUMNS} FROM sign_ins WHERE {where}", user_id, limit)
        return [_sign_in(row) for row in rows]

    def add_refresh_token(self, token: str, origin_jti: str, ends: float) -> None:
        row = {"hash": _hash(token), "origin_jti": origin_jti, "ends": ends}
        self.database.insert("refresh_tokens", row)

    def of_refresh_token(self, token: str) -> tuple[SignIn, float] | None:
        """The sign-in that a refresh token continues, and when the token ends; None for no such token."""
        row = self.database.row("SELECT origin_jti, ends FROM refresh_tokens WHERE hash = ?", _hash(token))
        sign_in = self.find(row[0]) if row else None
        return (sign_in, float(row[1])) if row and sign_in else None

    def end_refresh_token(self, token: str, ends: float) -> None:
        """Let it be used until then and no longer: using it once more in that time does not lengthen it."""
        self.database.run("UPDATE refresh_tokens SET ends = min(ends, ?) WHERE hash = ?", ends, _hash(token))

    def revoke(self, origin_jti: str) -> None:
        """End one sign-in: its refresh token and all access tokens."""
        self.database.run("UPDATE sign_ins SET is_revoked = 1 WHERE origin_jti = ?", origin_jti)

    def revoke_all(self, user_id: int) -> None:
        self.database.run("UPDATE sign_ins SET is_revoked = 1 WHERE user_id = ?", user_id)

    def add_authorization_code(self, code: str, grant: AuthorizationCode) -> None:
        row = {"hash": _hash(code), "client_id": grant.client_id, "user_id": grant.user_id}
        content = {"ends": grant.ends, "request": json.dumps(grant.request)}
        self.database.insert("authorization_codes", row | content)

    def take_authorization_code(self, code: str) -> AuthorizationCode | None:
        """What a code is for; it works once."""
        columns = "client_id, user_id, ends, request"
        row = self.database.row(f"SELECT {columns} FROM authorization_codes WHERE hash = ?", _hash(code))
        if row is None:
            return None
        self.database.run("DELETE FROM authorization_codes WHERE hash = ?", _hash(code))
        client_id, user_id, ends, request = row
        return AuthorizationCode(client_id, user_id, ends, json.loads(request))


_FIELDS = tuple(each.name for each in fields(SignIn))
_COLUMNS = ", ".join(_FIELDS)


def _sign_in(row: tuple[Any, ...]) -> SignIn:
    found = dict(zip(_FIELDS, row, strict=True))
    booleans = {name: bool(found[name]) for name in ("is_hosted", "is_revoked")}
    return SignIn(**{**found, **booleans})


def _hash(token: str) -> bytes:
    """Whoever reads the database finds no token in it."""
    return sha256(token.encode()).digest()
