"""Terms documents: where an app client's terms of use and its privacy policy are, by language.

Sources: the operations' pages in Cognito's API reference; "Terms documents" (managed login) and "Quotas in
Amazon Cognito" in the developer guide. No page quotes AWS's words for what is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_found
from cognito_emulator.cognito.operations.pages import page_before, position_of, with_token
from cognito_emulator.cognito.user_pool import UserPool

Answer = dict[str, Any]
TERMS = "terms"
_MOST = 40
_MOST_LISTED = 60
_CHANGEABLE = ("TermsName", "TermsSource", "Enforcement", "Links")
_LISTED = ("TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate")


async def create_terms(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    if not request.get("Links"):
        # CreateTermsRequest may leave it out, but TermsType, which describes what was made, may not
        raise invalid_parameter("Terms documents need a link in one language at least.")
    now = cognito.clock()
    terms = {
        "TermsId": str(uuid.uuid4()),
        "UserPoolId": pool.id,
        "ClientId": client.id,
        **{name: request[name] for name in _CHANGEABLE},
        "CreationDate": now,
        "LastModifiedDate": now,
    }
    with cognito.store.database.transaction():
        kept = cognito.store.pools.documents(pool.id, TERMS)
        _check_is_the_only_one(terms, kept)
        if len(kept) >= _MOST:
            raise AwsError("LimitExceededException", f"A user pool has at most {_MOST} terms documents.")
        cognito.store.pools.put_document(pool.id, TERMS, terms["TermsId"], terms)
    return {"Terms": terms}


async def describe_terms(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    return {"Terms": _found(cognito, pool, request["TermsId"])}


async def describe_terms_by_client(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    client = cognito.client_of(pool, request["ClientId"])
    terms = terms_of_client(cognito, pool, client.id).get(request["TermsName"])
    if terms is None:
        raise not_found(f"Client {client.id} has no terms documents of this name.")
    return {"Terms": terms}


async def update_terms(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    """What is left out stays as it was: UpdateTerms speaks of no defaults."""
    pool = cognito.pool(caller, request["UserPoolId"])
    given = {name: request[name] for name in _CHANGEABLE if request.get(name) is not None}
    with cognito.store.database.transaction():
        before = _found(cognito, pool, request["TermsId"])
        terms = {**before, **given, "LastModifiedDate": cognito.clock()}
        _check_is_the_only_one(terms, cognito.store.pools.documents(pool.id, TERMS))
        cognito.store.pools.put_document(pool.id, TERMS, terms["TermsId"], terms)
    return {"Terms": terms}


async def delete_terms(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    with cognito.store.database.transaction():
        terms = _found(cognito, pool, request["TermsId"])
        cognito.store.pools.remove_document(pool.id, TERMS, terms["TermsId"])
    return {}


async def list_terms(cognito: Cognito, request: Mapping[str, Any], caller: Caller) -> Answer:
    pool = cognito.pool(caller, request["UserPoolId"])
    after, limit = position_of(request.get("NextToken"), ""), request.get("MaxResults") or _MOST_LISTED
    kept = cognito.store.pools.documents(pool.id, TERMS)
    found = [terms for terms in kept if terms["TermsId"] > after]
    page, token = page_before(found, limit, lambda terms: terms["TermsId"])
    return with_token({"Terms": [_listed(terms) for terms in page]}, "NextToken", token)


def terms_of_client(cognito: Cognito, pool: UserPool, client_id: str) -> dict[str, dict[str, Any]]:
    """A client's terms documents, TermsType, by their names."""
    kept = cognito.store.pools.documents(pool.id, TERMS)
    return {terms["TermsName"]: terms for terms in kept if terms["ClientId"] == client_id}


def _check_is_the_only_one(terms: Mapping[str, Any], kept: Iterable[Mapping[str, Any]]) -> None:
    """Raise AwsError (TermsExistsException) where its client has others of this name."""
    for other in kept:
        is_namesake = all(other[name] == terms[name] for name in ("ClientId", "TermsName"))
        if is_namesake and other["TermsId"] != terms["TermsId"]:
            raise AwsError(
                "TermsExistsException", f"Client {terms['ClientId']} has {terms['TermsName']} already."
            )


def _found(cognito: Cognito, pool: UserPool, terms_id: str) -> dict[str, Any]:
    terms = cognito.store.pools.document(pool.id, TERMS, terms_id)
    if terms is None:
        raise not_found(f"Terms documents {terms_id} do not exist.")
    return terms


def _listed(terms: Mapping[str, Any]) -> dict[str, Any]:
    """TermsDescriptionType."""
    return {name: terms[name] for name in _LISTED}
