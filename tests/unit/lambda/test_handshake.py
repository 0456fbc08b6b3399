"""The handlers' own clients over TLS whose handshake is slow: what fits their limits, and what fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from signup.aws_call import SIGN_UP_SECONDS
from signup.clients import cognito_client, dynamodb_client
from signup.clock import Clock
from signup.deadline import Deadline
from signup.errors import AwsCallError
from signup.event import parse_sign_up
from signup.onboarding import Onboarding
from tests.unit.fakes import SETTINGS
from tests.unit.slow_tls import slow_tls_server
from tests.unit.trigger_events import confirm_sign_up

SLOW_HANDSHAKE_SECONDS = 0.4

Complete = Callable[[float | None], list[str]]


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Complete]:
    """Complete a sign-up on a server whose handshakes take so many seconds; what was counted."""
    with ExitStack() as servers:

        def completed(handshake_seconds: float | None) -> list[str]:
            server = servers.enter_context(slow_tls_server(tmp_path, handshake_seconds))
            environment = {
                "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": "none",
                "AWS_SECRET_ACCESS_KEY": "none",
                "AWS_ENDPOINT_URL": server.url,
                "AWS_CA_BUNDLE": str(server.certificate),
                "NO_PROXY": "localhost",
            }
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            counted: list[str] = []
            onboarding = Onboarding(SETTINGS, dynamodb_client(), cognito_client(), Clock())
            deadline = Deadline.after(SIGN_UP_SECONDS, onboarding.clock)
            onboarding.complete(parse_sign_up(confirm_sign_up()), counted.append, deadline)
            return counted

        yield completed


def test_profile_and_group_fit_two_handshakes_of_four_tenths_of_a_second(complete: Complete) -> None:
    assert complete(SLOW_HANDSHAKE_SECONDS) == ["ProfileSaved", "GroupAdded", "SignUpCompleted"]


def test_a_handshake_that_never_ends_is_given_up_and_counts_as_a_failure_that_passes(
    complete: Complete,
) -> None:
    with pytest.raises(AwsCallError, match=r"DynamoDB PutItem failed with .*TimeoutError") as raised:
        complete(None)
    assert raised.value.transient
