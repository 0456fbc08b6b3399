"""Back to the app with what it has asked for: a code, or the tokens themselves.

Source: "Authorize endpoint" (authorization code grant, implicit grant) in the Cognito developer guide.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.hosted_ui.visit import FOUND, Visit
from cognito_emulator.cognito.oauth.authorization_codes import issue_code
from cognito_emulator.cognito.tokens.issue import HOSTED, Grant, tokens_of_new_sign_in
from cognito_emulator.cognito.user import User


async def back_to_app(visit: Visit, user: User, auth_time: float) -> Response:
    """With a code, or with tokens where the app has asked for those."""
    authorization, client = visit.authorization, visit.client
    if authorization.wants_tokens:
        return RedirectResponse(await _with_tokens(visit, user, int(auth_time)), FOUND)
    code = issue_code(client.cognito, client.client, user, authorization.parameters, auth_time=int(auth_time))
    return RedirectResponse(authorization.answered({"code": code}), FOUND)


async def _with_tokens(visit: Visit, user: User, auth_time: int) -> str:
    """The callback URL of an implicit grant: tokens, and none that refreshes them."""
    authorization, client = visit.authorization, visit.client
    parameters = authorization.parameters
    grant = Grant(
        scope=authorization.scope,
        nonce=parameters.get("nonce"),
        resource=parameters.get("resource", ""),
        auth_time=auth_time,
        is_refreshable=False,
    )
    tokens = await tokens_of_new_sign_in(
        client.cognito, client.pool, client.client, user, HOSTED, grant=grant
    )
    answer = {"id_token": tokens.id_token} if tokens.has_openid else {}
    answer |= {"access_token": tokens.access_token, "expires_in": str(tokens.seconds_valid)}
    return authorization.answered_by_tokens({**answer, "token_type": "Bearer"})
