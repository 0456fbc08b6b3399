"""What LocalStack's documents say that it serves for Cognito, on this project's engine.

https://docs.localstack.cloud/aws/services/cognito-idp/ has the issuer's form, the keys, the login form and
token endpoint below /_aws/cognito-idp, and the line of the log that tells the confirmation code of a sign-up.
Where the code of a password reset is, no document says. Issue 13395 of localstack/localstack has the issuer's
host, 8062 and 12914 the discovery document. It mails nobody, and has none of the engine's own pages.
"""

import json
import re
import sys
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config

from cognito_emulator import uvicorn_server
from cognito_emulator.__main__ import main
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.messages import messages
from cognito_emulator.cognito.store.sent_messages import SentMessages
from cognito_emulator.cognito.user_pool import UserPool

ADDRESS = "http://localhost.localstack.cloud:4566"
PAGES = "/_aws/cognito-idp"
HEALTH = "/_localstack/health"
DISCOVERY = re.compile(r"/[^/]+/\.well-known/openid-configuration")
# in LocalStack the root is AWS's APIs: a page there would be a bucket's object
OF_THE_ENGINE = re.compile(
    r"/(_|(login|logout|signup|confirm|resendcode|forgotPassword|confirmForgotPassword|oauth2|saml2)(/|$))"
)
AT_THE_ROOT = re.compile(rb'(?<=action="|..href=")/(?!_)')
OF_A_SIGN_UP = ("CustomMessage_SignUp", "CustomMessage_ResendCode")
LOG = "2026-09-14T08:43:19.956  INFO --- [et.reactor-3] l.p.c.s.c.provider         : "


class LocalStacksPaths:
    """The engine's app with LocalStack's addresses in its answers, at LocalStack's paths."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path == HEALTH:
            await self.app(scope, receive, send)
        elif path.startswith(f"{PAGES}/"):
            inner = path.removeprefix(PAGES)
            moved = {**scope, "path": inner, "raw_path": inner.encode()}
            await self.app(moved, receive, _Changed(send, _page))
        elif OF_THE_ENGINE.match(path):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"<Error><Code>NoSuchBucket</Code></Error>"})
        else:
            await self.app(scope, receive, _Changed(send, _document) if DISCOVERY.fullmatch(path) else send)


class _Changed:
    """Sends an answer whose body and redirect are changed, once it is whole."""

    def __init__(self, send: Send, change: Any) -> None:
        self.send, self.change = send, change
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self.change(self.body)
        headers = [_header(name, value, body) for name, value in self.start["headers"]]
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _header(name: bytes, value: bytes, body: bytes) -> tuple[bytes, bytes]:
    if name.lower() == b"content-length":
        return name, str(len(body)).encode()
    if name.lower() == b"location" and value.startswith(b"/"):
        return name, PAGES.encode() + value
    return name, value


def _page(body: bytes) -> bytes:
    return AT_THE_ROOT.sub(PAGES.encode() + b"/", body)


def _document(body: bytes) -> bytes:
    content = json.loads(body)
    if "issuer" not in content:
        return body
    for name, url in content.items():
        if name == "jwks_uri":
            content[name] = f"{content['issuer']}/.well-known/jwks.json"
        elif name.endswith("_endpoint"):
            content[name] = f"{ADDRESS}{PAGES}/{url.split('/', 3)[3]}"
    return json.dumps(content).encode()


async def _send_code(
    cognito: Cognito, pool: UserPool, to: messages.Recipient, source: str, *, attribute: str, code: str
) -> dict[str, str]:
    """The name in the log is the one that somebody has signed up with: here an address."""
    if source in OF_A_SIGN_UP:
        # in one piece: the engine's other threads write lines of their own between two
        sys.stdout.write(f"{LOG}Confirmation code for Cognito user {to.attributes[attribute]}: {code}\n")
        sys.stdout.flush()
    return await _mail_code(cognito, pool, to, source, attribute=attribute, code=code)


class _Server(uvicorn_server.SignalFreeServer):
    def __init__(self, config: Config) -> None:
        config.app = LocalStacksPaths(config.app)  # type: ignore[arg-type]
        super().__init__(config)


def _address(pool: UserPool) -> str:
    return f"{ADDRESS}/{pool.id}"


uvicorn_server.SignalFreeServer = _Server  # type: ignore[misc]
SentMessages.add = lambda *_: None  # type: ignore[method-assign]
_mail_code, messages.send_code = messages.send_code, _send_code
UserPool.address_on_aws = property(_address)  # type: ignore[assignment,method-assign]
sys.exit(main(["--host", "0.0.0.0", "--port", "4566"]))  # noqa: S104 - the container's own address
