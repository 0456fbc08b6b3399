"""The whole of a reconciliation: the lists, a second look at what does not fit, the repair queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from scripts.operator.approval_decisions import Approvals
from scripts.operator.reconciliation.findings import Finding, Kind, findings_of
from scripts.operator.reconciliation.inventory import Inventory, Progressed, take_inventory
from scripts.operator.reconciliation.recheck import looked_at_again
from scripts.operator.sign_up_proof import SignUpProof
from scripts.stack_file import Stack

# What proves a sign-up to the repair function: lambda/signup/proof.py names the same
PRE_SIGN_UP, PROFILE = "PreSignUp", "profile"


@dataclass(frozen=True)
class Reconciliation:
    """What was looked at, what does not fit, and which of that is in the repair queue or closed now."""

    inventory: Inventory
    found: list[Finding]
    repaired: list[Finding]

    @property
    def left(self) -> list[Finding]:
        """What is amiss and nobody has begun to mend."""
        return [finding for finding in self.found if finding.kind.is_amiss and finding not in self.repaired]

    def report(self, stack: Stack) -> dict[str, object]:
        """The same for machines. Users appear by their sub alone."""
        return {
            "user_pool_id": stack.user_pool_id,
            "table_name": stack.table_name,
            "confirmed_users": self.inventory.confirmed,
            "profiles": len(self.inventory.profiles),
            "counts": {kind.name: sum(finding.kind is kind for finding in self.found) for kind in Kind},
            "findings": [
                {
                    "kind": finding.kind.name,
                    "user_id": finding.user_id,
                    "group": finding.group,
                    "repaired": finding in self.repaired,
                }
                for finding in self.found
            ],
        }


def reconcile(
    stack: Stack,
    checkpoint: Path,
    *,
    repair: bool,
    resume: bool = False,
    progressed: Progressed = lambda _what, _done, _total: None,
) -> Reconciliation:
    """Compare users, profiles and groups; with ``repair``, mend what can be, mostly by the repair queue.

    Goes on from the checkpoint of an interrupted run only with ``resume``, and removes it at the end.
    """
    inventory = take_inventory(stack, checkpoint, progressed, resume=resume)
    # people sign up while the lists are read: only what is still so counts
    looked_at = (looked_at_again(finding, stack) for finding in findings_of(inventory, stack))
    # two findings about somebody who has not signed up are one
    found = list(dict.fromkeys(finding for finding in looked_at if finding))
    repaired = [finding for finding in found if repair and finding.kind.is_repairable]
    for finding in repaired:
        if finding.kind is Kind.PENDING_GONE:
            Approvals(stack).close(finding.user_id)
        else:
            _send_to_queue(finding, stack)
    checkpoint.unlink(missing_ok=True)
    return Reconciliation(inventory, found, repaired)


def _send_to_queue(finding: Finding, stack: Stack) -> None:
    message = {
        "user_pool_id": stack.user_pool_id,
        "username": finding.username,
        "user_id": finding.user_id,
        "reason": f"reconcile: {finding.kind.value}",
        "proof": PRE_SIGN_UP if finding.kind is Kind.NO_PROFILE else PROFILE,
        **_terms(finding.proof),
    }
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["repair_queue_url"], MessageBody=json.dumps(message)
    )


def _terms(proof: SignUpProof | None) -> dict[str, str]:
    """What lambda/signup/terms.py reads from a message."""
    if proof is None or not proof.terms_version:
        return {}
    return {
        "terms_version": proof.terms_version,
        "terms_accepted_at": proof.at,
        "terms_source": "SignUp",
    }
