"""A registry that answers and then breaks off: what, why and the next command, by the real Terraform."""

from __future__ import annotations

import json
import os
import platform
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.terraform.runner import prepare
from scripts.terraform.workspace import TerraformError
from tests.terraform.conftest import REGION
from tests.terraform.self_signed import self_signed_certificate

VERSION = "6.58.0"
PLATFORMS = [{"os": os_name, "arch": arch} for os_name in ("linux", "darwin") for arch in ("amd64", "arm64")]
ENDPOINT = "http://127.0.0.1:4599"


@pytest.mark.parametrize("breaks_at", ["/versions", "/download/"])
def test_a_registry_that_breaks_off_is_named_with_the_reason_and_the_next_command(
    breaks_at: str, configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    with _registry(tmp_path, breaks_at) as environment, pytest.raises(TerraformError) as broken:
        prepare(
            *(ENDPOINT, REGION, tmp_path / "work", configuration, print),
            environment=environment,
            local=tmp_path,
        )
    assert "terraform init failed with the registry provider (TF_PROVIDER says so)" in str(broken.value)
    assert "hashicorp/aws" in str(broken.value)
    assert broken.value.next_command == "make up TF_PROVIDER=offline"


def test_on_a_machine_without_the_offline_provider_the_next_command_is_to_try_again(
    configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    with _registry(tmp_path, "/versions") as environment, pytest.raises(TerraformError) as broken:
        prepare(
            *(ENDPOINT, REGION, tmp_path / "work", configuration, print),
            environment=environment,
            local=tmp_path,
        )
    assert broken.value.next_command == "make up   (once the registry answers)"


def test_after_a_registry_that_broke_off_nothing_is_taken_for_initialised(
    configuration: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        with _registry(tmp_path, "/versions") as environment, pytest.raises(TerraformError):
            prepare(
                *(ENDPOINT, REGION, tmp_path / "work", configuration, print),
                environment=environment,
                local=tmp_path,
            )


@contextmanager
def _registry(directory: Path, breaks_at: str) -> Iterator[dict[str, str]]:
    """The environment in which a registry of the test's own stands for Terraform's; it ends each connection
    for a path with these words in it."""

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if breaks_at in self.path:
                self.connection.close()
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            versions = [{"version": VERSION, "protocols": ["5.0"], "platforms": PLATFORMS}]
            self.wfile.write(json.dumps({"versions": versions}).encode())

        def log_message(self, *_: object) -> None:
            """Requests are of no interest."""

    certificate = self_signed_certificate(directory)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"https://localhost:{server.server_port}/v1/providers/"
        own_rc = directory / "own.tfrc"
        own_rc.write_text(
            f'host "registry.terraform.io" {{\n  services = {{\n    "providers.v1" = "{address}"\n  }}\n}}\n'
        )
        yield {
            **os.environ,
            "TF_PROVIDER": "registry",
            "TF_CLI_CONFIG_FILE": str(own_rc),
            "TF_REGISTRY_DISCOVERY_RETRY": "0",
            "SSL_CERT_FILE": str(certificate),
        }
        server.shutdown()
