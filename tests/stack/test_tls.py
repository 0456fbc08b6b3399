"""`make up TLS=1` and `make up ISSUER=endpoint`, and what every command makes of them."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys

import pytest

from scripts.stack_file import read_stack
from tests.stack.conftest import Checkout
from tests.stack.engine import people_of, stack_of


def test_https_is_what_every_command_speaks_and_a_second_up_changes_nothing(checkout: Checkout) -> None:
    first = checkout.up(TLS="1", ISSUER="endpoint")
    authority = checkout.root / ".local" / "tls" / "ca.pem"
    assert f"-i {shlex.quote(str(authority))}" in first.stdout
    stack = stack_of(checkout)
    url = f"https://127.0.0.1:{checkout.port}"
    assert (stack.endpoint_url, stack.ca_bundle) == (url, str(authority))
    assert stack.user_pool_issuer == f"{url}/{stack.user_pool_id}"
    for address in (stack.jwks_url, stack.hosted_ui_login_url, stack.inbox_url or ""):
        assert address.startswith(f"{url}/")

    certificate = authority.read_bytes()
    assert "Nothing to change" in checkout.up(TLS="1", ISSUER="endpoint").stdout
    assert authority.read_bytes() == certificate
    plan = checkout.run("plan")
    assert (plan.returncode, "No changes" in plan.stdout) == (0, True), plan.stdout + plan.stderr
    assert url in checkout.run("status").stdout
    demo = checkout.run("demo")
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert len(people_of(checkout)) == 1
    reconciled = checkout.run("reconcile")
    assert (reconciled.returncode, "Nothing is amiss" in reconciled.stdout) == (0, True)


def test_kept_state_comes_back_by_https_and_by_nothing_else(checkout: Checkout) -> None:
    checkout.up(PERSIST="1", TLS="1")
    before = (checkout.root / ".local" / "stack.json").read_text()
    assert checkout.run("down").returncode == 0
    refused = checkout.run("up", PERSIST="1")
    assert (refused.returncode, "make up PERSIST=1 TLS=1" in refused.stderr) == (1, True), refused.stderr
    assert "Nothing to change" in checkout.up(PERSIST="1", TLS="1").stdout
    assert (checkout.root / ".local" / "stack.json").read_text() == before


def test_another_scheme_or_issuer_while_an_engine_runs_is_refused(checkout: Checkout) -> None:
    checkout.up()
    for change in ({"TLS": "1"}, {"ISSUER": "endpoint"}):
        refused = checkout.run("up", **change)
        assert (refused.returncode, "runs already" in refused.stderr) == (1, True)
    assert json.loads((checkout.root / ".local" / "stack.json").read_text())["ca_bundle"] is None


@pytest.mark.parametrize(
    ("setting", "value", "right"),
    [("TLS", "yes", "TLS=1"), ("ISSUER", "me", "ISSUER=endpoint"), ("ISSUER", "http://a.test", "ISSUER=")],
)
def test_a_value_that_is_none_is_refused_with_one_that_is(
    checkout: Checkout, setting: str, value: str, right: str
) -> None:
    refused = checkout.run("up", **{setting: value})
    assert refused.returncode == 2
    assert f"{setting}={value} is neither" in refused.stderr
    assert f"next: make up {right}" in refused.stderr


def test_a_certificate_that_cannot_be_read_is_refused_with_the_way_to_another(checkout: Checkout) -> None:
    directory = checkout.root / ".local" / "tls"
    directory.mkdir()
    (directory / "ca.pem").write_text("something else")
    refused = checkout.run("up", TLS="1")
    assert refused.returncode == 1
    assert f"{directory / 'ca.pem'} holds no certificate." in refused.stderr
    assert f"next: make down && rm -r {shlex.quote(str(directory))} && make up TLS=1" in refused.stderr
    assert "No stack is running" in checkout.run("status").stdout


def test_a_certificate_that_is_gone_is_named_by_the_commands_that_need_it(checkout: Checkout) -> None:
    checkout.up(TLS="1")
    key = checkout.root / ".local" / "tls" / "key.pem"
    kept = key.read_bytes()
    key.unlink()
    for command in (("status",), ("demo",), ("reconcile",)):
        refused = checkout.run(*command)
        assert refused.returncode == 1
        assert f"{key} is none of" in refused.stdout + refused.stderr
        assert "Traceback" not in refused.stderr
    key.write_bytes(kept)


@pytest.mark.parametrize("engine", ["container", "localstack"])
def test_an_engine_that_gets_no_certificate_here_says_so(checkout: Checkout, engine: str) -> None:
    refused = checkout.run("up", TLS="1", ENGINE=engine)
    assert (refused.returncode, "make up TLS=1 ENGINE=embedded" in refused.stderr) == (1, True)


def test_the_printed_command_has_the_browsers_store_trust_the_certificate(checkout: Checkout) -> None:
    if sys.platform == "darwin":
        pytest.skip("macOS keeps what browsers trust in a person's own keychain, which no test writes to")
    if shutil.which("certutil") is None:
        pytest.skip("no certutil here; install it: apt-get install libnss3-tools")
    printed = next(line for line in checkout.up(TLS="1").stdout.splitlines() if "certutil" in line)
    home = checkout.root / "home"
    home.mkdir()
    subprocess.run(["sh", "-c", printed], env=checkout.environment(HOME=str(home)), check=True)
    store = f"sql:{shlex.quote(str(home))}/.pki/nssdb"
    listed = subprocess.run(["certutil", "-d", store, "-L"], capture_output=True, text=True, check=True)
    assert "healthtech-signup-flow" in listed.stdout
    assert read_stack(checkout.root / ".local" / "stack.json").ca_bundle
