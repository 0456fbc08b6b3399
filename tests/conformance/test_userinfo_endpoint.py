"""The userInfo endpoint."""

from __future__ import annotations

from typing import Any

import pytest

from tests import http
from tests.conformance.pools import Person
from tests.conformance.web import App, Apps

ABOUT = {"name": "Ada", "custom:plan": "basic", "phone_number": "+15555550100"}


@pytest.fixture
def reader(apps: Apps) -> App:
    """An app that may read and write every attribute."""
    return apps.create({"ReadAttributes": None, "WriteAttributes": None})


def somebody(app: App) -> Person:
    return app.pool.confirmed(Attributes=ABOUT)


def info(app: App, person: Person, scope: str) -> dict[str, Any]:
    answer = app.user_info(app.tokens(person, scope=scope)["access_token"])
    assert answer.status_code == 200, f"answers HTTP {answer.status_code} {answer.text[:200]}"
    return dict(answer.json())


def test_openid_by_itself_shows_all_that_the_client_may_read(reader: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`openid`: "all user attributes that the app client can read")."""
    person = somebody(reader)
    assert {**ABOUT, "email": person.address}.items() <= info(reader, person, "openid").items()


def test_openid_and_email_show_the_address_and_no_more(reader: App) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
    (`openid email`: sub, email, email_verified; "the same attributes from userInfo endpoint")."""
    person = somebody(reader)
    said = info(reader, person, "openid email")
    assert said["email"] == person.address
    assert said.keys() <= {"sub", "email", "email_verified", "username", "identities"}


def test_openid_and_profile_show_the_rest(reader: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`openid profile`: name ... "Also returns custom attributes")."""
    said = info(reader, somebody(reader), "openid profile")
    assert (said["name"], said["custom:plan"]) == (ABOUT["name"], ABOUT["custom:plan"])
    assert not said.keys() & {"email", "email_verified", "phone_number"}


def test_openid_and_phone_show_the_number(reader: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`openid phone`: "the phone_number and phone_number_verified attributes")."""
    said = info(reader, somebody(reader), "openid phone")
    assert said["phone_number"] == ABOUT["phone_number"]
    assert "email" not in said


