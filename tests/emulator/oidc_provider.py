"""An OpenID Connect provider on this machine, for tests: it signs in whom the test names, and asks nobody."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

CLIENT_ID = "the-pool"
CLIENT_SECRET = "a secret between the two that is long enough for the longest of the HMACs"
_KEY_ID = "key-1"
_RSA = generate_private_key(65537, 2048)
_CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def signing_key(algorithm: str) -> tuple[Any, dict[str, Any] | None]:
    """What signs by an algorithm, and how that is published; a shared secret is not."""
    if algorithm.startswith("HS"):
        return CLIENT_SECRET, None
    if algorithm == "EdDSA":
        private = Ed25519PrivateKey.generate()
        return private, OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    if algorithm in _CURVES:
        of_curve = ec.generate_private_key(_CURVES[algorithm])
        return of_curve, ECAlgorithm.to_jwk(of_curve.public_key(), as_dict=True)
    return _RSA, RSAAlgorithm.to_jwk(_RSA.public_key(), as_dict=True)


@dataclass
class OidcProvider:
    """`claims` is what it says of whoever comes; what it was asked is in `asked`, by path.

    `id_token` overrides claims of the ID token alone, `discovered` what the discovery document says and
    `granted` what is answered to a code; None takes something away. `statuses` has the HTTP status by path,
    `texts` what is answered there; `published` the keys, where they are not the usual one.
    """

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    id_token: dict[str, Any] = field(default_factory=dict)
    discovered: dict[str, str | None] = field(default_factory=dict)
    granted: dict[str, str | None] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: Any = _RSA
    key_id: str = _KEY_ID
    published: list[dict[str, Any]] = field(default_factory=list)
    asked: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def details(self, **changes: str) -> dict[str, str]:
        """ProviderDetails of a pool that knows it."""
        usual = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "authorize_scopes": "openid email",
            "attributes_request_method": "GET",
            "oidc_issuer": self.url,
        }
        return {**usual, **changes}

    def signs_by(self, algorithm: str) -> None:
        self.algorithm = algorithm
        self.key, jwk = signing_key(algorithm)
        self.published = [{**jwk, "kid": _KEY_ID}] if jwk else []

    def answer(self, path: str, given: dict[str, str]) -> tuple[int, str]:
        self.asked.setdefault(path, []).append(given)
        if path in self.statuses or path not in _ANSWERS:
            return self.statuses.get(path, 404), json.dumps({"error": "as the test has it"})
        return 200, self.texts.get(path) or json.dumps(_ANSWERS[path](self, given))

    def redirect(self, given: dict[str, str]) -> str:
        """Where the authorization request ends: at once, with a code for whoever `claims` is about."""
        self.asked.setdefault("/authorize", []).append(given)
        code = secrets.token_urlsafe(8)
        self._codes[code] = given
        told = self.error or {"code": code}
        return f"{given['redirect_uri']}?{urlencode({**told, 'state': given['state']})}"

    def discovery(self, _: dict[str, str]) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found = {f"{name}_endpoint": f"{self.url}/{path}" for name, path in paths.items()}
        return _without_none({"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **found, **self.discovered})

    def tokens(self, given: dict[str, str]) -> dict[str, Any]:
        request = self._codes.pop(given["code"])
        assert (given["client_id"], given["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        assert given["redirect_uri"] == request["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 60, "nonce": request["nonce"]}
        said = _without_none({**claims, "sub": self.claims["sub"], **self.id_token})
        token = jwt.encode(said, self.key, algorithm=self.algorithm, headers={"kid": self.key_id})
        answer = {"access_token": "opaque", "id_token": token, "token_type": "Bearer"}
        return _without_none({**answer, **self.granted})

    def user_info(self, _: dict[str, str]) -> dict[str, Any]:
        return self.claims

    def keys(self, _: dict[str, str]) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(_RSA.public_key(), as_dict=True)
        return {"keys": self.published or [{**public, "kid": _KEY_ID, "alg": "RS256", "use": "sig"}]}


def _without_none(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


_ANSWERS: dict[str, Any] = {
    "/.well-known/openid-configuration": OidcProvider.discovery,
    "/token": OidcProvider.tokens,
    "/userinfo": OidcProvider.user_info,
    "/jwks": OidcProvider.keys,
}


@contextmanager
def running_provider() -> Iterator[OidcProvider]:
    provider = OidcProvider("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # as it was asked for: the server itself takes "//" for "/"
            path, _, query = self.requestline.split()[1].partition("?")
            given = {name: values[0] for name, values in parse_qs(query).items()}
            if path == "/authorize":
                self.send_response(302)
                self.send_header("location", provider.redirect(given))
                self.end_headers()
            else:
                self._answer(path, given)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(self.path, given)

        def _answer(self, path: str, given: dict[str, str]) -> None:
            asked = {"authorization": self.headers.get("authorization", ""), "method": self.command}
            status, content = provider.answer(path, {**given, **asked})
            encoded = content.encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            if status == HTTPStatus.FOUND:
                self.send_header("location", f"{provider.url}/elsewhere")
            self.send_header("content-length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, *_: Any) -> None:
            """Nothing of a test's provider is to be read."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
