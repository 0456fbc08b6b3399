"""Operations of Cognito's API that are not here, each with the reason that its caller is told.

The page of what is not supported is made of this table.
"""

from __future__ import annotations

_ONE_MACHINE = "one machine has no replicas and no quotas to provision"

REFUSED: dict[str, str] = {
    "CreateUserPoolReplica": _ONE_MACHINE,
    "DeleteUserPoolReplica": _ONE_MACHINE,
    "GetProvisionedLimit": _ONE_MACHINE,
    "ListUserPoolReplicas": _ONE_MACHINE,
    "UpdateAuthEventFeedback": "no mail asks people about a sign-in here, so nobody has a token for it",
    "UpdateProvisionedLimit": _ONE_MACHINE,
    "UpdateUserPoolReplica": _ONE_MACHINE,
}
