"""Which Host is the engine's own: no name that somebody else could make resolve to this machine."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.gateway.hosts import Authority
from cognito_emulator.gateway.machine import gateways_in, is_this_machine, own_gateways, own_names
from cognito_emulator.gateway.settings import OriginSettings, SettingError
from tests.unit.emulator.origin_requests import admission, is_let_in, refusal_of, request

NAMES = st.from_regex(r"[a-z0-9_-]{1,12}(\.[a-z0-9_-]{1,12}){0,3}", fullmatch=True)
PORTS = st.integers(min_value=0, max_value=65535)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:4566", "LOCALHOST:4566", "localhost.", "LocalHost.:80", "localhost:"),
        *("127.0.0.1", "127.0.0.1:4566", "127.9.8.7", "[::1]", "[::1]:4566", "[0:0:0:0:0:0:0:1]:1"),
        *("[::ffff:127.0.0.1]:4566", "bucket.localhost:4566", "abcdef01.execute-api.localhost:4566"),
        *("localhost.localstack.cloud:4566", "s3.localhost.localstack.cloud:4566"),
    ],
)
def test_a_loopback_name_or_address_is_the_engines(host: str) -> None:
    assert is_let_in(request(host=host))


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:4566", "localhost.evil.example", "127.0.0.1.evil.example:4566"),
        *("evillocalhost", "localhost.evil.example.", "localstack.cloud", "192.0.2.1", "[::]"),
        "0.0.0.0",  # noqa: S104 - asked for, not bound
        *("[2001:db8::1]:4566", "10.0.0.1:4566", "169.254.169.254", "host.docker.internal:4566"),
        *("", " ", ":4566", ".", "localhost..", "localhost:x", "localhost:99999", "localhost:4566:4566"),
        *("[::1", "::1", "[::1]4566", "[::1%25lo]", "localhost@evil.example", "localhost/evil", "local host"),
        *("localhost, evil.example", "2130706433", "0x7f.1", "127.1", "loc\xe4lhost", "localhost\x00"),
    ],
)
def test_every_other_host_is_refused(host: str) -> None:
    assert not is_let_in(request(host=host))


def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    none, two = request(), request()
    none["headers"] = []
    two["headers"] = [(b"host", b"localhost"), (b"Host", b"localhost")]
    assert not is_let_in(none)
    assert not is_let_in(two)


def test_the_address_that_the_peer_has_connected_to_is_the_engines() -> None:
    assert is_let_in(request(host="192.0.2.7:4566", server="192.0.2.7"))
    assert is_let_in(request(host="192.0.2.7:4566", server="::ffff:192.0.2.7"))
    assert not is_let_in(request(host="192.0.2.8:4566", server="192.0.2.7"))


def test_a_containers_own_name_and_the_names_below_it_are_the_engines() -> None:
    decides = admission(own=["emulator"])
    assert is_let_in(request(host="emulator:4566"), decides)
    assert is_let_in(request(host="bucket.emulator:4566"), decides)
    assert not is_let_in(request(host="emulator.evil.example:4566"), decides)


@pytest.mark.parametrize(
    "host", ["engine.test", "ENGINE.test.:4566", "bucket.engine.test", "192.0.2.9:1", "[2001:db8::9]"]
)
def test_the_setting_adds_names_and_addresses(host: str) -> None:
    decides = admission(hosts="Engine.test , 192.0.2.9,2001:DB8:0::9,")
    assert is_let_in(request(host=host), decides)
    assert not is_let_in(request(host="engine.test.evil.example"), decides)


def test_the_refusal_names_the_host_and_the_setting() -> None:
    refused = refusal_of(request(host="EVIL.example:4566"), admission())
    assert refused
    assert "evil.example is none of this engine's host names" in refused.message
    assert "ALLOWED_HOSTS=evil.example" in refused.message


@pytest.mark.parametrize("setting", ["http://engine.test", "engine.test:4566", "*", "engine test", "[::1]:1"])
def test_a_setting_that_is_no_host_is_refused_with_an_example(setting: str) -> None:
    with pytest.raises(
        SettingError, match=r"ALLOWED_HOSTS: .* is no host name\. .*ALLOWED_HOSTS=engine\.test"
    ):
        OriginSettings.of({"ALLOWED_HOSTS": f"engine.test,{setting}"})


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_of_a_host_fail(text: str) -> None:
    authority = Authority.of(text)
    assert authority is None or authority.host == authority.host.lower()


@given(NAMES, PORTS)
def test_a_host_is_read_alike_in_every_spelling(name: str, port: int) -> None:
    read = Authority.of(f"{name}:{port}")
    assert read == Authority.of(f"{name.upper()}.:{port}")
    assert read is not None
    assert read.port == port


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_the_same_in_ipv6(address: object) -> None:
    assert Authority.of(f"[::ffff:{address}]") == Authority.of(str(address))


@given(NAMES.filter(lambda name: Authority.of(name) == Authority(name, None)))
def test_a_name_is_let_in_only_below_localhost_or_its_namesake(name: str) -> None:
    below = name.rsplit(".", maxsplit=1)[-1] == "localhost" or f".{name}".endswith(
        ".localhost.localstack.cloud"
    )
    loopback_address = name.startswith("127.") and name.count(".") == 3 and name.replace(".", "").isdigit()
    assert is_let_in(request(host=name)) == (below or loopback_address)


@pytest.mark.parametrize(
    ("peer", "is_here"),
    [
        *(("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("::ffff:127.0.0.1", True)),
        *(("192.0.2.7", True), ("::ffff:192.0.2.7", True), ("172.17.0.1", True)),
        *(("192.0.2.8", False), ("172.17.0.2", False), ("", False), ("::ffff:192.0.2.8", False)),
    ],
)
def test_this_machine_is_loopback_the_engines_own_address_and_a_containers_gateway(
    peer: str, is_here: bool
) -> None:
    assert is_this_machine(peer, "192.0.2.7", {"172.17.0.1"}) == is_here


def test_a_container_has_a_name_of_its_own_and_no_other_machine_has(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert own_names([mark]) == frozenset()
    assert own_gateways([mark]) == frozenset()
    mark.touch()
    assert own_names([mark]) == {socket.gethostname().lower()}


def test_a_peer_that_the_server_does_not_tell_is_not_this_machine() -> None:
    assert not is_this_machine("", "", set())


def test_a_containers_default_gateway_is_the_machine_that_runs_it() -> None:
    routes = (
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
    )
    assert gateways_in(routes) == ["172.17.0.1"]
