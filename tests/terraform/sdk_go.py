"""AWS's API as SDK Go v2 speaks it, which Terraform's AWS provider is built on.

Two things in it differ from boto3: CloudWatch is spoken to in CBOR, and an answer whose members are not of
the model's types is an error ("deserialization failed"), where boto3 takes what comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, Shape, StructureShape

AGENT = "APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/6.58.0"
CBOR = "smithy-rpc-v2-cbor"
NOT_IN_THE_BODY = {"header", "headers", "statusCode", "uri", "querystring"}
XML = {
    "integer": re.compile(r"-?\d+"),
    "long": re.compile(r"-?\d+"),
    "double": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "float": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false"),
    "timestamp": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
}
JSON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "blob": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float),
}


class SdkGo:
    """Calls to one endpoint, each noted down by its operation, and whatever in an answer is wrong."""

    def __init__(self, endpoint_url: str, region: str) -> None:
        self.operations: list[str] = []
        self.undecodable: list[str] = []
        self._endpoint_url, self._region = endpoint_url, region
        self._session = botocore.session.Session()
        self._session.register_component("data_loader", _CborLoader())
        self._clients: dict[str, Any] = {}

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one call. Raises ClientError as boto3 does."""
        self.operations.append(operation)
        answer: dict[str, Any] = getattr(self._client(service), xform_name(operation))(**parameters)
        return answer

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            client = self._session.create_client(
                service,
                endpoint_url=self._endpoint_url,
                region_name=self._region,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(
                    user_agent=AGENT, retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60
                ),
            )
            client.meta.events.register("before-parse.*.*", self._decode)
            self._clients[service] = client
        return self._clients[service]

    def _decode(self, operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
        """Every member that an SDK with types would refuse."""
        shape, body = operation_model.output_shape, response_dict["body"]
        if response_dict["status_code"] >= 300 or shape is None or not body:
            return
        protocol = operation_model.service_model.resolved_protocol
        if protocol in ("json", "rest-json") and "payload" not in shape.serialization:
            wrong = _wrong_in_json(json.loads(body), shape, operation_model.name)
        elif protocol == "query":
            wrong = _wrong_in_query(body, operation_model)
        else:
            return  # CBOR has types of its own
        self.undecodable.extend(wrong)


class _CborLoader(Loader):
    """botocore's models, with CBOR as the one protocol of CloudWatch."""

    def __init__(self) -> None:
        super().__init__(extra_search_paths=None, include_default_search_paths=True)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        model = super().load_service_model(service_name, type_name, api_version)
        if (service_name, type_name) == ("cloudwatch", "service-2"):
            return {**model, "metadata": {**model["metadata"], "protocol": CBOR, "protocols": [CBOR]}}
        return model


def _wrong_in_json(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if value is None:
        return
    expected = {"structure": (dict,), "map": (dict,), "list": (list,)} | JSON
    is_right = isinstance(value, expected[shape.type_name])
    if not is_right or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{path}: {shape.type_name} expected, {value!r:.60} got"
    elif isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            serialization = member.serialization
            if serialization.get("location") not in NOT_IN_THE_BODY:
                nested = value.get(serialization.get("name", name))
                yield from _wrong_in_json(nested, member, f"{path}.{name}")
    elif isinstance(shape, ListShape):
        for item in value:
            yield from _wrong_in_json(item, shape.member, f"{path}[]")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _wrong_in_json(item, shape.value, f"{path}[{key}]")


def _wrong_in_query(body: bytes, operation_model: Any) -> Iterator[str]:
    root = ElementTree.fromstring(body)  # noqa: S314 - of the engine under test
    name = operation_model.name
    result = next((child for child in root.iter() if _local(child) == f"{name}Result"), None)
    if result is None and operation_model.output_shape.members:
        yield f"{name}: no {name}Result"
    elif result is not None:
        yield from _wrong_in_xml(result, operation_model.output_shape, name)


def _wrong_in_xml(element: ElementTree.Element, shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for child in element:
            if _local(child) in members:
                yield from _wrong_in_xml(child, members[_local(child)], f"{path}.{_local(child)}")
    elif isinstance(shape, ListShape):
        for child in element:
            yield from _wrong_in_xml(child, shape.member, f"{path}[]")
    elif (form := XML.get(shape.type_name)) and not form.fullmatch((element.text or "").strip()):
        yield f"{path}: {shape.type_name} expected, {element.text!r:.60} got"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
