"""A fault as a test describes it, held to botocore's model of the service."""

from __future__ import annotations

import difflib
import functools
import itertools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import ServiceModel
from ministack.core.router import SERVICE_PATTERNS

LONGEST_SECONDS = 600.0
# Source: "Common error types" in the API references. Models of the JSON protocols name no status
_STATUS_BY_BEGINNING = {"Internal": 500, "ServiceUnavailable": 503}
_OF_CLIENT = 400
_DEFAULT_CODE = "InternalFailure"
_ids = itertools.count(1)


class FaultError(Exception):
    """What is asked for is no fault; the message says why and what is."""


@dataclass
class Fault:
    """`operation` is None for all of the service's; `code` is None for a delay alone.

    `latency` is in seconds. It strikes with a `probability`, `times` at most (None: without end), and has
    `struck` so often.
    """

    service: ServiceModel
    operation: str | None
    code: str | None
    message: str
    status: int
    latency: float
    times: int | None
    probability: float
    struck: int = 0
    id: int = field(default_factory=lambda: next(_ids))

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Fault:
        """A fault of its JSON; FaultError for what is not one."""
        known = ("service", "operation", "code", "message", "status", "latency", "times", "probability")
        for name in asked:
            if name not in known:
                raise FaultError(f"{name!r} says nothing of a fault.{_meant(name, known)}")
        service = service_model(_text(asked, "service"))
        operation = _operation(service, _text(asked, "operation"))
        latency = _number(asked, "latency", LONGEST_SECONDS)
        code = _text(asked, "code") or (None if latency else _DEFAULT_CODE)
        status = asked.get("status")
        return cls(
            service,
            operation,
            code,
            _text(asked, "message") or "A fault that a test has asked for.",
            _status(status) if status is not None else _status_of(service, code),
            latency,
            _times(asked.get("times")),
            1.0 if asked.get("probability") is None else _number(asked, "probability", 1.0),
        )

    @property
    def is_over(self) -> bool:
        return self.times is not None and self.struck >= self.times

    def described(self) -> dict[str, Any]:
        """Its JSON, with `id` and `struck`."""
        return {
            "id": self.id,
            "service": self.service.service_name,
            "operation": self.operation,
            "code": self.code,
            "message": self.message,
            "status": self.status,
            "latency": self.latency,
            "times": self.times,
            "probability": self.probability,
            "struck": self.struck,
        }


@functools.cache
def service_model(name: str) -> ServiceModel:
    """botocore's model of a service that the engine serves, by its name in boto3. FaultError for others."""
    session = botocore.session.get_session()
    try:
        model: ServiceModel = session.get_service_model(name)
    except (UnknownServiceError, ValueError):
        meant = _meant(name, session.get_available_services())
        raise FaultError(f"{name!r} is no service's name in boto3.{meant}") from None
    if _served().isdisjoint({name, model.signing_name, model.endpoint_prefix}):
        raise FaultError(f"The engine does not serve {name}, so nothing of it can fail.")
    return model


@functools.cache
def _served() -> frozenset[str]:
    scopes = (str(known.get("credential_scope")) for known in SERVICE_PATTERNS.values())
    return frozenset({*SERVICE_PATTERNS, *scopes})


def _operation(service: ServiceModel, name: str) -> str | None:
    if not name:
        return None
    if name not in service.operation_names:
        meant = _meant(name, service.operation_names)
        raise FaultError(f"{name!r} is no operation of {service.service_name}, as AWS's API names it.{meant}")
    return name


def _status_of(service: ServiceModel, code: str | None) -> int:
    for shape in service.error_shapes:
        said = shape.metadata.get("error", {}).get("httpStatusCode")
        if said and code in (shape.name, shape.metadata["error"].get("code")):
            return int(said)
    by_beginning = (
        status for begins, status in _STATUS_BY_BEGINNING.items() if (code or "").startswith(begins)
    )
    return next(by_beginning, _OF_CLIENT)


def _meant(name: str, known: Collection[str]) -> str:
    """A sentence that names what may have been meant; put_item is near PutItem."""
    by_letters = {_letters(each): each for each in known}
    near = difflib.get_close_matches(_letters(name), by_letters, n=3, cutoff=0.5)
    return f" There is {', '.join(by_letters[each] for each in near)}." if near else ""


def _letters(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name)
    if value is not None and not isinstance(value, str):
        raise FaultError(f"{name} is a text, and not {value!r}.")
    return value or ""


def _number(asked: Mapping[str, Any], name: str, most: float) -> float:
    value = asked.get(name)
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise FaultError(f"{name} is a number from 0 to {most:g}, and not {value!r}.")
    return float(value)


def _status(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 400 <= value <= 599:
        raise FaultError(f"status is a number from 400 to 599, and not {value!r}.")
    return value


def _times(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1 or math.isinf(value):
        raise FaultError(f"times is a number from 1, and not {value!r}.")
    return value
