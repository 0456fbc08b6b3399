"""The emulator as an ASGI app: MiniStack's, in the middleware that this package adds."""

from __future__ import annotations

from starlette.types import ASGIApp, Scope

from cognito_emulator.aws.alarm_queries import AlarmQueries
from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.hosted_ui.app import PATHS, HostedUi, is_for_a_page
from cognito_emulator.cognito.ministack.callback_urls import callback_urls
from cognito_emulator.cognito.ministack.lock import CognitoLock, let_handlers_finish_before_others_start
from cognito_emulator.cognito.ministack.pools import EnginePools
from cognito_emulator.cognito.oauth.token import TOKEN_PATH
from cognito_emulator.cognito.request_format import RequestFormat
from cognito_emulator.console.inbox import Inbox
from cognito_emulator.environment import ROOT_KEY, pool_keys_directory, scratch_directory
from cognito_emulator.gateway.admission import Admission
from cognito_emulator.gateway.form_size import FormSize
from cognito_emulator.gateway.hosts import EngineHosts
from cognito_emulator.gateway.machine import own_gateways, own_names
from cognito_emulator.gateway.origin import OriginStation
from cognito_emulator.gateway.origins import AllowedOrigins
from cognito_emulator.gateway.settings import OriginSettings
from cognito_emulator.state.directory import StateDirectory


def create_app(settings: OriginSettings, kept: StateDirectory | None) -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    from cognito_emulator.cognito.user_pool_rules import UserPoolRules  # noqa: PLC0415
    from cognito_emulator.gateway.authorization import Authorization  # noqa: PLC0415
    from cognito_emulator.gateway.signatures import CheckedSignature  # noqa: PLC0415
    from cognito_emulator.state.keeper import StateKeeper  # noqa: PLC0415
    from cognito_emulator.state.station import StateStation  # noqa: PLC0415

    let_handlers_finish_before_others_start()
    engine = CognitoLock(EnginePools(AlarmQueries(ministack)))
    rules = UserPoolRules(engine, ROOT_KEY, pool_keys_directory())
    api = CheckedSignature(RequestFormat(Authorization(rules.app())))
    pages = Inbox(HostedUi(api, AwsApi(api, ROOT_KEY), rules.pools))
    keeper = StateKeeper(kept, scratch_directory(), rules.codes) if kept else None
    return OriginStation(FormSize(StateStation(pages, keeper), _is_for_a_page), _admission(settings))


def _is_for_a_page(scope: Scope) -> bool:
    return is_for_a_page(scope) or scope["path"] == TOKEN_PATH


def _admission(settings: OriginSettings) -> Admission:
    hosts = EngineHosts(own_names(), settings.hosts)
    origins = AllowedOrigins(settings.origins, callback_urls)
    return Admission(hosts, origins, own_gateways(), PATHS)
