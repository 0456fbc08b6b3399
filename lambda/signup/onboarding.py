"""From a confirmed person to one with a profile and, where nobody has to approve it, a group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signup.approval import ACTIVE, first_status
from signup.group import AddsUsersToGroups, add_to_group
from signup.profile import Profile, SavedProfile, WritesProfiles, refresh_profile, save_profile
from signup.user_type import decide_user_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from signup.clock import Clock
    from signup.deadline import Deadline
    from signup.event import SignUp
    from signup.settings import Settings
    from signup.terms import Acceptance


@dataclass(frozen=True, slots=True)
class Onboarding:
    """The use case, with all that it works on."""

    settings: Settings
    dynamodb: WritesProfiles
    cognito: AddsUsersToGroups
    clock: Clock

    def complete(
        self,
        sign_up: SignUp,
        count: Callable[[str], None],
        deadline: Deadline,
        acceptance: Acceptance | None = None,
    ) -> None:
        """Give the person a profile, then the group that it allows; a repeat finishes what is missing.

        `count` takes the name of a metric, as each step succeeds.
        Raises UserTypeRefusedError before anything is written, and AwsCallError.
        """
        user_type = decide_user_type(sign_up.user_type, self.settings)
        status = first_status(user_type, self.settings)
        profile = Profile(sign_up, user_type, status, self.clock.now(), acceptance)
        # The profile comes first: a group without one would give rights to somebody without a record.
        saved = save_profile(profile, self.settings.table_name, self.dynamodb, deadline)
        count("ProfileSaved" if saved.is_new else "ProfileAlreadyThere")
        self._give_group(sign_up, saved, count, deadline)
        count("SignUpCompleted")

    def refresh(self, sign_up: SignUp, count: Callable[[str], None], deadline: Deadline) -> None:
        """Bring a profile's copies up to the pool, and give the group that it allows, if that is missing.

        Nothing for somebody without a profile. Raises AwsCallError.
        """
        saved = self.copy(sign_up, count, deadline)
        if saved is not None:
            self._give_group(sign_up, saved, count, deadline)

    def copy(self, sign_up: SignUp, count: Callable[[str], None], deadline: Deadline) -> SavedProfile | None:
        """Bring a profile's copies up to the pool; the profile, None for nobody's. Raises AwsCallError.

        No group, not even one that it allows: people change their own attributes, and somebody may have taken
        the group from them.
        """
        saved = refresh_profile(sign_up, self.settings.table_name, self.dynamodb, deadline)
        count("RepairNoProfile" if saved is None else "ProfileRefreshed")
        return saved

    def _give_group(
        self, sign_up: SignUp, saved: SavedProfile, count: Callable[[str], None], deadline: Deadline
    ) -> None:
        if saved.status == ACTIVE:
            # The group is that person's whose the profile is, whatever name an event gives with the sub.
            person = replace(sign_up, username=saved.username)
            add_to_group(person, saved.user_type, self.cognito, deadline)
            count("GroupAdded")
        else:
            count("GroupWithheld")
