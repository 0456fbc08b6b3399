"""LocalStack by testcontainers, as the end-to-end tests start it; a stand-in is its image."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scripts.engines.docker import container_of, docker
from scripts.engines.localstack import LocalStackEngine
from scripts.health import answers
from scripts.mailboxes.localstack import LocalStackMailbox
from tests.engine_containers import REGION, localstack_engine


@pytest.fixture
def stand_in(localstack_stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalStackEngine, "image", lambda _self: localstack_stand_in)


@pytest.mark.usefixtures("stand_in")
def test_it_gets_token_region_and_docker_socket_and_its_codes_can_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "accepted")
    with localstack_engine() as endpoint_url:
        assert answers(endpoint_url)
        codes = [mail.code for mail in LocalStackMailbox(endpoint_url).mails_to("ada@example.com")]
        container = _inspect(endpoint_url)
    assert codes == ["586971", "000042"]
    assert {"LOCALSTACK_AUTH_TOKEN=accepted", f"AWS_DEFAULT_REGION={REGION}"} <= set(
        container["Config"]["Env"]
    )
    assert "/var/run/docker.sock" in [mount["Destination"] for mount in container["Mounts"]]
    assert docker("inspect", container["Id"]).returncode != 0


@pytest.mark.usefixtures("stand_in")
def test_a_refused_token_shows_localstacks_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALSTACK_AUTH_TOKEN", "refused")
    with pytest.raises(AssertionError, match="License activation failed!"), localstack_engine():
        pytest.fail("a container that has ended counts as ready")


def test_without_a_token_it_skips_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALSTACK_AUTH_TOKEN", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"LOCALSTACK_AUTH_TOKEN.*Base plan"), localstack_engine():
        pytest.fail("it started without a token")


def _inspect(endpoint_url: str) -> dict[str, Any]:
    container = container_of(f"publish={endpoint_url.rsplit(':', 1)[1]}")
    (content,) = json.loads(docker("inspect", str(container)).stdout)
    return dict(content)
