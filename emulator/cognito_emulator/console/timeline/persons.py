"""Whom a step is about, by what it says itself: a user name, an address, a sub, a token's claims.

Two names are one person's where one step has both: SignUp answers the sub of its user name, a trigger's event
has the address beside it. Where none has, the pool is asked whom it knows by the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_emulator.console.timeline.content import claims_in, parsed
from cognito_emulator.recording.recorder import MOST_STEPS
from cognito_emulator.recording.step import Kind, Step

MOST_READ = 2 * MOST_STEPS
_OF_USERS = ("email", "phone_number", "sub")


@dataclass(frozen=True)
class Person:
    """`key` is the same for all steps about them: the sub where it is known; `name` is what is shown."""

    key: str
    name: str
    pool_id: str
    sub: str


@dataclass(frozen=True)
class Names:
    """What one step calls one person, in small letters but for the sub."""

    pool_id: str
    names: tuple[str, ...]
    sub: str = ""


@dataclass
class Persons:
    """`pool_of` finds an app client's pool, `known` the sub of a pool's user, or nothing.

    Learns from every step that it is shown, the oldest first; what has ended is read once, and
    kept by its number alone, so that the recorder can let it go.
    """

    pool_of: Callable[[str], str]
    known: Callable[[str, str], str]
    _subs: dict[tuple[str, str], str] = field(default_factory=dict)
    _shown: dict[tuple[str, str], str] = field(default_factory=dict)
    _read: dict[int, Names | None] = field(default_factory=dict)

    def learn(self, steps: Iterable[Step]) -> None:
        if len(self._read) > MOST_READ:
            self._read.clear()
        for step in steps:
            if step.number in self._read:
                continue
            names = self._names(step)
            if names and names.sub:
                self._subs.update({(names.pool_id, name): names.sub for name in (*names.names, names.sub)})
            if names:
                self._remember_address(names)

    def of(self, root: Step) -> Person | None:
        """The first person that a tree of steps speaks of."""
        for step in root.all():
            names = self._names(step)
            if names:
                return self._person(names)
        return None

    def _person(self, names: Names) -> Person:
        sub = names.sub or self._sub(names)
        name = self._shown.get((names.pool_id, sub)) or next(iter(names.names), sub)
        return Person(sub or f"{names.pool_id}/{names.names[0]}", name, names.pool_id, sub)

    def _sub(self, names: Names) -> str:
        for name in names.names:
            key = (names.pool_id, name)
            if sub := self._subs.get(key) or self.known(*key):
                self._subs[key] = sub
                return sub
        return ""

    def _remember_address(self, names: Names) -> None:
        address = next((name for name in names.names if "@" in name), None)
        sub = names.sub or self._sub(names)
        if address and sub:
            self._shown[names.pool_id, sub] = address

    def _names(self, step: Step) -> Names | None:
        if step.number in self._read:
            return self._read[step.number]
        names = self._names_in(step)
        if step.ms is not None:
            self._read[step.number] = names
        return names

    def _names_in(self, step: Step) -> Names | None:
        if step.kind is Kind.TRIGGER:
            return _of_event(step)
        if step.service not in ("cognito-idp", "oauth2"):
            return None
        request, answer = parsed(step.request), parsed(step.answer)
        pool_id = str(request.get("UserPoolId") or "") or self._pool_by_client(request)
        named, sub = list(_named(request)), str(answer.get("UserSub") or "")
        for claims in claims_in(step):
            sub = sub or str(claims.get("sub") or "")
            pool_id = pool_id or str(claims.get("iss") or "").rpartition("/")[2]
            named += _texts(claims, ("username", "cognito:username", *_OF_USERS))
        user = answer.get("User")
        attributes = user.get("Attributes") if isinstance(user, dict) else answer.get("UserAttributes")
        described = _attributes(attributes)
        sub, named = sub or described.get("sub", ""), [*named, *_texts(described, _OF_USERS)]
        names = tuple(dict.fromkeys(name.lower() for name in named if name))
        return Names(pool_id, names, sub) if names or sub else None

    def _pool_by_client(self, request: Mapping[str, Any]) -> str:
        client_id = str(request.get("ClientId") or request.get("client_id") or "")
        return self.pool_of(client_id) if client_id else ""


def _of_event(step: Step) -> Names | None:
    event = parsed(step.request)
    request = event.get("request")
    attributes = request.get("userAttributes") if isinstance(request, dict) else None
    described = attributes if isinstance(attributes, dict) else {}
    named = [str(event.get("userName") or ""), *_texts(described, _OF_USERS)]
    names = tuple(dict.fromkeys(name.lower() for name in named if name))
    return Names(step.service, names, str(described.get("sub") or "")) if names else None


def _named(request: Mapping[str, Any]) -> Iterator[str]:
    yield from _texts(request, ("Username", "username"))
    for inner in ("AuthParameters", "ChallengeResponses"):
        parameters = request.get(inner)
        if isinstance(parameters, dict):
            yield from _texts(parameters, ("USERNAME",))
    yield from _texts(_attributes(request.get("UserAttributes")), ("email",))


def _attributes(listed: Any) -> dict[str, str]:
    pairs = listed if isinstance(listed, list) else []
    return {str(each.get("Name")): str(each.get("Value") or "") for each in pairs if isinstance(each, dict)}


def _texts(content: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [content[name] for name in names if isinstance(content.get(name), str)]
