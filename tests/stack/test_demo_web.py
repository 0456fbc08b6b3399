"""`make demo-web` as a process: it says where it is, refuses what cannot be, ends when told."""

from __future__ import annotations

import json
import signal
import subprocess

import httpx

from scripts.free_port import free_port
from scripts.health import wait_until
from tests import http
from tests.stack.conftest import Checkout

PATIENCE_SECONDS = 30


def test_without_a_stack_the_next_command_is_named(checkout: Checkout) -> None:
    refused = checkout.run("demo-web")
    assert refused.returncode == 1
    assert "make up" in refused.stderr


def test_it_listens_where_the_app_client_sends_people_and_only_one_can(checkout: Checkout) -> None:
    url = f"http://localhost:{free_port()}/"
    checkout.up(TF_VAR_callback_urls=json.dumps([f"{url}callback"]), TF_VAR_logout_urls=json.dumps([url]))
    process = subprocess.Popen(
        checkout.command("demo-web"),
        cwd=checkout.root,
        env=checkout.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert wait_until(lambda: _answers(url), PATIENCE_SECONDS)
        assert http.get(url, headers={"host": "evil.example"}).status_code == 400
        second = checkout.run("demo-web")
        assert second.returncode == 1
        assert f"Port {httpx.URL(url).port} is taken" in second.stderr
        assert "TF_VAR_callback_urls=" in second.stderr
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert f"The app answers at {url}" in output
    assert "/_inbox" in output


def _answers(url: str) -> bool:
    try:
        return http.get(url).status_code == 200
    except httpx.HTTPError:
        return False
