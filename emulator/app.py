"""The emulator as an ASGI app: MiniStack's, in the middleware that this package adds."""

from __future__ import annotations

from starlette.types import ASGIApp

from emulator.alarm_queries import AlarmQueries
from emulator.aws_api import AwsApi
from emulator.cognito_lock import CognitoLock, let_handlers_finish_before_others_start
from emulator.engine_pools import EnginePools
from emulator.environment import ROOT_KEY, kept_state_directory, pool_keys_directory
from emulator.hosted_ui.app import HostedUi
from emulator.inbox import Inbox
from emulator.request_format import RequestFormat


def create_app() -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    from emulator.request_signatures import CheckedSignature, RenewedSignature  # noqa: PLC0415
    from emulator.user_pool_rules import UserPoolRules  # noqa: PLC0415

    let_handlers_finish_before_others_start()
    engine = CognitoLock(EnginePools(RenewedSignature(AlarmQueries(ministack))))
    rules = UserPoolRules(engine, ROOT_KEY, pool_keys_directory(), kept_state_directory())
    api = CheckedSignature(RequestFormat(rules.app()))
    return Inbox(HostedUi(api, AwsApi(api, ROOT_KEY), rules.pools))
