"""The main job, by hand: one person signs up, confirms, and logs in with a group (`make demo`)."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from rich.panel import Panel
from rich.prompt import Prompt

from scripts.console import console
from scripts.errors import CommandError
from scripts.mailboxes.mailbox import newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.profile import profile_of
from scripts.profile_status import PENDING_APPROVAL
from scripts.running_stack import running_stack
from scripts.shown import shown, shown_lines
from scripts.stack_file import Stack
from scripts.tokens import CLAIMS, verified_claims


@dataclass(frozen=True)
class Newcomer:
    """Who signs up."""

    email: str
    name: str
    user_type: str


def demo(newcomer: Newcomer) -> int:
    """Walk them through it all. Raises CommandError for a type that is none, and where a step is refused."""
    stack = running_stack()
    if newcomer.user_type not in stack.user_types:
        raise CommandError(
            f"TYPE={newcomer.user_type} is none of the types: {', '.join(stack.user_types)}.",
            f"make demo TYPE={stack.user_types[-1]}",
            exit_code=2,
        )
    where = f"[dim]on the {stack.engine} engine, as {shown(newcomer.user_type)}[/]"
    console.print(f"\n[bold]A person signs up[/] {where}\n")
    try:
        sign_up_and_log_in(stack, newcomer)
    except ClientError as error:
        raise CommandError(_refusal(error), "make demo") from None
    except (BotoCoreError, httpx.HTTPError) as error:
        raise CommandError(f"The stack has stopped answering: {error}", "make status") from None
    return 0


def sign_up_and_log_in(stack: Stack, newcomer: Newcomer) -> None:
    """Every step, shown."""
    password = _new_password()
    user_id = _sign_up(stack, newcomer, password)
    _confirm(stack, newcomer.email)
    status = _show_profile(stack, user_id)
    _show_groups(stack, newcomer.email)
    _show_token(stack, newcomer.email, password)
    if status == PENDING_APPROVAL:
        console.print("\n[bold green]✓ Signed up and confirmed; the group waits for approval.[/]")
        console.print(f"[dim]next[/]  [bold]make approve EMAIL={shown(newcomer.email)}[/]", soft_wrap=True)
    else:
        console.print("\n[bold green]✓ Signed up, confirmed, in their group.[/]")


def _sign_up(stack: Stack, newcomer: Newcomer, password: str) -> str:
    answer = stack.cognito().sign_up(
        ClientId=stack.user_pool_client_id,
        Username=newcomer.email,
        Password=password,
        UserAttributes=[
            {"Name": "email", "Value": newcomer.email},
            {"Name": "name", "Value": newcomer.name},
            {"Name": "custom:user_type", "Value": newcomer.user_type},
        ],
        ClientMetadata=stack.client_metadata,
    )
    _step("SignUp", "the pool has a new, unconfirmed user")
    return answer["UserSub"]


def _confirm(stack: Stack, email: str) -> None:
    mailbox = mailbox_of(stack)
    if mailbox is None:
        code = Prompt.ask(f"  The code that AWS has mailed to {shown(email)}", console=console)
    else:
        mail = newest_mail(mailbox, email)
        _step("mail", f"from {mail.sender}")
        text = shown_lines(mail.text).replace(mail.code, f"[bold reverse] {mail.code} [/]")
        body = f"[dim]{shown(mail.subject)}[/]\n\n{text}"
        console.print(Panel(body, width=64, padding=(1, 2), border_style="dim"))
        code = mail.code
    stack.cognito().confirm_sign_up(
        ClientId=stack.user_pool_client_id,
        Username=email,
        ConfirmationCode=code,
        ClientMetadata=stack.client_metadata,
    )
    _step("ConfirmSignUp", "Cognito has called the PostConfirmation function")


def _show_profile(stack: Stack, user_id: str) -> str:
    profile = profile_of(stack, user_id)
    if profile is None:
        raise CommandError(
            "The person is confirmed but has no profile yet: the repair queue has them.", "make logs"
        )
    _step("GetItem", f"their profile in the table {stack.table_name}")
    _show_rows(profile)
    return profile["status"]


def _show_groups(stack: Stack, email: str) -> None:
    answer = stack.cognito().admin_list_groups_for_user(UserPoolId=stack.user_pool_id, Username=email)
    groups = [group["GroupName"] for group in answer["Groups"]]
    _step("AdminListGroupsForUser", ", ".join(groups) or "no group")


def _show_token(stack: Stack, email: str, password: str) -> None:
    answer = stack.cognito().initiate_auth(
        ClientId=stack.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    claims = verified_claims(stack, answer["AuthenticationResult"]["IdToken"], "id")
    _step("InitiateAuth", "an id token, its signature checked against the pool's published keys")
    for name, meaning in CLAIMS.items():
        value = shown(_readable(name, claims.get(name)))
        console.print(f"    {name:<18}  [bold]{value}[/]", soft_wrap=True)
        console.print(f"    {'':<18}  [dim]{meaning}[/]")


def _show_rows(rows: dict[str, str]) -> None:
    for name, value in rows.items():
        console.print(f"    {name:<18}  [bold]{shown(value)}[/]", soft_wrap=True)


def _readable(name: str, value: Any) -> str:
    if name == "exp":
        return datetime.fromtimestamp(value, tz=timezone.utc).strftime("%H:%M:%S UTC")
    return ", ".join(value) if isinstance(value, list) else "none" if value is None else str(value)


def _refusal(error: ClientError) -> str:
    details = error.response["Error"]
    return f"{error.operation_name} was refused: {details['Code']}: {details['Message']}"


def _step(operation: str, text: str) -> None:
    console.print(f"  [green]✓[/] [bold]{operation:<22}[/]  {shown(text)}", soft_wrap=True)


def _new_password() -> str:
    letters = "".join(secrets.choice(string.ascii_letters) for _ in range(16))
    return f"{letters}aA1!"
