"""One request to a page: who asks, for which app, with what in the form, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui import authorization_request
from cognito_emulator.cognito.hosted_ui.app_client import PageClient, PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import (
    AuthorizationRequest,
    BadRequestError,
    RefusedToAppError,
)
from cognito_emulator.cognito.hosted_ui.refusals import Refusal, refusal_of
from cognito_emulator.cognito.hosted_ui.session import CSRF_FIELD, Session, Sessions, brings_back
from cognito_emulator.cognito.hosted_ui.sign_up_fields import Field, username_field
from cognito_emulator.pages import page

SEE_OTHER = 303


@dataclass(frozen=True)
class Visit:
    """`form` holds what a POST brought, stripped of spaces but for passwords; it is None for a GET."""

    request: Request
    session: Session
    authorization: AuthorizationRequest
    form: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def client(self) -> PageClient:
        return self.authorization.client

    def go_on_to(self, path: str) -> Response:
        """Another page of the same sign-in."""
        return RedirectResponse(self.authorization.link(path), SEE_OTHER)

    def page(
        self,
        template: str,
        fields: Sequence[Field],
        values: Mapping[str, str],
        refusal: Refusal | None = None,
    ) -> Response:
        """A page with a form, filled with `values`; `refusal` says why it was not accepted."""
        return page(
            f"hosted_ui/{template}",
            status=400 if refusal else 200,
            returns_to=self.authorization.redirect_uri,
            visit=self,
            fields=fields,
            values=values,
            refusal=refusal,
            csrf_field=CSRF_FIELD,
            notice=self.session.take_notice(),
        )

    def refusal_of(self, error: AwsError, fields: Sequence[Field]) -> Refusal:
        identity = username_field(self.client)
        return refusal_of(error, identity.name, identity.label, [one.name for one in fields])


Handler = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Visits:
    """Makes an endpoint of a handler: reads the request, refuses what is none, keeps the session."""

    clients: PageClients
    sessions: Sessions

    def endpoint(self, handler: Handler) -> Endpoint:
        async def answer(request: Request) -> Response:
            session = self.sessions.of(request)
            try:
                response = await self._answer(handler, request, session)
            except BadRequestError as refused:
                response = error_page(refused.title, refused.explanation)
            except RefusedToAppError as refused:
                response = RedirectResponse(refused.url, SEE_OTHER)
            except AwsError as error:
                response = error_page("Something went wrong", f"The user pool answered: {error.message}", 502)
            self.sessions.remember(request, response, session)
            return response

        return answer

    async def _answer(self, handler: Handler, request: Request, session: Session) -> Response:
        authorization = authorization_request.read(request.query_params, self.clients)
        if request.method != "POST":
            return await handler(Visit(request, session, authorization))
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not brings_back(session, form.get(CSRF_FIELD)):
            return error_page(
                "This page has expired",
                "It was open for too long, or the engine has been started anew. Nothing was sent.",
                403,
                go_on=f"{request.url.path}?{request.url.query}",
            )
        stripped = {name: value if "password" in name else value.strip() for name, value in form.items()}
        return await handler(Visit(request, session, authorization, stripped))


def error_page(title: str, explanation: str, status: int = 400, go_on: str | None = None) -> Response:
    """A page that says what is wrong; `go_on` is the address to try again at."""
    return page("hosted_ui/error.html", status=status, title=title, explanation=explanation, go_on=go_on)


def missing(fields: Sequence[Field], values: Mapping[str, str]) -> Refusal | None:
    """The first required field that is empty."""
    for one in fields:
        if one.required and not values.get(one.name):
            return Refusal(one.name, f"{one.label} is needed.")
    return None
