"""Passkeys of who is signed in: registered, listed, deleted.

Source: the operations' pages in Cognito's API reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.cognito.authentication import passkeys
from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import not_found
from cognito_emulator.cognito.operations.pages import page_of, position_of, with_token
from cognito_emulator.cognito.tokens.verify import signed_in

Answer = dict[str, Any]


async def start_web_authn_registration(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    from cognito_emulator.cognito.authentication import web_authn  # noqa: PLC0415 - py_webauthn is slow to import, and few need it

    by = signed_in(cognito, request["AccessToken"])
    passkeys.check_enabled(by.pool)
    return {"CredentialCreationOptions": web_authn.creation_options(cognito, by)}


async def complete_web_authn_registration(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    from cognito_emulator.cognito.authentication import web_authn  # noqa: PLC0415 - py_webauthn is slow to import, and few need it

    by = signed_in(cognito, request["AccessToken"])
    passkeys.check_enabled(by.pool)
    web_authn.register(cognito, by, request["Credential"])
    return {}


async def list_web_authn_credentials(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    by = signed_in(cognito, request["AccessToken"])
    known = [passkeys.described(each) for each in cognito.store.passkeys.of_user(by.user.id)]
    start = position_of(request.get("NextToken"), 0)
    page, token = page_of(known, start, request.get("MaxResults") or passkeys.MOST)
    return with_token({"Credentials": page}, "NextToken", token)


async def delete_web_authn_credential(cognito: Cognito, request: Mapping[str, Any], _: Caller) -> Answer:
    by = signed_in(cognito, request["AccessToken"])
    with cognito.store.database.transaction():
        if not cognito.store.passkeys.remove(by.user.id, request["CredentialId"]):
            raise not_found("The user has no such passkey.")
    return {}
