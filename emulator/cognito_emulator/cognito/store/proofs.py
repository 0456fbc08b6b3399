"""What proves who somebody is, for a while: codes, challenges, and how many passwords were wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.cognito.store.database import Database


@dataclass(frozen=True)
class IssuedCode:
    """A code, when it ends (seconds of the epoch) and, for a new address, that address."""

    code: str = field(repr=False)
    ends: float
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Challenge:
    """Who has been challenged by what, through which client, and until when (seconds of the epoch)."""

    session: str = field(repr=False)
    pool_id: str
    client_id: str
    username: str = field(repr=False)
    name: str
    ends: float
    state: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class WrongPasswords:
    """Wrong passwords in a row, and the time of the last one (seconds of the epoch)."""

    count: int
    last: float


@dataclass
class Proofs:
    database: Database

    def code(self, user_id: int, purpose: str) -> IssuedCode | None:
        where = "user_id = ? AND purpose = ?"
        row = self.database.row(f"SELECT code, ends, value FROM codes WHERE {where}", user_id, purpose)
        return IssuedCode(*row) if row else None

    def put_code(self, user_id: int, purpose: str, code: IssuedCode) -> None:
        """The next one is the end of the one before."""
        row = {"user_id": user_id, "purpose": purpose, "code": code.code, "ends": code.ends}
        self.database.insert("codes", {**row, "value": code.value}, replacing=True)

    def spend_code(self, user_id: int, purpose: str) -> None:
        self.database.run("DELETE FROM codes WHERE user_id = ? AND purpose = ?", user_id, purpose)

    def note_code_request(self, pool_id: str, username: str, purpose: str, ends: float, now: float) -> None:
        """Remember until when a code would be good, whoever is sent one; what ended before `now` goes."""
        self.database.run("DELETE FROM simulated_codes WHERE ends < ?", now)
        row = {"pool_id": pool_id, "name": username, "purpose": purpose, "ends": ends}
        self.database.insert("simulated_codes", row, replacing=True)

    def is_code_asked_for(self, pool_id: str, username: str, purpose: str, now: float) -> bool:
        where = "pool_id = ? AND name = ? AND purpose = ? AND ends > ?"
        row = self.database.row(
            f"SELECT 1 FROM simulated_codes WHERE {where}", pool_id, username, purpose, now
        )
        return row is not None

    def forget_code_request(self, pool_id: str, username: str, purpose: str) -> None:
        where = "pool_id = ? AND name = ? AND purpose = ?"
        self.database.run(f"DELETE FROM simulated_codes WHERE {where}", pool_id, username, purpose)

    def challenge(self, session: str) -> Challenge | None:
        row = self.database.row(f"SELECT {_COLUMNS} FROM challenges WHERE session = ?", session)
        if row is None:
            return None
        session, pool_id, client_id, username, name, ends, state = row
        return Challenge(session, pool_id, client_id, username, name, ends, json.loads(state))

    def newest_session(self, pool_id: str, username: str, name: str) -> str:
        """That of the challenge of this name that the user was given last; empty for none."""
        where = "pool_id = ? AND username = ? AND name = ? ORDER BY ends DESC LIMIT 1"
        row = self.database.row(f"SELECT session FROM challenges WHERE {where}", pool_id, username, name)
        return str(row[0]) if row else ""

    def put_challenge(self, challenge: Challenge, now: float) -> None:
        """Let it be answered; those that ended before `now` go."""
        self.database.run("DELETE FROM challenges WHERE ends < ?", now)
        row = {**vars(challenge), "state": json.dumps(challenge.state)}
        self.database.insert("challenges", row, replacing=True)

    def end_challenge(self, session: str) -> bool:
        """Let it be answered no more; whether it could be until now."""
        return self.database.run("DELETE FROM challenges WHERE session = ?", session) > 0

    def wrong_passwords(self, pool_id: str, username: str) -> WrongPasswords:
        where = "pool_id = ? AND username = ?"
        row = self.database.row(f"SELECT count, last FROM wrong_passwords WHERE {where}", pool_id, username)
        return WrongPasswords(*row) if row else WrongPasswords(0, 0.0)

    def put_wrong_passwords(self, pool_id: str, username: str, wrong: WrongPasswords) -> None:
        row = {"pool_id": pool_id, "username": username, "count": wrong.count, "last": wrong.last}
        self.database.insert("wrong_passwords", row, replacing=True)

    def forget_wrong_passwords(self, pool_id: str, username: str) -> None:
        self.database.run("DELETE FROM wrong_passwords WHERE pool_id = ? AND username = ?", pool_id, username)

    def requests(self, pool_id: str, username: str, operation: str, since: float) -> int:
        """How often somebody has asked for an operation since then."""
        where = "pool_id = ? AND username = ? AND operation = ? AND at > ?"
        row = self.database.row(
            f"SELECT count(*) FROM requests WHERE {where}", pool_id, username, operation, since
        )
        return int(row[0]) if row else 0

    def add_request(self, pool_id: str, username: str, operation: str, now: float) -> None:
        row = {"pool_id": pool_id, "username": username, "operation": operation, "at": now}
        self.database.insert("requests", row)

    def forget_requests(self, until: float) -> None:
        self.database.run("DELETE FROM requests WHERE at <= ?", until)


_COLUMNS = "session, pool_id, client_id, username, name, ends, state"
