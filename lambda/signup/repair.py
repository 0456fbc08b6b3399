"""Gives whoever signed up what the trigger could not: the same work, on what the pool says of them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from signup.aws_call import aws_call, member
from signup.errors import AwsCallError
from signup.event import sign_up_of
from signup.proof import ATTRIBUTES_CHANGED, PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_cognito_idp.type_defs import AdminGetUserResponseTypeDef

    from signup.deadline import Deadline
    from signup.event import SignUp
    from signup.onboarding import Onboarding
    from signup.repair_queue import RepairRequest

# Whose address is proven. An UNCONFIRMED user will fire the trigger themselves. It says nothing of how they
# came: that is what a message's proof is for.
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html
CONFIRMED_STATUSES = frozenset({"CONFIRMED", "EXTERNAL_PROVIDER", "RESET_REQUIRED"})


ADMIN_GET_USER = "Cognito AdminGetUser"


class ReadsUsers(Protocol):
    """As much of a Cognito client as a repair needs beside the group."""

    def admin_get_user(
        self,
        *,
        UserPoolId: str,  # noqa: N803
        Username: str,  # noqa: N803
    ) -> AdminGetUserResponseTypeDef: ...


@dataclass(frozen=True, slots=True)
class Repair:
    """The use case, with all that it works on."""

    onboarding: Onboarding
    cognito: ReadsUsers

    def complete(self, request: RepairRequest, count: Callable[[str], None], deadline: Deadline) -> None:
        """Do what is missing; nothing for somebody who is complete, gone, or not confirmed.

        Raises UserTypeRefusedError, MalformedEventError and AwsCallError.
        """
        user = self._read_back(request, deadline)
        attributes = _attributes(user) if user else {}
        # A name may have been given to somebody else since; a sub never is.
        if user is None or attributes.get("sub") != request.user_id:
            count("RepairUserGone")
        elif user.get("UserStatus") not in CONFIRMED_STATUSES:
            count("RepairUserNotConfirmed")
        else:
            sign_up = sign_up_of(request.user_pool_id, member(ADMIN_GET_USER, user, "Username"), attributes)
            self._do(request, sign_up, count, deadline)
            count("Repaired")

    def _do(
        self, request: RepairRequest, sign_up: SignUp, count: Callable[[str], None], deadline: Deadline
    ) -> None:
        if request.proof == ATTRIBUTES_CHANGED:
            self.onboarding.copy(sign_up, count, deadline)
        elif request.proof == PROFILE:
            self.onboarding.refresh(sign_up, count, deadline)
        else:
            self.onboarding.complete(sign_up, count, deadline, request.acceptance)

    def _read_back(self, request: RepairRequest, deadline: Deadline) -> AdminGetUserResponseTypeDef | None:
        try:
            return aws_call(
                ADMIN_GET_USER,
                lambda: self.cognito.admin_get_user(
                    UserPoolId=request.user_pool_id, Username=request.username
                ),
                deadline,
            )
        except AwsCallError as error:
            if error.code == "UserNotFoundException":
                return None
            raise


def _attributes(user: AdminGetUserResponseTypeDef) -> dict[str, str]:
    pairs = member(ADMIN_GET_USER, user, "UserAttributes")
    return {member(ADMIN_GET_USER, pair, "Name"): pair.get("Value", "") for pair in pairs}
