"""A change of a user's attributes is told on EventBridge where a trail is logging, as CloudTrail does it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.emulator.account import Account, User
from tests.emulator.errors import error_of

EMAIL_VERIFIED = {"Name": "email_verified", "Value": "true"}


class Listener:
    """A queue that a rule for Cognito's events leads to, and whether a trail is logging."""

    def __init__(self, account: Account) -> None:
        self.trail, self._cloudtrail = f"trail-{uuid.uuid4().hex}", account.client("cloudtrail")
        self._cloudtrail.create_trail(Name=self.trail, S3BucketName="trail")
        self._sqs, events = account.client("sqs"), account.client("events")
        self._url = self._sqs.create_queue(QueueName=f"told-{uuid.uuid4().hex}")["QueueUrl"]
        asked = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        rule, pattern = f"rule-{uuid.uuid4().hex}", {"source": ["aws.cognito-idp"]}
        events.put_rule(Name=rule, EventPattern=json.dumps(pattern))
        events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": asked["Attributes"]["QueueArn"]}])

    def start(self) -> None:
        self._cloudtrail.start_logging(Name=self.trail)

    def close(self) -> None:
        """Another test's trail is not to log here."""
        self._cloudtrail.delete_trail(Name=self.trail)

    def told(self) -> list[dict[str, Any]]:
        """The details of what has come since it was last asked."""
        details = []
        while found := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
                details.append(json.loads(message["Body"])["detail"])
        return details


@pytest.fixture
def listener(account: Account) -> Iterator[Listener]:
    made = Listener(account)
    yield made
    made.close()


@pytest.fixture
def user(account: Account) -> User:
    found = account.pool().sign_up()
    found.confirm()
    return found


def by_administrator(user: User, **attributes: str) -> None:
    user.pool.account.cognito.admin_update_user_attributes(
        UserPoolId=user.pool.id,
        Username=user.name,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )


def deletes_by_administrator(user: User) -> None:
    user.pool.account.cognito.admin_delete_user_attributes(
        UserPoolId=user.pool.id, Username=user.name, UserAttributeNames=["nickname"]
    )


def by_themselves(user: User) -> None:
    user.pool.account.cognito.update_user_attributes(
        AccessToken=user.log_in()["AccessToken"], UserAttributes=[{"Name": "nickname", "Value": "Ada"}]
    )


def deletes_themselves(user: User) -> None:
    user.pool.account.cognito.delete_user_attributes(
        AccessToken=user.log_in()["AccessToken"], UserAttributeNames=["nickname"]
    )


def verifies(user: User) -> None:
    cognito, token = user.pool.account.cognito, user.log_in()["AccessToken"]
    cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=user.mailed_code())


CHANGES: dict[str, Callable[[User], None]] = {
    "AdminUpdateUserAttributes": lambda user: by_administrator(user, nickname="Ada"),
    "AdminDeleteUserAttributes": deletes_by_administrator,
    "UpdateUserAttributes": by_themselves,
    "DeleteUserAttributes": deletes_themselves,
    "VerifyUserAttribute": verifies,
}


@pytest.mark.parametrize("operation", CHANGES)
def test_a_change_is_told_with_the_sub_and_nothing_personal(
    listener: Listener, user: User, operation: str
) -> None:
    listener.start()
    CHANGES[operation](user)
    [detail] = listener.told()
    assert (detail["eventSource"], detail["eventName"]) == ("cognito-idp.amazonaws.com", operation)
    assert detail["additionalEventData"] == {"sub": user.attributes()["sub"]}
    by_pool = {"requestParameters": {"userPoolId": user.pool.id}} if operation.startswith("Admin") else {}
    assert {name: detail[name] for name in detail if name == "requestParameters"} == by_pool
    assert "errorCode" not in detail
    assert user.email not in json.dumps(detail)


def test_an_address_that_names_its_user_and_changes_is_told_with_their_sub(
    listener: Listener, user: User
) -> None:
    listener.start()
    sub = user.attributes()["sub"]
    by_administrator(user, email=f"moved-{uuid.uuid4().hex}@example.com", email_verified="true")
    assert [detail["additionalEventData"]["sub"] for detail in listener.told()] == [sub]


def test_without_a_trail_that_is_logging_nothing_is_told(listener: Listener, user: User) -> None:
    by_administrator(user, nickname="Ada")
    assert listener.told() == []


def test_a_change_that_is_refused_is_not_told(listener: Listener, user: User) -> None:
    listener.start()
    assert error_of(lambda: by_administrator(user, sub="another"))[0] == "InvalidParameterException"
    cognito = user.pool.account.cognito
    refused = error_of(
        lambda: cognito.update_user_attributes(AccessToken="none", UserAttributes=[EMAIL_VERIFIED])  # type: ignore[list-item]
    )
    assert refused[0] == "NotAuthorizedException"
    assert listener.told() == []


def test_no_caller_tells_in_the_name_of_aws(account: Account, listener: Listener) -> None:
    listener.start()
    entry = {"Source": "aws.cognito-idp", "DetailType": "AWS API Call via CloudTrail", "Detail": "{}"}
    [answer] = account.client("events").put_events(Entries=[entry])["Entries"]
    assert answer["ErrorCode"] == "NotAuthorizedForSourceException"
    assert listener.told() == []
