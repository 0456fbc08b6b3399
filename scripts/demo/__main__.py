"""The main job, by hand: one person signs up, confirms, and logs in with a group (`make demo`)."""

from __future__ import annotations

import argparse
import secrets
import string
from datetime import datetime, timezone
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from rich.panel import Panel
from rich.prompt import Prompt

from scripts.console import console, run_command
from scripts.errors import CommandError
from scripts.mailboxes.mailbox import newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.profile import profile_of
from scripts.profile_status import PENDING_APPROVAL
from scripts.running_stack import running_stack
from scripts.shown import shown, shown_lines
from scripts.stack_file import Stack
from scripts.tokens import CLAIMS, verified_claims


def main() -> None:
    run_command(_demo)


def _demo() -> int:
    options, stack = _parse_options(), running_stack()
    where = f"[dim]on the {stack.engine} engine, as {shown(options.type)}[/]"
    console.print(f"\n[bold]A person signs up[/] {where}\n")
    try:
        _sign_up_and_log_in(stack, options)
    except ClientError as error:
        raise CommandError(_refusal(error), "make demo") from None
    except (BotoCoreError, httpx.HTTPError) as error:
        raise CommandError(f"The stack has stopped answering: {error}", "make status") from None
    return 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument(
        "--email", default=f"ada.{secrets.token_hex(3)}@example.com", help="default: a new one"
    )
    parser.add_argument("--name", default="Ada Lovelace")
    parser.add_argument("--type", default="Patient", help="one of the stack's user types; default Patient")
    return parser.parse_args()


def _sign_up_and_log_in(stack: Stack, options: argparse.Namespace) -> None:
    password = _new_password()
    user_id = _sign_up(stack, options, password)
    _confirm(stack, options.email)
    status = _show_profile(stack, user_id)
    _show_groups(stack, options.email)
    _show_token(stack, options.email, password)
    if status == PENDING_APPROVAL:
        console.print("\n[bold green]✓ Signed up and confirmed; the group waits for approval.[/]")
        console.print(f"[dim]next[/]  [bold]make approve EMAIL={shown(options.email)}[/]", soft_wrap=True)
    else:
        console.print("\n[bold green]✓ Signed up, confirmed, in their group.[/]")


def _sign_up(stack: Stack, options: argparse.Namespace, password: str) -> str:
    answer = stack.cognito().sign_up(
        ClientId=stack.user_pool_client_id,
        Username=options.email,
        Password=password,
        UserAttributes=[
            {"Name": "email", "Value": options.email},
            {"Name": "name", "Value": options.name},
            {"Name": "custom:user_type", "Value": options.type},
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


if __name__ == "__main__":
    main()
