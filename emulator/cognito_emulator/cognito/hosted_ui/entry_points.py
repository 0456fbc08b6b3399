"""/oauth2/authorize and /login as an app opens them: whether a session may answer for the person.

Sources: "The redirect and authorization endpoint" and "The managed login sign-in endpoint: /login" (it
"supports all the request parameters of the authorize endpoint"; `max_age`) in the Cognito developer guide;
OpenID Connect Core section 3.1.2.1.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from cognito_emulator.cognito.federation.provider import OWN_DIRECTORY
from cognito_emulator.cognito.hosted_ui.providers import named_provider
from cognito_emulator.cognito.hosted_ui.sign_in import authorize, login
from cognito_emulator.cognito.hosted_ui.visit import Visit


async def authorize_endpoint(visit: Visit) -> Response:
    """A sign-in that is older than `max_age` is one that has to be made again."""
    authorization = visit.authorization
    if not _is_too_old(visit):
        return await authorize(visit)
    parameters = {**authorization.parameters, "prompt": " ".join(sorted({*authorization.prompts, "login"}))}
    return await authorize(replace(visit, authorization=replace(authorization, parameters=parameters)))


async def login_endpoint(visit: Visit) -> Response:
    """The page, but to a provider that is named, and with `prompt=none`, as from the authorize endpoint."""
    names_another = named_provider(visit) not in (None, OWN_DIRECTORY)
    if names_another or "none" in visit.authorization.prompts:
        return await authorize_endpoint(visit)
    return await login(visit)


def _is_too_old(visit: Visit) -> bool:
    """Raises RefusedToAppError for an age that is no number of seconds."""
    oldest = visit.authorization.parameters.get("max_age")
    if oldest is None:
        return False
    if not (oldest.isascii() and oldest.isdecimal()):
        raise visit.authorization.refused("invalid_request", "max_age is no number of seconds")
    now = visit.client.cognito.clock()
    session = visit.session.signed_in_to(visit.client.pool.id, now)
    return session is not None and now - session.auth_time > int(oldest)
