"""From a provider's code to what it says of a person: its tokens, checked, and its userInfo.

Sources: "OIDC user pool IdP authentication flow" and "Authorize endpoint" (the errors) in the Cognito
developer guide; OpenID Connect Core sections 3.1.3 and 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt

from cognito_emulator.cognito.federation.outbound import ProviderError, ask
from cognito_emulator.cognito.federation.provider import Provider

_LATE_TOKEN = "Timeout occurred in calling IdP token endpoint"  # noqa: S105 - AWS's words
_LATE_KEYS = "Timeout in calling jwks uri"
_LATE = "Read timed out"
_OK = 200
_BY_SECRET = ("HS256", "HS384", "HS512")
_BY_KEY = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512")


async def endpoints_of(provider: Provider) -> dict[str, str]:
    """The provider's addresses by their keys in ProviderDetails. Raises ProviderError."""
    if provider.discovery_url is None:
        return dict(provider.endpoints)
    status, document = await ask(provider.name, "GET", provider.discovery_url, late=_LATE)
    if status != _OK or not isinstance(document, dict):
        raise ProviderError(f"{provider.name} Error - {status} error getting openid-configuration")
    return provider.with_discovered(document)


async def claims_of(provider: Provider, code: str, redirect_uri: str, nonce: str) -> dict[str, Any]:
    """What the ID token and userInfo say of whom a code is for. Raises ProviderError."""
    endpoints = await endpoints_of(provider)
    tokens = await _tokens(provider, endpoints, code, redirect_uri)
    claims = await _identity(provider, endpoints, str(tokens.get("id_token", "")), nonce)
    if "attributes_url" not in endpoints or not tokens.get("access_token"):
        return claims
    told = await _user_info(provider, endpoints["attributes_url"], str(tokens["access_token"]))
    if told.get("sub", claims["sub"]) != claims["sub"]:
        raise ProviderError(f"{provider.name} tells of somebody else than it has signed in")
    return {**claims, **told}


async def _tokens(
    provider: Provider, endpoints: Mapping[str, str], code: str, redirect_uri: str
) -> Mapping[str, Any]:
    """By client_secret_post, as AWS does."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
    }
    url = endpoints.get("token_url", "")
    status, answer = await ask(provider.name, "POST", url, late=_LATE_TOKEN, form=form)
    if status != _OK or not isinstance(answer, dict):
        raise ProviderError(f"{provider.name} Error - {status} error getting token")
    return answer


async def _identity(
    provider: Provider, endpoints: Mapping[str, str], id_token: str, nonce: str
) -> dict[str, Any]:
    try:
        algorithm = str(jwt.get_unverified_header(id_token).get("alg"))
        key = await _key(provider, endpoints, id_token, algorithm)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=[provider.issuer, provider.issuer.rstrip("/")],
            # of its times AWS compares the end alone: a provider's clock may be ahead. It is compared with
            # the machine's time: a provider does not know that a test has moved the engine's
            options={"require": ["exp", "sub"], "verify_iat": False, "verify_nbf": False},
        )
    # a TypeError is of a key that is not the algorithm's
    except (jwt.PyJWTError, TypeError) as error:
        raise ProviderError(f"{provider.name} Error - the ID token is not valid") from error
    if claims.get("nonce") != nonce or not claims["sub"]:
        raise ProviderError(f"{provider.name} Error - the ID token is not of this sign-in")
    return claims


async def _key(provider: Provider, endpoints: Mapping[str, str], id_token: str, algorithm: str) -> Any:
    """The secret for HMAC, the published key for the rest: one is never taken for the other."""
    if algorithm in _BY_SECRET:
        return provider.client_secret
    if algorithm not in _BY_KEY:
        raise jwt.InvalidAlgorithmError
    status, answer = await ask(provider.name, "GET", endpoints.get("jwks_uri", ""), late=_LATE_KEYS)
    if status != _OK or not isinstance(answer, dict):
        raise ProviderError(f"{provider.name} Error - {status} error getting jwks")
    named = jwt.get_unverified_header(id_token).get("kid")
    for key in jwt.PyJWKSet.from_dict(answer).keys:
        if key.key_id == named:
            return key.key
    raise jwt.InvalidKeyError


async def _user_info(provider: Provider, url: str, access_token: str) -> Mapping[str, Any]:
    headers = {"authorization": f"Bearer {access_token}"}
    method = provider.asks_attributes_by
    status, answer = await ask(provider.name, method, url, late=_LATE, headers=headers)
    if status != _OK or not isinstance(answer, dict):
        raise ProviderError(f"{provider.name} Error - {status} error getting user info")
    return answer
