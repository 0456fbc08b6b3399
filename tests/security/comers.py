"""People who came into a pool in each way there is, with groups and a profile of any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

from scripts.profile_status import ACTIVE, PENDING_APPROVAL, REJECTED
from scripts.stack_file import Stack
from tests.e2e.person import Person

OWN_TYPE = "Doctor"  # of who signs up; the stack gives it without approval
GROUPS = ((), ("Doctor",), ("Admin",))
# as the flow left it, deleted, or written by hand: type and status
PROFILES: tuple[str | tuple[str, str], ...] = (
    "as it came",
    "deleted",
    ("Doctor", ACTIVE),
    ("Admin", PENDING_APPROVAL),
    ("Admin", REJECTED),
)


def signed_up_by_code(person: Person) -> None:
    person.sign_up_and_confirm()


def signed_up_and_confirmed_by_an_administrator(person: Person) -> None:
    person.sign_up()
    _as_administrator(person, "admin_confirm_sign_up")


def signed_up_and_password_reset(person: Person) -> None:
    signed_up_by_code(person)
    _as_administrator(person, "admin_reset_user_password")


def signed_up_and_never_confirmed(person: Person) -> None:
    person.sign_up()


def made_and_never_signed_in(person: Person) -> None:
    attributes = {"email": person.email, "email_verified": "true", "name": person.name}
    made = person.stack.cognito().admin_create_user(
        UserPoolId=person.stack.user_pool_id,
        Username=person.email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )["User"]
    person.user_id = made["Username"]


def made_with_a_password(person: Person) -> None:
    made_and_never_signed_in(person)
    _as_administrator(person, "admin_set_user_password", Password=person.password, Permanent=True)


def made_and_password_reset(person: Person) -> None:
    made_with_a_password(person)
    _as_administrator(person, "admin_reset_user_password")


SIGN_UPS: tuple[Callable[[Person], None], ...] = (
    signed_up_by_code,
    signed_up_and_confirmed_by_an_administrator,
    signed_up_and_password_reset,
)
# UNCONFIRMED, FORCE_CHANGE_PASSWORD, CONFIRMED and RESET_REQUIRED
WAYS = (
    *SIGN_UPS,
    signed_up_and_never_confirmed,
    made_and_never_signed_in,
    made_with_a_password,
    made_and_password_reset,
)


@dataclass
class Comer:
    """One of the product: what they had before anything was repaired."""

    person: Person
    way: Callable[[Person], None]
    groups: tuple[str, ...]
    kind: str | tuple[str, str]
    profile: dict[str, str] | None = field(default=None, repr=False)

    @classmethod
    def all_of(cls, stack: Stack) -> Iterator[Comer]:
        """Nobody of them has come yet."""
        for way, groups, kind in product(WAYS, GROUPS, PROFILES):
            person = Person.new(stack)
            person.user_type = OWN_TYPE
            yield cls(person, way, groups, kind)

    @property
    def has_signed_up(self) -> bool:
        """To the end: who has not confirmed has not."""
        return self.way in SIGN_UPS

    @property
    def given_by_decision(self) -> set[str]:
        """The group that a profile gives, or, where there is none, a sign-up."""
        if self.profile:
            return {self.profile["user_type"]} if self.profile["status"] == ACTIVE else set()
        return {OWN_TYPE} if self.has_signed_up else set()

    def come(self) -> None:
        self.way(self.person)
        self._have_exactly_the_groups()
        self._have_the_profile()
        self.profile = self.person.profile()

    def _have_exactly_the_groups(self) -> None:
        held = set(self.person.groups())
        for group in held - set(self.groups):
            _as_administrator(self.person, "admin_remove_user_from_group", GroupName=group)
        for group in set(self.groups) - held:
            _as_administrator(self.person, "admin_add_user_to_group", GroupName=group)

    def _have_the_profile(self) -> None:
        stack, person = self.person.stack, self.person
        if self.kind == "deleted":
            stack.dynamodb().delete_item(TableName=stack.table_name, Key={"user_id": {"S": person.user_id}})
        elif isinstance(self.kind, tuple):
            user_type, status = self.kind
            texts = {"user_type": user_type, "status": status, "username": person.user_id}
            texts |= {"user_id": person.user_id, "email": person.email, "name": person.name}
            stack.dynamodb().put_item(
                TableName=stack.table_name, Item={name: {"S": text} for name, text in texts.items()}
            )


def _as_administrator(person: Person, operation: str, **arguments: object) -> None:
    call = getattr(person.stack.cognito(), operation)
    call(UserPoolId=person.stack.user_pool_id, Username=person.email, **arguments)
