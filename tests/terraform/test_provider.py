"""Which provider is chosen: the registry's where it answers, else the offline one."""

from __future__ import annotations

import json
import platform
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from scripts.errors import CommandError
from scripts.terraform import provider
from scripts.terraform.provider import choose_provider, registry_problem
from tests.terraform.self_signed import self_signed_certificate

# RFC 2606: no name below .invalid ever exists
NO_HOST = "registry.invalid"
Machine = Callable[[str, str], None]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Make this machine say that it is another one, since only one is at hand."""

    def is_a(system: str, processor: str) -> None:
        monkeypatch.setattr(platform, "system", lambda: system)
        monkeypatch.setattr(platform, "machine", lambda: processor)

    is_a("Linux", "x86_64")
    return is_a


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("source", ["registry", "offline"])
def test_tf_provider_forces_the_choice(source: str) -> None:
    choice = choose_provider({"TF_PROVIDER": source}, NO_HOST)
    assert (choice.source, choice.reason) == (source, "TF_PROVIDER says so")


def test_another_value_of_tf_provider_is_refused() -> None:
    with pytest.raises(CommandError, match="TF_PROVIDER=Registry is neither registry nor offline") as refusal:
        choose_provider({"TF_PROVIDER": "Registry"}, NO_HOST)
    assert refusal.value.exit_code == 2


@pytest.mark.usefixtures("machine")
def test_without_a_registry_the_choice_is_offline_and_says_why() -> None:
    choice = choose_provider({}, NO_HOST)
    assert choice.source == "offline"
    assert f"{NO_HOST} does not answer (" in choice.reason


@pytest.mark.parametrize("forced", [{}, {"TF_PROVIDER": "offline"}])
def test_elsewhere_than_on_linux_x86_64_offline_is_refused_with_the_way_out(
    machine: Machine, forced: dict[str, str]
) -> None:
    machine("Darwin", "arm64")
    with pytest.raises(CommandError, match="Linux x86_64 only and this is Darwin arm64") as refusal:
        choose_provider(forced, NO_HOST)
    assert refusal.value.next_command == "make up TF_PROVIDER=registry"


def test_a_registry_that_answers_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _https_server(tmp_path, monkeypatch, {"providers.v1": "/v1/providers/"}) as host:
        choice = choose_provider({}, host)
    assert (choice.source, choice.reason) == ("registry", f"{host} answers")


def test_what_answers_but_is_no_registry_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _https_server(tmp_path, monkeypatch, {"login.v1": "/oauth"}) as host:
        assert registry_problem(host) == "what answers there is no provider registry"


def test_a_registry_that_keeps_silent_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        assert registry_problem(host, seconds=0.2)


def test_a_name_server_that_keeps_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up that ends only when the test does stands for one, since the machine's own answers."""
    answer = threading.Event()
    monkeypatch.setattr(provider, "_ask", lambda *_: answer.wait(60))
    try:
        assert registry_problem(NO_HOST, seconds=0.1) == "no answer in 0.1 s"
    finally:
        answer.set()


@contextmanager
def _https_server(
    directory: Path, monkeypatch: pytest.MonkeyPatch, services: dict[str, str]
) -> Iterator[str]:
    certificate = self_signed_certificate(directory)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    class Discovery(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/.well-known/terraform.json" else 404)
            self.end_headers()
            self.wfile.write(json.dumps(services).encode())

        def log_message(self, *_: object) -> None:
            """Requests are of no interest."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), Discovery) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"localhost:{server.server_port}"
        server.shutdown()
