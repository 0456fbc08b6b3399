"""What goes wrong between a test and its engine."""

from __future__ import annotations


class TestingError(Exception):
    """Something that a test asked for cannot be had: a sentence says what, why and what to do."""

    __test__ = False  # its name is no test's
