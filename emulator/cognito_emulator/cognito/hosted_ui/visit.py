"""One request to a page: who asks, for which app, with what in the form, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.federation.provider import OWN_DIRECTORY
from cognito_emulator.cognito.hosted_ui import authorization_request
from cognito_emulator.cognito.hosted_ui.app_client import PageClient, PageClients
from cognito_emulator.cognito.hosted_ui.authorization_request import (
    AuthorizationRequest,
    BadRequestError,
    RefusedToAppError,
)
from cognito_emulator.cognito.hosted_ui.language import language_of, remember_language
from cognito_emulator.cognito.hosted_ui.refusals import Refusal, refusal_of
from cognito_emulator.cognito.hosted_ui.session import (
    CSRF_FIELD,
    PageSignIn,
    Session,
    Sessions,
    brings_back,
)
from cognito_emulator.cognito.hosted_ui.sign_up_fields import Field, username_field
from cognito_emulator.cognito.hosted_ui.terms import TermsLinks, terms_links
from cognito_emulator.cognito.protocol import log_failure
from cognito_emulator.cognito.user import User
from cognito_emulator.pages import page

FOUND = 302


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

    @property
    def terms(self) -> TermsLinks | None:
        """What somebody agrees to who signs up."""
        return terms_links(self.client, language_of(self.request))

    def signed_in(self) -> tuple[User, PageSignIn] | None:
        """Who has signed in to the pool in this browser, and may still."""
        cognito = self.client.cognito
        session = self.session.signed_in_to(self.client.pool.id, cognito.clock())
        user = cognito.store.users.get(session.user_id) if session else None
        return (user, session) if session and user and user.enabled else None

    def go_on_to(self, path: str) -> Response:
        """Another page of the same sign-in."""
        return RedirectResponse(self.authorization.link(path), FOUND)

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
            providers=self._providers(),
            notice=self.session.take_notice(),
        )

    def _providers(self) -> list[tuple[str, str]]:
        """The providers that a person may choose, with the address that leads to each."""
        names = self.client.settings.get("SupportedIdentityProviders") or ()
        link = self.authorization.link("/oauth2/authorize")
        others = (name for name in names if name != OWN_DIRECTORY)
        return [(name, f"{link}&{urlencode({'identity_provider': name})}") for name in others]

    def refusal_of(self, error: AwsError, fields: Sequence[Field]) -> Refusal:
        identity = username_field(self.client)
        return refusal_of(error, identity.name, identity.label, [one.name for one in fields])


Handler = Callable[[Visit], Awaitable[Response]]
Reader = Callable[[Mapping[str, str], PageClients], AuthorizationRequest]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Visits:
    """Makes an endpoint of a handler: reads the request, refuses what is none, keeps the session."""

    clients: PageClients
    sessions: Sessions

    def endpoint(self, handler: Handler, read: Reader = authorization_request.read) -> Endpoint:
        """`read` makes of the query what the page is asked for."""

        async def answer(request: Request) -> Response:
            session = self.sessions.of(request)
            try:
                authorization = read(request.query_params, self.clients)
                answering = self._answer(handler, request, session, authorization)
                response = await foreseen(answering, request, authorization)
            except BadRequestError as refused:
                response = error_page(refused.title, refused.explanation)
            except RefusedToAppError as refused:
                response = RedirectResponse(refused.url, FOUND)
            except AwsError as error:
                response = error_page("Something went wrong", f"The user pool answered: {error.message}", 502)
            self.sessions.remember(request, response, session)
            remember_language(request, response)
            return response

        return answer

    async def _answer(
        self, handler: Handler, request: Request, session: Session, authorization: AuthorizationRequest
    ) -> Response:
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


async def foreseen(
    answering: Awaitable[Response], request: Request, authorization: AuthorizationRequest
) -> Response:
    """What nobody has foreseen is told to the app, which may try again; the log says where it was."""
    try:
        return await answering
    except (BadRequestError, RefusedToAppError, AwsError):
        raise
    except Exception as error:
        log_failure(request.url.path, error)
        raise authorization.refused("server_error") from error


def error_page(title: str, explanation: str, status: int = 400, go_on: str | None = None) -> Response:
    """A page that says what is wrong; `go_on` is the address to try again at."""
    return page("hosted_ui/error.html", status=status, title=title, explanation=explanation, go_on=go_on)
