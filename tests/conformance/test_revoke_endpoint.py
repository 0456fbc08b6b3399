"""The revoke endpoint."""

from __future__ import annotations

from typing import Any

import httpx

from tests import http
from tests.conformance import wording
from tests.conformance.refusals import refused
from tests.conformance.web import App, Apps, must_be_refused

API = "openid aws.cognito.signin.user.admin"
SECRET: dict[str, Any] = {"GenerateSecret": True}


def must_be_done(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.content) == (200, b""), f"answers HTTP {answer.status_code}"


def test_a_revoked_refresh_token_gives_no_tokens(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("This endpoint also revokes the refresh token itself")."""
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    app.revoke(token)
    must_be_refused(app.refresh(token), "invalid_grant")


def test_the_answer_is_200_and_empty(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("A successful response contains an empty body")."""
    must_be_done(app.revoke(app.tokens(app.pool.confirmed())["refresh_token"]))


def test_the_access_tokens_of_the_sign_in_are_revoked_with_it(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("all subsequent access and identity tokens from the same refresh token")."""
    first = app.tokens(app.pool.confirmed(), scope=API)
    second = app.refresh(first["refresh_token"]).json()
    app.revoke(first["refresh_token"])
    for tokens in (first, second):
        with refused("NotAuthorizedException", message=wording.REVOKED):
            app.pool.cognito.get_user(AccessToken=tokens["access_token"])


def test_the_persons_other_sign_ins_go_on(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
    ("The other refresh tokens issued to the user are not affected")."""
    person = app.pool.confirmed()
    first, second = app.tokens(person, scope=API), app.tokens(person, scope=API)
    app.revoke(first["refresh_token"])
    assert app.refresh(second["refresh_token"]).status_code == 200
    assert app.pool.cognito.get_user(AccessToken=second["access_token"])["Username"]


def test_a_token_has_to_be_given(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("If the token isn't present in the request ... HTTP 400 and error invalid_request")."""
    must_be_refused(app.revoke(None), "invalid_request")


def test_an_access_token_is_of_the_wrong_kind(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("isn't a refresh token, you receive an HTTP 400 and error unsupported_token_type")."""
    tokens = app.tokens(app.pool.confirmed())
    for name in ("access_token", "id_token"):
        must_be_refused(app.revoke(tokens[name]), "unsupported_token_type")


def test_an_unknown_token_is_revoked_already(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("if the client submitted a token that isn't valid, you receive an HTTP 200 OK")."""
    must_be_done(app.revoke("no token"))


def test_a_token_may_be_revoked_twice(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("If the token has been revoked ... you receive an HTTP 200 OK")."""
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    must_be_done(app.revoke(token))
    must_be_done(app.revoke(token))


def test_a_client_without_revocation_revokes_nothing(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("if the feature is disabled for the app client, you receive an HTTP 400 and error invalid_request")."""
    app = apps.create({"EnableTokenRevocation": False})
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    must_be_refused(app.revoke(token), "invalid_request")
    assert app.refresh(token).status_code == 200


def test_a_client_with_a_secret_shows_it(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("If the client credentials aren't valid, you receive an HTTP 401 and error invalid_client")."""
    app = apps.create(SECRET)
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    must_be_refused(app.revoke(token, basic=(app.client_id, "wrong")), "invalid_client", 401)
    assert app.refresh(token).status_code == 200
    must_be_done(app.revoke(token, basic=(app.client_id, str(app.client_secret))))
    must_be_refused(app.refresh(token), "invalid_grant")


def test_a_header_that_is_none_is_refused(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("If the client credentials aren't valid, you receive an HTTP 401 and error invalid_client")."""
    header = {"authorization": "Basic of-no-kind"}
    address = f"{app.base}/oauth2/revoke"
    answer = http.post(address, data={"token": "any"}, headers=header, timeout=30, trust_env=False)
    must_be_refused(answer, "invalid_client", 401)


def test_it_is_asked_by_post_alone(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("only supports HTTPS POST")."""
    answer = http.get(f"{app.base}/oauth2/revoke", timeout=30, trust_env=False)
    assert 400 <= answer.status_code < 500, f"answers HTTP {answer.status_code} to GET"


def test_an_unknown_client_is_refused(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
    ("If the client credentials aren't valid, you receive an HTTP 401 and error invalid_client")."""
    must_be_refused(app.revoke("any", client_id="1example23456789"), "invalid_client", 401)


def test_a_client_revokes_no_other_clients_token(app: App, apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
    ("you must use the same client ID that was used to obtain the token"),
    https://www.rfc-editor.org/rfc/rfc7009#section-2.1
    ("the request is refused and the client is informed of the error")."""
    token = app.tokens(app.pool.confirmed())["refresh_token"]
    answer = apps.another(app).revoke(token)
    assert answer.status_code == 400, f"answers HTTP {answer.status_code}"
    assert app.refresh(token).status_code == 200


def test_a_token_of_the_api_is_revoked_here_too(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
    ("you can revoke tokens using the revocation endpoint")."""
    tokens = app.pool.tokens(app.pool.confirmed())
    must_be_done(app.revoke(tokens["RefreshToken"]))
    with refused("NotAuthorizedException"):
        app.pool.refresh(tokens["RefreshToken"])
