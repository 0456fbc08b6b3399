"""The emulator as an ASGI app: MiniStack's, in the middleware that this package adds."""

from __future__ import annotations

from starlette.types import ASGIApp

from emulator.addresses import Addresses
from emulator.admin_attributes import AdminAttributes
from emulator.admin_confirm_sign_up import AdminConfirmSignUp
from emulator.admin_create_user import AdminCreateUser
from emulator.alarm_queries import AlarmQueries
from emulator.aws_api import AwsApi
from emulator.client_settings import ClientSettings
from emulator.code_operations import CodeOperations
from emulator.cognito_lock import CognitoLock, let_handlers_finish_before_others_start
from emulator.cognito_messages import CognitoMessages
from emulator.confirmation_codes import ConfirmationCodes
from emulator.engine_pools import EnginePools
from emulator.engine_users import EngineUsers
from emulator.environment import ROOT_KEY, pool_keys_directory
from emulator.group_precedence import GroupPrecedence
from emulator.hosted_ui.app import HostedUi
from emulator.inbox import Inbox
from emulator.list_users import ListUsers
from emulator.password_lock_out import PasswordLockOut
from emulator.pool_description import PoolDescriptions
from emulator.post_confirmation import PostConfirmation
from emulator.pre_sign_up import PreSignUp
from emulator.pre_token_generation import PreTokenGeneration
from emulator.real_usernames import RealUsernames
from emulator.request_format import RequestFormat
from emulator.shown_attributes import ShownAttributes
from emulator.sign_in_rules import SignInRules
from emulator.sign_in_triggers import SignInTriggers
from emulator.sign_up import SignUp
from emulator.token_revocation import TokenRevocation
from emulator.token_signer import TokenSigner
from emulator.tokens import TokenAnswers, Tokens
from emulator.trigger_function import TriggerFunctions
from emulator.user_attributes import OwnAttributes
from emulator.user_names import UserNames
from emulator.user_pools import UserPools


def create_app() -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    from emulator.mail import send_mail  # noqa: PLC0415
    from emulator.request_signatures import CheckedSignature, RenewedSignature  # noqa: PLC0415

    let_handlers_finish_before_others_start()
    engine = CognitoLock(EnginePools(RenewedSignature(AlarmQueries(ministack))))
    to_engine = AwsApi(engine, ROOT_KEY)
    pools = UserPools(to_engine)
    descriptions = PoolDescriptions(engine, to_engine, pools)
    names = UserNames(to_engine)
    app: ASGIApp = RealUsernames(descriptions, descriptions, names)
    aws = AwsApi(app, ROOT_KEY)
    functions = TriggerFunctions(aws)
    users = EngineUsers(aws)
    addresses = Addresses(names, users)
    codes = ConfirmationCodes()
    messages = CognitoMessages(aws, functions, send_mail)
    pre_sign_up = PreSignUp(functions)
    tokens = Tokens(descriptions, users, PreTokenGeneration(functions), TokenSigner(pool_keys_directory()))
    app = GroupPrecedence(ListUsers(ShownAttributes(app)))
    app = ClientSettings(app, descriptions)
    app = AdminAttributes(app, descriptions, names, users, addresses)
    app = OwnAttributes(app, descriptions, users, addresses, codes, messages)
    app = AdminCreateUser(app, descriptions, names, users, pre_sign_up, messages)
    app = SignUp(app, descriptions, names, users, addresses, pre_sign_up, codes, messages)
    app = PasswordLockOut(app, descriptions, names)
    app = SignInTriggers(app, descriptions, names, users, functions)
    app = SignInRules(app, descriptions, names, users)
    app = TokenRevocation(TokenAnswers(app, tokens), descriptions)
    app = CodeOperations(app, descriptions, names, users, addresses, codes, messages)
    app = PostConfirmation(app, aws, pools, functions)
    app = AdminConfirmSignUp(app, aws, pools)
    api = CheckedSignature(RequestFormat(app))
    return Inbox(HostedUi(api, AwsApi(api, ROOT_KEY), pools))
