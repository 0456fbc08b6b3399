"""A port for an engine: free now, and given to nobody else until it is used."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pytest

from scripts.errors import CommandError
from scripts.free_port import NOBODY_IS_GIVEN, free_port


def test_a_free_port_is_none_that_a_system_gives_to_a_connection() -> None:
    with socket.socket() as given:
        given.bind(("127.0.0.1", 0))
        assert given.getsockname()[1] not in NOBODY_IS_GIVEN
    assert free_port() in NOBODY_IS_GIVEN


def test_a_port_that_somebody_has_is_not_free() -> None:
    first = free_port()
    with socket.create_server(("127.0.0.1", first)):
        assert free_port(range(first, first + 2)) == first + 1


def test_where_all_are_taken_the_refusal_says_so() -> None:
    with ExitStack() as held:
        port = free_port()
        held.enter_context(socket.create_server(("127.0.0.1", port)))
        with pytest.raises(CommandError, match=f"No port from {port} to {port} is free"):
            free_port(range(port, port + 1))
