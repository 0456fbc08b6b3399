"""Pools: every user pool as the engine understands it, with what AWS would refuse or warn of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.store.pools import DOMAIN, IDENTITY_PROVIDER, RESOURCE_SERVER
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.page import ConsolePage, ConsoleParts, not_there, shown
from cognito_emulator.console.pool_findings import (
    Finding,
    findings_of_client,
    findings_of_pool,
    triggers_of,
)
from cognito_emulator.console.pool_operations import PoolOperations
from cognito_emulator.gateway.admission import CONSOLE_PATH

PATH = f"{CONSOLE_PATH}/pools"
MOST_GROUPS = 1000


def pools_page(parts: ConsoleParts) -> ConsolePage:
    pages = PoolPages(parts.service.cognito, PoolOperations(parts.service))
    return ConsolePage("Pools", PATH, [Route(PATH, pages.listed), Route(f"{PATH}/{{pool}}", pages.one)])


@dataclass(frozen=True)
class ShownClient:
    """`sign_in` leads to the hosted page, where the client has one; `settings` is JSON."""

    id: str
    name: str
    secret: str | None = field(repr=False)
    sign_in: str | None
    settings: str = field(repr=False)
    findings: list[Finding]


@dataclass(frozen=True)
class PoolPages:
    cognito: Cognito
    operations: PoolOperations

    async def listed(self, request: Request) -> Response:
        pools = [(pool, self.cognito.store.pools.count_users(pool.id)) for pool in self._pools()]
        return shown(request, "pools.html", pools=pools, pool=self._chosen(request))

    async def one(self, request: Request) -> Response:
        pool, store = self.cognito.store.pools.find(request.path_params["pool"]), self.cognito.store
        if pool is None:
            return not_there(request, "There is no user pool of this id.")
        described = await self.operations.ask(pool, "DescribeUserPool")
        factors = await self.operations.ask(pool, "GetUserPoolMfaConfig")
        return shown(
            request,
            "pool.html",
            pool=pool,
            pools_path=PATH,
            people=f"{CONSOLE_PATH}/people?pool={pool.id}",
            issuer=self.cognito.issuer(pool),
            keys=f"/{pool.id}/.well-known/jwks.json",
            count=store.pools.count_users(pool.id),
            findings=findings_of_pool(self.cognito, pool),
            triggers=await triggers_of(self.cognito, pool),
            clients=[self._client(pool, client) for client in store.clients.of_pool(pool.id)],
            domains=store.pools.documents(pool.id, DOMAIN),
            groups=[group.name for group in store.groups.of_pool(pool.id, "", MOST_GROUPS)],
            providers=[one["ProviderName"] for one in store.pools.documents(pool.id, IDENTITY_PROVIDER)],
            servers=[one["Identifier"] for one in store.pools.documents(pool.id, RESOURCE_SERVER)],
            password_policy=pool.settings["Policies"]["PasswordPolicy"],
            settings=_as_json(described["UserPool"]),
            factors=_as_json(factors),
        )

    def _pools(self) -> list[UserPool]:
        return self.cognito.store.pools.all()

    def _chosen(self, request: Request) -> UserPool | None:
        return self.cognito.store.pools.find(request.query_params.get("pool", ""))

    def _client(self, pool: UserPool, client: AppClient) -> ShownClient:
        findings = findings_of_client(self.cognito, pool, client)
        settings = _as_json(client.settings)
        return ShownClient(client.id, client.name, client.secret, _sign_in(client), settings, findings)


def _sign_in(client: AppClient) -> str | None:
    """The sign-in page, as an app of this client would lead there."""
    urls = client.settings.get("CallbackURLs") or ()
    if not urls or not client.oauth_flows:
        return None
    kind = "code" if "code" in client.oauth_flows else "token"
    query = {"client_id": client.id, "response_type": kind, "redirect_uri": urls[0]}
    return f"/login?{urlencode(query)}"


def _as_json(settings: Mapping[str, Any]) -> str:
    return json.dumps(settings, indent=2, ensure_ascii=False, default=str)
