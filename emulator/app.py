"""The emulator as an ASGI app: MiniStack's, in the middleware that this package adds."""

from __future__ import annotations

from starlette.types import ASGIApp

from emulator.admin_confirm_sign_up import AdminConfirmSignUp
from emulator.aws_api import AwsApi
from emulator.cognito_lock import CognitoLock, let_handlers_finish_before_others_start
from emulator.environment import ROOT_KEY
from emulator.hosted_ui.app import HostedUi
from emulator.inbox import Inbox
from emulator.post_confirmation import PostConfirmation
from emulator.trigger_function import TriggerFunctions
from emulator.user_pools import UserPools


def create_app() -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    let_handlers_finish_before_others_start()
    engine = CognitoLock(ministack)
    aws = AwsApi(engine, ROOT_KEY)
    pools = UserPools(aws)
    confirmations = PostConfirmation(engine, aws, pools, TriggerFunctions(aws))
    api = AdminConfirmSignUp(confirmations, aws, pools)
    return Inbox(HostedUi(api, AwsApi(api, ROOT_KEY), pools))
