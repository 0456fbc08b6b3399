"""An error in the protocol that its operation was asked in.

Sources: the protocols' pages in the Smithy documentation, on operation error serialization; "Error
responses" in S3's API reference, "Error codes" in EC2's; AWS query compatible trait (SQS).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import escape

import cbor2
from botocore.model import ServiceModel
from starlette.responses import Response

from cognito_emulator.faults.asked_operation import CBOR, JSON, QUERY
from cognito_emulator.faults.fault import Fault
from cognito_emulator.gateway.request_parts import RequestParts

_JSON_TYPE = "application/x-amz-json-1.0"


def error_answer(fault: Fault, code: str, protocol: str, request: RequestParts) -> Response:
    """The answer with the fault's message and status."""
    return _ANSWERS[protocol](fault, code, request)


def _json(fault: Fault, code: str, request: RequestParts) -> Response:
    asked_in = request.headers.get("content-type", "")
    kind = asked_in if asked_in.startswith("application/x-amz-json") else _JSON_TYPE
    content = json.dumps({"__type": code, "message": fault.message})
    response = Response(content, fault.status, {"x-amzn-errortype": code, "content-type": kind})
    if "awsQueryCompatible" in fault.service.metadata:
        response.headers["x-amzn-query-error"] = f"{code};{_whose(fault)}"
    return response


def _cbor(fault: Fault, code: str, _: RequestParts) -> Response:
    content = cbor2.dumps({"__type": code, "message": fault.message})
    headers = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}
    return Response(content, fault.status, headers)


def _rest_json(fault: Fault, code: str, _: RequestParts) -> Response:
    content = json.dumps({"message": fault.message})
    return Response(content, fault.status, {"x-amzn-errortype": code}, media_type="application/json")


def _query(fault: Fault, code: str, _: RequestParts) -> Response:
    error = f"<Error><Type>{_whose(fault)}</Type>{_said(fault, code)}</Error>"
    content = f"<ErrorResponse{_namespace(fault.service)}>{error}</ErrorResponse>"
    return Response(content, fault.status, media_type="text/xml")


def _ec2(fault: Fault, code: str, _: RequestParts) -> Response:
    content = f"<Response><Errors><Error>{_said(fault, code)}</Error></Errors></Response>"
    return Response(content, fault.status, media_type="text/xml")


def _rest_xml(fault: Fault, code: str, request: RequestParts) -> Response:
    if fault.service.service_name != "s3":
        return _query(fault, code, request)
    return Response(f"<Error>{_said(fault, code)}</Error>", fault.status, media_type="application/xml")


def _said(fault: Fault, code: str) -> str:
    return f"<Code>{escape(code)}</Code><Message>{escape(fault.message)}</Message>"


def _namespace(service: ServiceModel) -> str:
    uri = service.metadata.get("xmlNamespace")
    return f' xmlns="{uri}"' if isinstance(uri, str) else ""


def _whose(fault: Fault) -> str:
    return "Receiver" if fault.status >= 500 else "Sender"


_ANSWERS: dict[str, Callable[[Fault, str, RequestParts], Response]] = {
    JSON: _json,
    CBOR: _cbor,
    QUERY: _query,
    "ec2": _ec2,
    "rest-json": _rest_json,
    "rest-xml": _rest_xml,
}