def test_sub_and_user_name_are_always_shown(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (example response: sub, username)."""
    person = app.pool.confirmed()
    said = info(app, person, "openid email")
    assert said["sub"] == app.pool.attributes(person)["sub"]
    assert said["username"] == app.pool.user(person)["Username"]


def test_whether_an_address_is_verified_is_a_string(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    ("returns the values for email_verified and phone_number_verified as strings")."""
    assert info(app, app.pool.confirmed(), "openid email")["email_verified"] == "true"


def test_what_the_client_may_not_read_is_left_out(apps: Apps) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    ("all of the attributes within the specification that your app client does have read access to")."""
    app = apps.create({"ReadAttributes": ["email", "email_verified"]})
    said = info(app, app.pool.confirmed(Attributes={"name": "Ada"}), "openid profile")
    assert "name" not in said


def test_it_may_be_asked_by_post(app: App) -> None:
    """Source: https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
    ("MUST support the use of the HTTP GET and HTTP POST methods")."""
    token = app.tokens(app.pool.confirmed())["access_token"]
    assert app.user_info(token, "POST").json() == app.user_info(token).json()


def test_without_a_token_the_request_is_bad(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (400, WWW-Authenticate: `error="invalid_request"`, "Bad OAuth2 request at UserInfo Endpoint")."""
    answer = app.user_info(None)
    assert answer.status_code == 400, f"answers HTTP {answer.status_code}"
    told = answer.headers.get("www-authenticate", "")
    assert 'error="invalid_request"' in told
    assert "Bad OAuth2 request at UserInfo Endpoint" in told


ENDED = "Access token is expired, disabled, or deleted, or the user has globally signed out."


def must_be_invalid(app: App, token: str, why: str = "") -> None:
    answer = app.user_info(token)
    assert answer.status_code == 401, f"answers HTTP {answer.status_code} {answer.text[:100]}; AWS: 401"
    told = answer.headers.get("www-authenticate", "")
    assert 'error="invalid_token"' in told
    assert why in told, f"says {told}; AWS: {why}"


def test_what_is_no_token_is_invalid(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (401, WWW-Authenticate: `error="invalid_token"`, "Access token is expired, disabled, or deleted")."""
    must_be_invalid(app, "no token", ENDED)


def test_a_token_of_the_api_has_no_scope_for_it(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    ("the userInfo endpoint doesn't accept these access tokens")."""
    must_be_invalid(app, app.pool.tokens(app.pool.confirmed())["AccessToken"])


def test_a_token_without_openid_is_invalid(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    ("The openid scope must be one of the access token claims"), https://github.com/simov/grant/issues/189
    ("Access token does not contain openid scope")."""
    tokens = app.tokens(app.pool.confirmed(), scope="aws.cognito.signin.user.admin")
    must_be_invalid(app, tokens["access_token"], "Access token does not contain openid scope")


def test_an_id_token_is_none_for_it(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    ("Pass the access token in the authorization header field")."""
    must_be_invalid(app, app.tokens(app.pool.confirmed())["id_token"])


def test_a_revoked_token_is_invalid(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (invalid_token: "expired, revoked, malformed")."""
    tokens = app.tokens(app.pool.confirmed())
    app.pool.cognito.revoke_token(ClientId=app.client_id, Token=tokens["refresh_token"])
    must_be_invalid(app, tokens["access_token"])


def test_who_has_signed_out_everywhere_is_shown_no_more(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (invalid_token: "or the user has globally signed out")."""
    person = app.pool.confirmed()
    token = app.tokens(person)["access_token"]
    app.pool.cognito.admin_user_global_sign_out(UserPoolId=app.pool.id, Username=person.username)
    must_be_invalid(app, token)


def test_who_is_disabled_is_shown_no_more(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (invalid_token: "expired, disabled, or deleted")."""
    person = app.pool.confirmed()
    token = app.tokens(person)["access_token"]
    app.pool.cognito.admin_disable_user(UserPoolId=app.pool.id, Username=person.username)
    must_be_invalid(app, token)


def test_who_is_deleted_is_shown_no_more(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (invalid_token: "expired, disabled, or deleted")."""
    person = app.pool.confirmed()
    token = app.tokens(person)["access_token"]
    app.pool.cognito.admin_delete_user(UserPoolId=app.pool.id, Username=person.username)
    must_be_invalid(app, token)


def test_no_cache_keeps_what_it_shows(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`Cache-Control: no-cache, no-store, max-age=0, must-revalidate`, `Pragma: no-cache`, `Expires: 0`)."""
    for token in (app.tokens(app.pool.confirmed())["access_token"], "no token"):
        headers = app.user_info(token).headers
        assert {"no-cache", "no-store"} <= {each.strip() for each in headers["cache-control"].split(",")}
        assert (headers.get("pragma"), headers.get("expires")) == ("no-cache", "0")


def test_no_browser_takes_its_answer_for_something_else(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`X-Content-Type-Options: nosniff`, `X-Frame-Options: DENY`, `application/json;charset=UTF-8`)."""
    headers = app.user_info(app.tokens(app.pool.confirmed())["access_token"]).headers
    assert (headers.get("x-content-type-options"), headers.get("x-frame-options")) == ("nosniff", "DENY")
    assert headers["content-type"].replace(" ", "").lower() == "application/json;charset=utf-8"


def test_a_token_of_another_scheme_is_none(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (`Authorization: Bearer <access_token>`; invalid_request)."""
    token = app.tokens(app.pool.confirmed())["access_token"]
    for said in (f"Basic {token}", token, "Bearer"):
        answer = http.get(
            f"{app.base}/oauth2/userInfo", headers={"authorization": said}, timeout=30, trust_env=False
        )
        assert answer.status_code == 400, f"answers HTTP {answer.status_code} to {said.partition(' ')[0]}"
        assert 'error="invalid_request"' in answer.headers["www-authenticate"]


def test_a_token_in_the_address_is_none(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
    (Authorization: "Pass the access token in the authorization header field. Required")."""
    token = app.tokens(app.pool.confirmed())["access_token"]
    address = f"{app.base}/oauth2/userInfo"
    answer = http.get(address, params={"access_token": token}, timeout=30, trust_env=False)
    assert answer.status_code == 400


def test_the_scheme_of_a_token_is_in_any_letters(app: App) -> None:
    """Source: https://www.rfc-editor.org/rfc/rfc9110#section-11.1
    ("a case-insensitive token to identify the authentication scheme"; section 11.4: "auth-scheme [ 1*SP")."""
    token = app.tokens(app.pool.confirmed())["access_token"]
    for said in (f"bearer {token}", f"BEARER {token}", f"Bearer  {token}"):
        answer = http.get(
            f"{app.base}/oauth2/userInfo", headers={"authorization": said}, timeout=30, trust_env=False
        )
        assert answer.status_code == 200, f"answers HTTP {answer.status_code} to {said.partition(' ')[0]}"
