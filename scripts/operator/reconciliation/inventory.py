"""All users, memberships and profiles of a stack, in pages, with a checkpoint after each page.

ListUsers and ListUsersInGroup give 60 users a page at most
(https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html). The default
quotas of an account are 30 requests a second for listing and 120 for reading users; LISTS_A_SECOND
leaves most of it to the people who sign up meanwhile.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cognito_emulator.state.whole_files import write_whole
from scripts.errors import CommandError
from scripts.operator.pace import Pace
from scripts.operator.reconciliation.kept_lists import check_lists
from scripts.profile import texts_of
from scripts.stack_file import Stack
from scripts.user_status import is_confirmed

LISTS_A_SECOND = 10
PAGE = 60
PROFILE_PAGE = 1000
# What a continuation token is refused with when it is too old
STALE_TOKEN = ("InvalidParameterException", "ValidationException")

Progressed = Callable[[str, int, int | None], None]
"""Takes what is listed, how many are, and of how many (None: unknown)."""


@dataclass
class Inventory:
    """Nothing personal: users by their sub, each with username and status; profiles with type and status.

    Both have a digest of address and name, by a salt of this inventory's own, to see whether they agree.
    """

    begun: str = field(default_factory=lambda: datetime.now(timezone.utc).isoformat())
    salt: str = field(default_factory=lambda: secrets.token_hex(32))
    users: dict[str, dict[str, str]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    profiles: dict[str, dict[str, str]] = field(default_factory=dict)
    next_tokens: dict[str, Any] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)

    @property
    def confirmed(self) -> int:
        """How many users have proven their address."""
        return sum(is_confirmed(user["status"]) for user in self.users.values())

    def groups_of(self, user_id: str) -> list[str]:
        """The names of the groups that the user is in."""
        return [group for group, members in self.groups.items() if user_id in members]


@dataclass(frozen=True)
class _List:
    """One of the lists: a page from a token on, and what to keep of it."""

    name: str
    page: Callable[[Any], tuple[list[Any], Any]]
    keep: Callable[[list[Any]], int]


def take_inventory(
    stack: Stack, checkpoint: Path, progressed: Progressed, *, resume: bool = False
) -> Inventory:
    """List everything; with ``resume`` go on from the checkpoint of an interrupted run.

    Raises CommandError for a checkpoint to go on from that is not there or cannot be read.
    """
    inventory, pace = unfinished(checkpoint) if resume else Inventory(), Pace(LISTS_A_SECOND)
    total = stack.cognito().describe_user_pool(UserPoolId=stack.user_pool_id)["UserPool"]
    for each in _lists(stack, inventory):
        expected = total.get("EstimatedNumberOfUsers") if each.name == "users" else None
        if each.name not in inventory.finished:
            for done in _pages(each, inventory, checkpoint, pace):
                progressed(each.name, done, expected)
    return inventory


def _pages(each: _List, inventory: Inventory, checkpoint: Path, pace: Pace) -> Iterator[int]:
    token, done = inventory.next_tokens.get(each.name), 0
    while True:
        pace.wait()
        try:
            rows, next_token = each.page(token)
        except ClientError as error:
            if token is None or error.response["Error"]["Code"] not in STALE_TOKEN:
                raise
            token = None
            continue
        done += each.keep(rows)
        token = inventory.next_tokens[each.name] = next_token
        if token is None:
            inventory.finished.append(each.name)
        _write_checkpoint(inventory, checkpoint)
        yield done
        if token is None:
            return


def _lists(stack: Stack, inventory: Inventory) -> Iterator[_List]:
    # users first: who is confirmed after that has a profile by the time the profiles are read
    yield _List("users", lambda token: _users_page(stack, token), lambda rows: _keep_users(rows, inventory))
    for group in stack.user_types:
        members = inventory.groups.setdefault(group, [])
        yield _List(
            group,
            lambda token, group=group: _members_page(stack, group, token),  # type: ignore[misc]
            lambda rows, members=members: _keep_members(rows, members),  # type: ignore[misc]
        )
    yield _List(
        "profiles", lambda token: _profiles_page(stack, token), lambda rows: _keep_profiles(rows, inventory)
    )


def _users_page(stack: Stack, token: str | None) -> tuple[list[Any], Any]:
    more = {"PaginationToken": token} if token else {}
    # no AttributesToGet: AWS refuses the list when a user of it, made by an administrator, lacks one
    answer = stack.client("cognito-idp").list_users(UserPoolId=stack.user_pool_id, Limit=PAGE, **more)
    return answer["Users"], answer.get("PaginationToken")


def _members_page(stack: Stack, group: str, token: str | None) -> tuple[list[Any], Any]:
    more = {"NextToken": token} if token else {}
    answer = stack.client("cognito-idp").list_users_in_group(
        UserPoolId=stack.user_pool_id, GroupName=group, Limit=PAGE, **more
    )
    return answer["Users"], answer.get("NextToken")


def _profiles_page(stack: Stack, token: Any) -> tuple[list[Any], Any]:
    more = {"ExclusiveStartKey": token} if token else {}
    answer = stack.client("dynamodb").scan(
        TableName=stack.table_name,
        ProjectionExpression="user_id, user_type, email, #status, #name",
        ExpressionAttributeNames={"#status": "status", "#name": "name"},
        ConsistentRead=True,
        Limit=PROFILE_PAGE,
        **more,
    )
    return answer["Items"], answer.get("LastEvaluatedKey")


def _keep_users(rows: list[Any], inventory: Inventory) -> int:
    for user in rows:
        attributes = {pair["Name"]: pair.get("Value", "") for pair in user["Attributes"]}
        inventory.users[attributes["sub"]] = {
            "username": user["Username"],
            "status": user["UserStatus"],
            "copy": digest(attributes, inventory.salt),
        }
    return len(rows)


def _keep_members(rows: list[Any], members: list[str]) -> int:
    members.extend(_sub(user) for user in rows)
    return len(rows)


def _keep_profiles(rows: list[Any], inventory: Inventory) -> int:
    for item in rows:
        profile = texts_of(item)
        inventory.profiles[profile["user_id"]] = kept_of_profile(profile, inventory.salt)
    return len(rows)


def kept_of_profile(profile: Mapping[str, str], salt: str) -> dict[str, str]:
    """What an inventory keeps of a profile."""
    kept = {name: profile[name] for name in ("user_type", "status") if name in profile}
    return {**kept, "copy": digest(profile, salt)}


def digest(attributes: Mapping[str, str], salt: str) -> str:
    """Address and name as one value that is equal where both are, and tells neither."""
    content = json.dumps([attributes.get("email", ""), attributes.get("name", "")])
    return hmac.new(salt.encode(), content.encode(), "sha256").hexdigest()


def _sub(user: dict[str, Any]) -> str:
    return next(str(pair["Value"]) for pair in user["Attributes"] if pair["Name"] == "sub")


def unfinished(checkpoint: Path) -> Inventory:
    """What an interrupted run has listed. Raises CommandError where there is none that can be read."""
    try:
        inventory = Inventory(**json.loads(checkpoint.read_text()))
        datetime.fromisoformat(inventory.begun)
        check_lists(inventory.users, inventory.profiles, inventory.groups, inventory.finished)
    except FileNotFoundError:
        raise CommandError("There is no unfinished run to take up.", "make reconcile") from None
    except (ValueError, TypeError):
        raise CommandError(
            f"{checkpoint} is no unfinished run: it is damaged, or of another version.", "make reconcile"
        ) from None
    return inventory


def _write_checkpoint(inventory: Inventory, checkpoint: Path) -> None:
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    write_whole(checkpoint, json.dumps(asdict(inventory)).encode())
