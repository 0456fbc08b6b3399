"""The language that a browser has asked for by `lang`, and keeps.

Source: "Managed login localization" in the Cognito developer guide. The pages here are in English whatever is
asked: the language chooses the links to terms documents.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

PARAMETER = "lang"
_ENGLISH = "en"
# the guide's codes, by the names that Links have for the languages; Dutch is in the API's model alone
_LANGUAGES = {
    "de": "german",
    _ENGLISH: "english",
    "es": "spanish",
    "fr": "french",
    "id": "bahasa-indonesia",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "nl": "dutch",
    "pt-BR": "portuguese-brazil",
    "zh-CN": "chinese-simplified",
    "zh-TW": "chinese-traditional",
}
_COOKIE_SECONDS = 365 * 24 * 3600  # the guide: until people clear their cookies


def language_of(request: Request) -> str:
    """What is asked for, else what was, else English: `spanish`, `portuguese-brazil` …"""
    asked, kept = request.query_params.get(PARAMETER, ""), request.cookies.get(_cookie_name(request), "")
    return _LANGUAGES.get(asked) or _LANGUAGES.get(kept) or _LANGUAGES[_ENGLISH]


def remember_language(request: Request, response: Response) -> None:
    """Give the browser a cookie with the language that it asks for."""
    asked = request.query_params.get(PARAMETER, "")
    if asked in _LANGUAGES:
        response.set_cookie(
            _cookie_name(request),
            asked,
            max_age=_COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )


def _cookie_name(request: Request) -> str:
    # as the session's: cookies do not tell ports apart
    return f"hosted_ui_language_{request.url.port or 80}"
