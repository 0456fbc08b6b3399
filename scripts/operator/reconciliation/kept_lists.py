"""Whether the lists of a checkpoint are such as a run writes, so that none of them is half believed."""

from __future__ import annotations


def check_lists(users: object, profiles: object, groups: object, finished: object) -> None:
    """Raises ValueError for lists that no run has written; their types are what a file says they are."""
    fits = (
        all(_has_texts(user, "username", "status", "copy") for user in _rows(users))
        and all(_has_texts(profile, "copy") for profile in _rows(profiles))
        and all(map(_are_texts, [*_rows(groups), finished]))
    )
    if not fits:
        raise ValueError("a list of another kind than a run writes")


def _rows(table: object) -> list[object]:
    return list(table.values()) if isinstance(table, dict) else [None]


def _has_texts(row: object, *names: str) -> bool:
    return isinstance(row, dict) and row.keys() >= {*names} and _are_texts(list(row.values()))


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
