"""The whole of a reconciliation: the lists, a second look at what does not fit, the repair queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from scripts.operator.reconciliation.findings import Finding, Kind, findings_of
from scripts.operator.reconciliation.inventory import Inventory, Progressed, take_inventory
from scripts.operator.reconciliation.recheck import still_true
from scripts.stack_file import Stack


@dataclass(frozen=True)
class Reconciliation:
    """What was looked at, what is amiss, and which of that is in the repair queue now."""

    inventory: Inventory
    found: list[Finding]
    queued: list[Finding]

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
                    "queued": finding in self.queued,
                }
                for finding in self.found
            ],
        }


def reconcile(
    stack: Stack,
    checkpoint: Path,
    *,
    repair: bool,
    progressed: Progressed = lambda _what, _done, _total: None,
) -> Reconciliation:
    """Compare users, profiles and groups; with ``repair``, send who lacks something to the repair queue.

    Goes on from the checkpoint where an earlier run was interrupted, and removes it at the end.
    """
    inventory = take_inventory(stack, checkpoint, progressed)
    # people sign up while the lists are read: only what is still so counts
    found = [finding for finding in findings_of(inventory, stack) if still_true(finding, stack)]
    queued = [finding for finding in found if repair and finding.kind.is_repairable]
    for finding in queued:
        _send_to_queue(finding, stack)
    checkpoint.unlink(missing_ok=True)
    return Reconciliation(inventory, found, queued)


def _send_to_queue(finding: Finding, stack: Stack) -> None:
    message = {
        "user_pool_id": stack.user_pool_id,
        "username": finding.username,
        "user_id": finding.user_id,
        "reason": f"reconcile: {finding.kind.value}",
    }
    stack.client("sqs").send_message(
        QueueUrl=stack.outputs["repair_queue_url"], MessageBody=json.dumps(message)
    )
