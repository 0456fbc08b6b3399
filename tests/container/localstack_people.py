"""A pool on LocalStack with somebody in it who has signed up and confirmed."""

from __future__ import annotations

from typing import Any

import boto3

from scripts.mailboxes.localstack import LocalStackMailbox
from scripts.mailboxes.mailbox import newest_mail
from scripts.stack_file import LOCAL_ACCESS_KEY, LOCAL_SECRET_KEY, Stack
from tests.engine_containers import REGION

EMAIL = "ada@example.com"
PASSWORD = "Secret-Password-1"
CALLBACK = "http://localhost:3000/callback"
PAGES = f"https://sign-up.auth.{REGION}.amazoncognito.com"


def signed_up(endpoint_url: str) -> Stack:
    """The stack, with the outputs that Terraform gives it: AWS's addresses."""
    cognito = boto3.client(
        "cognito-idp",
        REGION,
        endpoint_url=endpoint_url,
        aws_access_key_id=LOCAL_ACCESS_KEY,
        aws_secret_access_key=LOCAL_SECRET_KEY,
    )
    described: Any = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
    pool = cognito.create_user_pool(PoolName="sign-up", **described)["UserPool"]["Id"]
    cognito.create_user_pool_domain(Domain="sign-up", UserPoolId=pool)
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        SupportedIdentityProviders=["COGNITO"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
    )["UserPoolClient"]["ClientId"]
    attributes: Any = [{"Name": "email", "Value": EMAIL}]
    cognito.sign_up(ClientId=client, Username=EMAIL, Password=PASSWORD, UserAttributes=attributes)
    code = newest_mail(LocalStackMailbox(endpoint_url), EMAIL).code
    cognito.confirm_sign_up(ClientId=client, Username=EMAIL, ConfirmationCode=code)
    outputs = {
        "region": REGION,
        "user_pool_id": pool,
        "user_pool_client_id": client,
        "user_pool_issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{pool}",
        "hosted_ui_login_url": f"{PAGES}/login?client_id={client}",
    }
    return Stack("localstack", endpoint_url, outputs)
