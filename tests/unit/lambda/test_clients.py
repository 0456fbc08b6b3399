"""The time limits that the sum in signup.aws_call rests on, and what botocore may log."""

from __future__ import annotations

import logging

import pytest
from botocore.exceptions import HTTPClientError

from signup.aws_call import CONNECT_SECONDS, READ_SECONDS
from signup.clients import cognito_client, dynamodb_client, sqs_client
from tests.unit.trigger_events import EMAIL


@pytest.fixture(autouse=True)
def _environment_of_a_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")


def test_all_clients_give_up_in_time_and_leave_retries_to_us() -> None:
    for client in (dynamodb_client(), cognito_client(), sqs_client()):
        config = client.meta.config
        limits = {name: getattr(config, name) for name in ("connect_timeout", "read_timeout", "retries")}
        assert limits == {
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": READ_SECONDS,
            "retries": {"mode": "standard", "total_max_attempts": 1},
        }


class NotSentError(HTTPClientError):
    fmt = "the test sends nothing"


def test_botocore_logs_no_request_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    client = dynamodb_client()
    client.meta.events.register("before-send.dynamodb", _do_not_send)
    item = {"user_id": {"S": "1"}, "email": {"S": EMAIL}}

    with caplog.at_level(logging.DEBUG), pytest.raises(NotSentError):
        client.put_item(TableName="users", Item=item)

    assert EMAIL not in caplog.text


def _do_not_send(**_: object) -> None:
    raise NotSentError
