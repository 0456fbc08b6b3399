"""DynamoDB's items as Python has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Each attribute's value as boto3's resource gives it: numbers are Decimal, sets are sets.

    https://docs.aws.amazon.com/boto3/latest/reference/customizations/dynamodb.html
    """
    from boto3.dynamodb.types import TypeDeserializer  # noqa: PLC0415 - brings S3 transfers, which no engine needs

    plain = TypeDeserializer().deserialize
    return {name: plain(value) for name, value in item.items()}
