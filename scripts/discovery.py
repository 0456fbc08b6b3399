"""Where a local engine's user pool has its issuer, its keys and its pages, as its discovery document says.

AWS's issuer is known from the pool's id. A local engine may sign with an address of its own: LocalStack's is
`http://localhost:4566/POOL` or `http://localhost.localstack.cloud:4566/POOL`, and its pages are below
`/_aws/cognito-idp`.
https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
https://docs.localstack.cloud/aws/services/cognito-idp/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx

from scripts import loopback
from scripts.errors import CommandError
from scripts.stack_file import HOSTED_UI_URLS, Stack

PATH = ".well-known/openid-configuration"
AUTHORIZE_PATH = "/oauth2/authorize"
NEEDED = ("issuer", "jwks_uri", "authorization_endpoint")


def discovered(stack: Stack) -> Stack:
    """The stack with the addresses that its engine publishes in place of AWS's; on AWS as it is.

    Raises CommandError where the engine publishes none.
    """
    if stack.endpoint_url is None:
        return stack
    url = f"{stack.endpoint_url}/{stack.user_pool_id}/{PATH}"
    return at_its_addresses(stack, _document(url, stack.ca_bundle))


def at_its_addresses(stack: Stack, document: Mapping[str, Any]) -> Stack:
    """The stack with the addresses of this document.

    The issuer is only compared, so it stays as it is. What is fetched is fetched from the stack's endpoint:
    behind a published port an engine in a container names one at which nobody here reaches it.
    """
    authorize = _moved_to(stack.endpoint_url, document["authorization_endpoint"])
    pages = authorize.removesuffix(AUTHORIZE_PATH)
    found = {name: _moved_to(pages, stack.outputs[name]) for name in HOSTED_UI_URLS if name in stack.outputs}
    found["user_pool_issuer"] = str(document["issuer"])
    found["jwks_url"] = _moved_to(stack.endpoint_url, document["jwks_uri"])
    return replace(stack, outputs={**stack.outputs, **found})


def _document(url: str, ca_bundle: str | None) -> Mapping[str, Any]:
    try:
        content = loopback.get(url, ca_bundle=ca_bundle).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise _not_usable(url, str(error) or type(error).__name__) from None
    missing = [name for name in NEEDED if not isinstance(content, dict) or not content.get(name)]
    if missing:
        raise _not_usable(url, f"it lacks {', '.join(missing)}")
    return dict(content)


def _not_usable(url: str, why: str) -> CommandError:
    return CommandError(f"The engine's discovery document at {url} cannot be used: {why}.", "make logs")


def _moved_to(base: str | None, url: str) -> str:
    parts = urlsplit(url)
    return f"{base}{parts.path}" + (f"?{parts.query}" if parts.query else "")
