"""HTML pages: Jinja2 with escaping on, and the headers that keep a page to itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from cognito_emulator.inert_text import inert_in_page

HERE = Path(__file__).parent
STATIC_PATH = "/_emulator"
_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9.\-\[\]:]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=inert_in_page,
)


def static_files() -> Mount:
    """Style sheets, the icon and scripts."""
    return Mount(STATIC_PATH, StaticFiles(directory=HERE / "static"))


def page(
    template: str,
    *,
    status: int = 200,
    returns_to: str | None = None,
    frames: bool = False,
    **context: Any,
) -> HTMLResponse:
    """Render a template. `returns_to` is the one foreign URL that the page's forms may end at; `frames` lets
    it have frames of the engine's own.
    """
    html = _templates.get_template(template).render(context)
    return HTMLResponse(html, status, _headers(returns_to, frames=frames))


def _headers(returns_to: str | None, *, frames: bool) -> dict[str, str]:
    # A browser asks form-action about the redirect after a form too, so the app's callback has to be in it.
    form_action = " ".join(filter(None, ["'self'", _source(returns_to or "")]))
    frame_source = "frame-src 'self'; " if frames else ""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        f"{frame_source}form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
    )
    return {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


def _source(url: str) -> str:
    """The URL as a source of a content security policy: its origin, or the scheme of an app's own."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme in ("http", "https"):
        return origin if _ORIGIN.fullmatch(origin) else ""
    return f"{parts.scheme}:" if _SCHEME.fullmatch(parts.scheme) else ""
