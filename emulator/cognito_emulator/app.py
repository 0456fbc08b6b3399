"""The emulator as an ASGI app: MiniStack's, in the middleware that this package adds."""

from __future__ import annotations

from starlette.types import ASGIApp

from cognito_emulator.aws.alarm_queries import AlarmQueries
from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.hosted_ui.app import HostedUi
from cognito_emulator.cognito.ministack.lock import CognitoLock, let_handlers_finish_before_others_start
from cognito_emulator.cognito.ministack.pools import EnginePools
from cognito_emulator.cognito.request_format import RequestFormat
from cognito_emulator.console.inbox import Inbox
from cognito_emulator.environment import ROOT_KEY, kept_state_directory, pool_keys_directory


def create_app() -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    from cognito_emulator.cognito.user_pool_rules import UserPoolRules  # noqa: PLC0415
    from cognito_emulator.gateway.signatures import CheckedSignature, RenewedSignature  # noqa: PLC0415

    let_handlers_finish_before_others_start()
    engine = CognitoLock(EnginePools(RenewedSignature(AlarmQueries(ministack))))
    rules = UserPoolRules(engine, ROOT_KEY, pool_keys_directory(), kept_state_directory())
    api = CheckedSignature(RequestFormat(rules.app()))
    return Inbox(HostedUi(api, AwsApi(api, ROOT_KEY), rules.pools))
