"""The emulator as an ASGI app: MiniStack's, in the middleware that this package adds."""

from __future__ import annotations

from starlette.types import ASGIApp

from emulator.admin_confirm_sign_up import AdminConfirmSignUp
from emulator.alarm_queries import AlarmQueries
from emulator.aws_api import AwsApi
from emulator.cognito_lock import CognitoLock, let_handlers_finish_before_others_start
from emulator.environment import ROOT_KEY
from emulator.post_confirmation import PostConfirmation
from emulator.trigger_function import TriggerFunctions
from emulator.user_pools import UserPools


def create_app() -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    let_handlers_finish_before_others_start()
    engine = CognitoLock(AlarmQueries(ministack))
    aws = AwsApi(engine, ROOT_KEY)
    pools = UserPools(aws)
    confirmations = PostConfirmation(engine, aws, pools, TriggerFunctions(aws))
    return AdminConfirmSignUp(confirmations, aws, pools)
