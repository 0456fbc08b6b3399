"""A second look at one finding: the lists were read one after the other while people signed up."""

from __future__ import annotations

from dataclasses import replace

from scripts.operator.pace import Pace
from scripts.operator.pool_user import PoolUser, groups_of, user_named
from scripts.operator.reconciliation.findings import Finding, Kind, findings_about, orphan
from scripts.operator.reconciliation.inventory import digest, kept_of_profile
from scripts.operator.sign_up_proof import sign_up_proof
from scripts.profile import profile_of
from scripts.stack_file import Stack
from scripts.user_status import is_confirmed

PEOPLE_A_SECOND = Pace(10)


def looked_at_again(finding: Finding, stack: Stack) -> Finding | None:
    """The finding as it holds for what AWS says of that one person now, by consistent reads; None if not.

    Who has no profile and has not signed up becomes NOT_SIGNED_UP: the groups that they may have are an
    administrator's doing too.
    """
    PEOPLE_A_SECOND.wait()
    user, profile = user_named(stack, finding.username or finding.user_id), _profile(finding.user_id, stack)
    if finding.kind in (Kind.NO_USER, Kind.PENDING_GONE):
        is_orphan = profile is not None and user is None
        return finding if is_orphan and orphan(finding.user_id, profile or {}) == finding else None
    if user is None or user.sub != finding.user_id or not is_confirmed(user.status):
        return None
    if finding not in findings_about(user.sub, _kept(user), profile, groups_of(stack, user.username), stack):
        return None
    if profile is not None:
        return finding
    proof = sign_up_proof(stack, user.username, user.created)
    if proof is None:
        return replace(finding, kind=Kind.NOT_SIGNED_UP, group="")
    return replace(finding, proof=proof)


def _kept(user: PoolUser) -> dict[str, str]:
    return {"username": user.username, "copy": digest({"email": user.email, "name": user.name}, "")}


def _profile(user_id: str, stack: Stack) -> dict[str, str] | None:
    profile = profile_of(stack, user_id)
    return None if profile is None else kept_of_profile(profile, "")
