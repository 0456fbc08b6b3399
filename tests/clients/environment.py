"""How a program in another language gets the stack: by its environment alone, as on AWS."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack


def environment_of(stack: Stack) -> dict[str, str]:
    """The tests' own environment without an AWS account in it, and the stack under the names it has."""
    without_account = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **without_account,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
        "AWS_REGION": stack.region,
        "AWS_ENDPOINT_URL": str(stack.endpoint_url),
        "USER_POOL_ID": stack.user_pool_id,
        "USER_POOL_ISSUER": stack.user_pool_issuer,
        "JWKS_URL": stack.jwks_url,
        "CLIENT_ID": stack.user_pool_client_id,
        "CALLBACK_URL": _callback_url(stack),
    }


def _callback_url(stack: Stack) -> str:
    return parse_qs(urlsplit(stack.hosted_ui_login_url).query)["redirect_uri"][0]
