"""What AWS would refuse of a pool as it is now, or what it warns of in its guides, and what is not done here.

A pool is held to AWS's rules when it is changed; what it names may have gone since: a function, a provider, a
permission. Sources: "Security best practices", "Customizing user pool workflows with Lambda triggers",
"Quotas" and "App client settings" in the Cognito developer guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cognito_emulator.aws.functions import FunctionArn
from cognito_emulator.cognito.app_client import AppClient
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations.clients import surroundings
from cognito_emulator.cognito.rules.client_settings import check_client
from cognito_emulator.cognito.rules.factor_settings import has_factor_beside_sms
from cognito_emulator.cognito.rules.pool_settings import check_pool
from cognito_emulator.cognito.store.pools import DOMAIN, MFA
from cognito_emulator.cognito.triggers.function import SECONDS_FOR_EACH_TRY
from cognito_emulator.cognito.user_pool import UserPool

REFUSED, WARNING, HERE = "refused", "warning", "here"
_PASSWORD_FLOWS = frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"})


@dataclass(frozen=True)
class Finding:
    """`kind` is REFUSED by AWS, a WARNING of its guides, or what is otherwise HERE; `text` is a sentence."""

    kind: str
    text: str


@dataclass(frozen=True)
class ShownTrigger:
    name: str
    arn: str
    findings: list[Finding]


def findings_of_pool(cognito: Cognito, pool: UserPool) -> list[Finding]:
    return [*_refused_pool(cognito, pool), *_warnings_of_pool(pool), *_otherwise_here(pool)]


def findings_of_client(cognito: Cognito, pool: UserPool, client: AppClient) -> list[Finding]:
    return [*_refused_client(cognito, pool, client), *_warnings_of_client(cognito, pool, client)]


async def triggers_of(cognito: Cognito, pool: UserPool) -> list[ShownTrigger]:
    """The pool's functions, each with what would go wrong when it is invoked."""
    arns = {
        name: value if isinstance(value, str) else value["LambdaArn"]
        for name, value in pool.functions.items()
        # the same function by its older name; and a key, which is no function
        if name not in ("PreTokenGenerationConfig", "KMSKeyID")
    }
    return [ShownTrigger(name, arn, await _of_function(cognito, pool, arn)) for name, arn in arns.items()]


async def _of_function(cognito: Cognito, pool: UserPool, arn: str) -> list[Finding]:
    function, functions = FunctionArn(arn), cognito.functions
    try:
        configuration = await functions.functions.configuration(function)
    except AwsError:
        return [Finding(REFUSED, "There is no such function: each call fails with AccessDeniedException.")]
    found = []
    if not await functions.may_invoke(function, pool.arn):
        text = "Its policy does not let the pool invoke it: each call fails with AccessDeniedException. "
        found.append(Finding(REFUSED, f"{text}Lambda's AddPermission, or aws_lambda_permission, lets it."))
    if configuration["Timeout"] > SECONDS_FOR_EACH_TRY:
        text = f"It may run for {configuration['Timeout']} s; Cognito waits {SECONDS_FOR_EACH_TRY:.0f} s."
        found.append(Finding(WARNING, text))
    return found


def _refused_pool(cognito: Cognito, pool: UserPool) -> Iterator[Finding]:
    config = cognito.store.pools.document(pool.id, MFA, "") or {}
    try:
        check_pool(pool.settings, pool.region, has_other_factors=has_factor_beside_sms(config))
    except AwsError as error:
        yield Finding(REFUSED, f"{error.code}: {error.message}")


def _refused_client(cognito: Cognito, pool: UserPool, client: AppClient) -> Iterator[Finding]:
    around = surroundings(cognito, pool, "updating", has_secret=bool(client.secrets))
    try:
        check_client(client.settings, around)
    except AwsError as error:
        yield Finding(REFUSED, f"{error.code}: {error.message}")


def _warnings_of_pool(pool: UserPool) -> Iterator[Finding]:
    if pool.is_case_sensitive:
        yield Finding(WARNING, "User names differ by case: Ada and ada are two people (CaseSensitive).")
    if pool.settings.get("DeletionProtection") != "ACTIVE":
        yield Finding(WARNING, "One call deletes it with everybody in it: DeletionProtection is INACTIVE.")
    if not pool.auto_verified and "PreSignUp" not in pool.functions:
        yield Finding(WARNING, "Nobody who signs up is sent a code: AutoVerifiedAttributes is empty.")
    sender = (pool.settings.get("EmailConfiguration") or {}).get("EmailSendingAccount")
    if "email" in pool.auto_verified and sender != "DEVELOPER":
        yield Finding(WARNING, "Cognito's own sender mails 50 a day; for more, DEVELOPER sends through SES.")


def _otherwise_here(pool: UserPool) -> Iterator[Finding]:
    mode = (pool.settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode")
    if mode not in (None, "OFF"):
        yield Finding(HERE, "Threat protection notes events here, and judges nothing.")
    if pool.settings.get("EmailConfiguration", {}).get("EmailSendingAccount") == "DEVELOPER":
        yield Finding(HERE, "Mails are kept here, and not sent through SES; SMTP_HOST relays them.")


def _warnings_of_client(cognito: Cognito, pool: UserPool, client: AppClient) -> Iterator[Finding]:
    if not client.hides_who_exists:
        yield Finding(WARNING, "Its errors tell who has an account: PreventUserExistenceErrors is LEGACY.")
    if client.flows & _PASSWORD_FLOWS:
        yield Finding(WARNING, "Passwords may be sent as they are; SRP (ALLOW_USER_SRP_AUTH) sends none.")
    if "implicit" in client.oauth_flows:
        yield Finding(WARNING, "The implicit grant has tokens in addresses; the grant by code has not.")
    if client.settings.get("EnableTokenRevocation") is False:
        yield Finding(WARNING, "Its tokens cannot be revoked: EnableTokenRevocation is false.")
    if client.oauth_flows and not cognito.store.pools.documents(pool.id, DOMAIN):
        yield Finding(WARNING, "The pool has no domain: AWS has its OAuth endpoints nowhere, the engine has.")
