"""Which attributes an app client may read and write.

Source: ReadAttributes and WriteAttributes of CreateUserPoolClient in Cognito's API reference, and
"Attribute permissions and scopes" in the developer guide. The reference gives standard attributes as the
default and is silent on custom ones, which AWS's CDK reference names too (UserPoolClientOptions). The
wording of the refusals is AWS's own, as quoted in aws/aws-sdk-js#3603 (writing `email_verified`),
aws/aws-cdk#2608 and aws/aws-sdk-java#1395 (a client's lists).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.rules.attribute_schema import Schema

# Only the pool itself, or an administrator, says that an address is verified.
NEVER_WRITTEN_BY_CLIENTS = frozenset({"sub", "email_verified", "phone_number_verified", "identities"})


def check_writable(schema: Schema, client: AppClient, names: Iterable[str]) -> None:
    """Raise AwsError (NotAuthorizedException) for an attribute that the client may not write."""
    writable = _writable(schema, client)
    if any(name not in writable for name in names):
        raise AwsError("NotAuthorizedException", "A client attempted to write unauthorized attribute")


def readable(schema: Schema, client: AppClient, attributes: Mapping[str, str]) -> dict[str, str]:
    """Those of a user's attributes that the client may read; `sub` is everybody's."""
    allowed = frozenset(client.settings.get("ReadAttributes") or _shown_to_clients(schema)) | {"sub"}
    return {name: value for name, value in attributes.items() if name in allowed}


def check_lists(schema: Schema, settings: Mapping[str, object], doing: str) -> None:
    """Raise AwsError (InvalidParameterException) for a list that names what no client reads or writes, or
    that leaves out what each client writes: "Required attributes in a user pool are always writable".

    `doing` is "creating" or "updating".
    """
    shown, nothing = _shown_to_clients(schema), frozenset[str]()
    required = frozenset(name for name, attribute in schema.items() if attribute.get("Required"))
    never = NEVER_WRITTEN_BY_CLIENTS
    lists = {
        "ReadAttributes": ("read", nothing, shown | {"sub", "identities"}),
        "WriteAttributes": ("write", required - never, shown - never),
    }
    for name, (verb, least, most) in lists.items():
        wanted = settings.get(name)
        if isinstance(wanted, list) and not least <= frozenset(wanted) <= most:
            message = f"Invalid {verb} attributes specified while {doing} a client"
            raise AwsError("InvalidParameterException", message)


def _writable(schema: Schema, client: AppClient) -> frozenset[str]:
    listed = client.settings.get("WriteAttributes") or _shown_to_clients(schema)
    return frozenset(listed) - NEVER_WRITTEN_BY_CLIENTS


def _shown_to_clients(schema: Schema) -> frozenset[str]:
    return frozenset(
        name for name, attribute in schema.items() if not attribute.get("DeveloperOnlyAttribute")
    )
