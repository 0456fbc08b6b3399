"""What the overview says is missing."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from scripts.demo.web.people import Overview, Person


def person(
    status: str = "CONFIRMED", groups: tuple[str, ...] = (), profile: dict[str, str] | None = None
) -> Person:
    return Person("sub", "a@example.com", "Ada", status, datetime.now(timezone.utc), groups, profile)


DOCTOR = {"user_type": "Doctor", "status": "ACTIVE"}
REJECTED = {"user_type": "Admin", "status": "REJECTED"}
PENDING = {"user_type": "Admin", "status": "PENDING_APPROVAL"}


@pytest.mark.parametrize(
    ("who", "missing", "waits_for"),
    [
        (person(groups=("Doctor",), profile=DOCTOR), (), ""),
        (person(groups=("Admin", "Doctor"), profile=DOCTOR), (), ""),
        (person("UNCONFIRMED"), (), "their confirmation"),
        (person("FORCE_CHANGE_PASSWORD"), (), "their first sign-in"),
        (person(), ("profile", "group"), ""),
        (person(groups=("Doctor",)), ("profile",), ""),
        (person(profile=DOCTOR), ("group Doctor",), ""),
        (person(groups=("Patient",), profile=DOCTOR), ("group Doctor",), ""),
        (person("RESET_REQUIRED", profile=DOCTOR), ("group Doctor",), ""),
        (person(profile=PENDING), (), "approval"),
        (person(profile=REJECTED), (), ""),
    ],
)
def test_only_what_the_flow_owes_a_person_is_missing(
    who: Person, missing: tuple[str, ...], waits_for: str
) -> None:
    assert who.missing == missing
    assert who.waits_for == waits_for


def test_the_counts_are_of_people_at_each_step() -> None:
    people = [
        person("UNCONFIRMED"),
        person(),
        person(profile=DOCTOR),
        person(groups=("Doctor",), profile=DOCTOR),
    ]
    overview = Overview(people, is_cut=False)
    counts = (overview.confirmed, overview.with_profile, overview.in_group, overview.in_need)
    assert counts == (3, 2, 1, 2)
