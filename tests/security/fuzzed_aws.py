"""AWS in memory for the fuzz tests: botocore's own parameter checks and serialisation before a table.

A call that botocore would not send raises here what it raises there. The attacks in this folder run on the
real stack; ten thousand events would take it an hour.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.serialize import create_serializer

from tests.unit.fakes import client_error

SERVICES = {
    "put_item": ("dynamodb", "PutItem"),
    "update_item": ("dynamodb", "UpdateItem"),
    "admin_add_user_to_group": ("cognito-idp", "AdminAddUserToGroup"),
    "admin_get_user": ("cognito-idp", "AdminGetUser"),
    "send_message": ("sqs", "SendMessage"),
    "change_message_visibility": ("sqs", "ChangeMessageVisibility"),
}


@dataclass
class FuzzedAws:
    """The clients of every handler in one. `written` are the calls that have changed something."""

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def put_item(self, **parameters: Any) -> dict[str, Any]:
        _serialised("put_item", parameters)
        key = parameters["Item"]["user_id"]["S"]
        if key in self.items:
            error = client_error("ConditionalCheckFailedException")
            error.response["Item"] = self.items[key]  # type: ignore[typeddict-unknown-key]
            raise error
        self.items[key] = parameters["Item"]
        self.written.append("PutItem")
        return {}

    def update_item(self, **parameters: Any) -> dict[str, Any]:
        _serialised("update_item", parameters)
        key = parameters["Key"]["user_id"]["S"]
        if key not in self.items:
            raise client_error("ConditionalCheckFailedException")
        self.written.append("UpdateItem")
        return {"Attributes": self.items[key]}

    def admin_add_user_to_group(self, **parameters: Any) -> dict[str, Any]:
        _serialised("admin_add_user_to_group", parameters)
        self.written.append(f"AdminAddUserToGroup {parameters['GroupName']}")
        return {}

    def admin_get_user(self, **parameters: Any) -> Any:
        _serialised("admin_get_user", parameters)
        if parameters["Username"] not in self.users:
            raise client_error("UserNotFoundException")
        return self.users[parameters["Username"]]

    def send_message(self, **parameters: Any) -> dict[str, Any]:
        _serialised("send_message", parameters)
        self.written.append("SendMessage")
        return {}

    def change_message_visibility(self, **parameters: Any) -> dict[str, Any]:
        _serialised("change_message_visibility", parameters)
        return {}


def _serialised(method: str, parameters: dict[str, Any]) -> None:
    service, operation = SERVICES[method]
    model = _model(service)
    _serializer(service).serialize_to_request(parameters, model.operation_model(operation))


@functools.cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


@functools.cache
def _serializer(service: str) -> Any:
    return create_serializer(_model(service).metadata["protocol"], include_validation=True)
