"""Where a rule comes from: URLs, and shapes of the API model, which are looked up so that none is made up."""

from __future__ import annotations

import re
from functools import cache

import botocore.session
from botocore.model import ServiceModel, StructureShape

# no pattern of an address in backticks, no full stop behind one
_URL = re.compile(r"(?<!`)https://[^\s,;]*[^\s,;.)]")
_MODEL = re.compile(r"Model:\s+(?P<shape>[A-Z]\w+)(?:\.(?P<member>\w+))?(?:\s+(?P<error>[A-Z]\w+Exception))?")


def sources(docstring: str) -> list[str]:
    """URLs, and model citations such as `SignUp.errors UsernameExistsException`.

    Raises LookupError for a citation that the API model of this botocore does not hold.
    """
    found = _URL.findall(docstring)
    for cited in _MODEL.finditer(docstring):
        _look_up(cited["shape"], cited["member"], cited["error"])
        found.append(" ".join(cited.group().removeprefix("Model:").split()))
    return found


def _look_up(shape: str, member: str | None, error: str | None) -> None:
    model = _model()
    if shape in model.operation_names:
        errors = {each.name for each in model.operation_model(shape).error_shapes}
        if error is not None and error not in errors:
            raise LookupError(f"{shape} has no {error}")
        if member not in (None, "errors"):
            raise LookupError(f"{shape} is an operation: cite its input's shape for {member}")
        return
    if shape not in model.shape_names:
        raise LookupError(f"the API model has no {shape}")
    described = model.shape_for(shape)
    if member is not None and not (isinstance(described, StructureShape) and member in described.members):
        raise LookupError(f"{shape} has no {member}")


@cache
def _model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("cognito-idp")
