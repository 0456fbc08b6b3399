"""A person as the end-to-end tests know one: what they type, and what AWS says of them."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pycognito import AWSSRP

from scripts.mailboxes.mailbox import newest_mail
from scripts.mailboxes.stack_mailbox import mailbox_of
from scripts.stack_file import Stack
from scripts.tokens import TokenUse, verified_claims
from tests.e2e.mails import new_address


@dataclass
class Person:
    """Somebody with an address of their own, on one stack."""

    stack: Stack
    email: str
    password: str = field(repr=False)
    name: str = "Ada Lovelace"
    user_type: str | None = "Patient"
    user_id: str = ""
    mails_read: int = 0

    @classmethod
    def new(cls, stack: Stack, mail_domain: str | None = None) -> Person:
        return cls(stack, email=new_address(stack, mail_domain), password=new_password())

    def sign_up(self) -> None:
        attributes = [{"Name": "email", "Value": self.email}, {"Name": "name", "Value": self.name}]
        if self.user_type is not None:
            attributes.append({"Name": "custom:user_type", "Value": self.user_type})
        answer = self.stack.cognito().sign_up(
            ClientId=self.stack.user_pool_client_id,
            Username=self.email,
            Password=self.password,
            UserAttributes=attributes,  # type: ignore[arg-type]
            ClientMetadata=self.stack.client_metadata,
        )
        self.user_id = answer["UserSub"]

    def read_code(self) -> str:
        """The six digits of the newest mail; without a mailbox (AWS) nobody but the person can read it."""
        mailbox = mailbox_of(self.stack)
        assert mailbox is not None
        code = newest_mail(mailbox, self.email, self.mails_read).code
        self.mails_read = len(mailbox.mails_to(self.email))
        return code

    def confirm(self, code: str | None = None) -> None:
        """Confirm with the mailed code, or, where nobody here can read the mail, as an administrator."""
        cognito = self.stack.cognito()
        if code is None and mailbox_of(self.stack) is None:
            cognito.admin_confirm_sign_up(UserPoolId=self.stack.user_pool_id, Username=self.email)
        else:
            cognito.confirm_sign_up(
                ClientId=self.stack.user_pool_client_id,
                Username=self.email,
                ConfirmationCode=code or self.read_code(),
                ClientMetadata=self.stack.client_metadata,
            )

    def sign_up_and_confirm(self) -> None:
        self.sign_up()
        self.confirm()

    def profile(self) -> dict[str, str] | None:
        """The profile as it is now (a consistent read), or None."""
        answer = self.stack.dynamodb().get_item(
            TableName=self.stack.table_name, Key={"user_id": {"S": self.user_id}}, ConsistentRead=True
        )
        item = answer.get("Item")
        return {name: str(next(iter(value.values()))) for name, value in item.items()} if item else None

    def groups(self) -> list[str]:
        answer = self.stack.cognito().admin_list_groups_for_user(
            UserPoolId=self.stack.user_pool_id, Username=self.email
        )
        return [group["GroupName"] for group in answer["Groups"]]

    def log_in_by_password(self) -> dict[str, Any]:
        answer = self.stack.cognito().initiate_auth(
            ClientId=self.stack.user_pool_client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": self.email, "PASSWORD": self.password},
        )
        return dict(answer["AuthenticationResult"])

    def log_in_by_srp(self) -> dict[str, Any]:
        answer = AWSSRP(
            username=self.email,
            password=self.password,
            pool_id=self.stack.user_pool_id,
            client_id=self.stack.user_pool_client_id,
            client=self.stack.cognito(),
        ).authenticate_user()
        return dict(answer["AuthenticationResult"])

    def claims(self, tokens: dict[str, Any], use: TokenUse = "id") -> dict[str, Any]:
        """The claims of one of a login's tokens, its signature and all else checked."""
        return verified_claims(self.stack, tokens["IdToken" if use == "id" else "AccessToken"], use)

    def delete(self) -> None:
        """Remove the person and their profile, if they have signed up."""
        if not self.user_id:
            return
        cognito = self.stack.cognito()
        with suppress(cognito.exceptions.UserNotFoundException):
            cognito.admin_delete_user(UserPoolId=self.stack.user_pool_id, Username=self.user_id)
        self.stack.dynamodb().delete_item(
            TableName=self.stack.table_name, Key={"user_id": {"S": self.user_id}}
        )


def new_password() -> str:
    return f"aA1!{secrets.token_urlsafe(16)}"
