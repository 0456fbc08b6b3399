"""The user pools of the engine held to AWS's rules: the middlewares of this package, in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp

from cognito_emulator.aws.api import AwsApi
from cognito_emulator.cognito.messages.mail import send_mail
from cognito_emulator.cognito.messages.messages import CognitoMessages
from cognito_emulator.cognito.ministack.pool_description import PoolDescriptions
from cognito_emulator.cognito.ministack.real_usernames import RealUsernames
from cognito_emulator.cognito.ministack.user_names import UserNames
from cognito_emulator.cognito.ministack.user_pools import UserPools
from cognito_emulator.cognito.ministack.users import EngineUsers
from cognito_emulator.cognito.oauth.assertions import NoAssertions
from cognito_emulator.cognito.oauth.login_form import LoginForm
from cognito_emulator.cognito.oauth.token import OauthTokens
from cognito_emulator.cognito.operations.admin_attributes import AdminAttributes
from cognito_emulator.cognito.operations.admin_confirm_sign_up import AdminConfirmSignUp
from cognito_emulator.cognito.operations.admin_create_user import AdminCreateUser
from cognito_emulator.cognito.operations.client_settings import ClientSettings
from cognito_emulator.cognito.operations.code_operations import CodeOperations
from cognito_emulator.cognito.operations.group_precedence import GroupPrecedence
from cognito_emulator.cognito.operations.list_users import ListUsers
from cognito_emulator.cognito.operations.password_lock_out import PasswordLockOut
from cognito_emulator.cognito.operations.shown_attributes import ShownAttributes
from cognito_emulator.cognito.operations.sign_in_rules import SignInRules
from cognito_emulator.cognito.operations.sign_up import SignUp
from cognito_emulator.cognito.operations.token_revocation import TokenRevocation
from cognito_emulator.cognito.operations.user_attributes import OwnAttributes
from cognito_emulator.cognito.rules.addresses import Addresses
from cognito_emulator.cognito.rules.codes import ConfirmationCodes
from cognito_emulator.cognito.tokens.issue import TokenAnswers, Tokens
from cognito_emulator.cognito.tokens.signer import TokenSigner
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.triggers.post_confirmation import PostConfirmation
from cognito_emulator.cognito.triggers.pre_sign_up import PreSignUp
from cognito_emulator.cognito.triggers.pre_token_generation import PreTokenGeneration
from cognito_emulator.cognito.triggers.sign_in import SignInTriggers


@dataclass
class UserPoolRules:
    """What the middlewares share. `keys` holds the pools' signing keys."""

    engine: ASGIApp
    root_key: str
    keys: Path
    codes: ConfirmationCodes = field(default_factory=ConfirmationCodes)

    def __post_init__(self) -> None:
        to_engine = AwsApi(self.engine, self.root_key)
        self.pools = UserPools(to_engine)
        self.descriptions = PoolDescriptions(self.engine, to_engine, self.pools)
        self.names = UserNames(to_engine)
        self.named_engine = RealUsernames(self.descriptions, self.descriptions, self.names)
        self.aws = AwsApi(self.named_engine, self.root_key)
        self.functions = TriggerFunctions(self.aws)
        self.users = EngineUsers(self.aws)
        self.addresses = Addresses(self.names, self.users)
        self.messages = CognitoMessages(self.aws, self.functions, send_mail)

    def app(self) -> ASGIApp:
        """The engine in its middlewares, the innermost first."""
        held = self._with_attributes(self.named_engine)
        held = self._with_sign_ins(held)
        return self._with_sign_ups(held)

    def _with_attributes(self, app: ASGIApp) -> ASGIApp:
        app = GroupPrecedence(ListUsers(ShownAttributes(app)))
        app = ClientSettings(app, self.descriptions)
        app = AdminAttributes(app, self.descriptions, self.names, self.users, self.addresses)
        return OwnAttributes(app, self.descriptions, self.users, self.addresses, self.codes, self.messages)

    def _with_sign_ins(self, app: ASGIApp) -> ASGIApp:
        generation = PreTokenGeneration(self.functions)
        tokens = Tokens(self.descriptions, self.users, generation, TokenSigner(self.keys))
        lock_out = PasswordLockOut(app, self.descriptions, self.names)
        app = LoginForm(lock_out, self.descriptions, self.names, lock_out)
        app = SignInTriggers(app, self.descriptions, self.names, self.users, self.functions)
        app = SignInRules(app, self.descriptions, self.names, self.users)
        app = TokenRevocation(TokenAnswers(app, tokens), self.descriptions)
        return NoAssertions(OauthTokens(app, tokens))

    def _with_sign_ups(self, app: ASGIApp) -> ASGIApp:
        shared = (self.descriptions, self.names, self.users)
        pre_sign_up = PreSignUp(self.functions)
        app = AdminCreateUser(app, *shared, pre_sign_up, self.codes, self.messages)
        app = SignUp(app, *shared, self.addresses, pre_sign_up, self.codes, self.messages)
        app = CodeOperations(app, *shared, self.addresses, self.codes, self.messages)
        app = PostConfirmation(app, self.descriptions, self.users, self.functions)
        return AdminConfirmSignUp(app, self.aws, self.pools)
