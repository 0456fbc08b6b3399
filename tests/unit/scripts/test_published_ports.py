"""Which container is at an address, where Docker has given two of them one port number."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.engines.published_ports import publisher_at

# one port of IPv4 was taken when the first was started, so from then on the two numbers differ
FIRST = {"0.0.0.0": "32772", "::": "32771"}  # noqa: S104
SECOND = {"0.0.0.0": "32773", "::": "32772"}  # noqa: S104


def described(name: str, published: dict[str, str]) -> dict[str, Any]:
    """As much of what `docker inspect` says as matters; one port is exposed and not published."""
    bindings = [{"HostIp": address, "HostPort": port} for address, port in published.items()]
    return {"Id": name, "NetworkSettings": {"Ports": {"4566/tcp": bindings, "8080/tcp": None}}}


BOTH = [described("second", SECOND), described("first", FIRST)]


@pytest.mark.parametrize(
    ("addresses", "container"),
    [
        (["127.0.0.1"], "first"),
        (["::1"], "second"),
        (["::1", "127.0.0.1"], "second"),
        (["127.0.0.1", "::1"], "first"),
    ],
)
def test_of_two_containers_with_one_port_number_it_is_that_which_a_client_reaches(
    addresses: list[str], container: str
) -> None:
    assert publisher_at(addresses, 32772, BOTH) == container


def test_an_address_at_which_none_is_gives_way_to_the_next() -> None:
    assert publisher_at(["::1", "127.0.0.1"], 32773, BOTH) == "second"


def test_a_port_of_one_address_alone_is_at_no_other() -> None:
    alone = [described("alone", {"127.0.0.1": "4566"})]
    assert publisher_at(["127.0.0.1"], 4566, alone) == "alone"
    assert publisher_at(["127.0.0.2"], 4566, alone) is None


def test_a_port_that_none_publishes_is_nobodys() -> None:
    assert publisher_at(["127.0.0.1"], 8080, BOTH) is None
    assert publisher_at(["127.0.0.1"], 32772, []) is None


def test_an_older_docker_that_names_no_address_means_all_of_ipv4() -> None:
    assert publisher_at(["127.0.0.1"], 4566, [described("old", {"": "4566"})]) == "old"
