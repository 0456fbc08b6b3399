"""An AWS account in one Region, as the emulator's tests use it: through AWS's APIs and nothing else."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
from mypy_boto3_cognito_idp.type_defs import AdminGetUserResponseTypeDef
from mypy_boto3_dynamodb import DynamoDBClient
from mypy_boto3_iam import IAMClient
from mypy_boto3_lambda import LambdaClient

from tests import http
from tests.emulator.functions import TABLE, package

ROOT_SECRET = "test"  # of every account, named by its twelve digits too
PASSWORD = "Correct-horse-7-battery"


@dataclass
class Account:
    """The root user of an account: `key` is `test` for the default one, or the account's twelve digits."""

    endpoint_url: str
    region: str = "us-east-1"
    key: str = "test"
    _functions: dict[str, str] = field(default_factory=dict)

    @cached_property
    def cognito(self) -> CognitoIdentityProviderClient:
        return boto3.client("cognito-idp", **self._settings())

    @cached_property
    def lambda_(self) -> LambdaClient:
        return boto3.client("lambda", **self._settings())

    @cached_property
    def iam(self) -> IAMClient:
        return boto3.client("iam", **self._settings())

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return boto3.client("dynamodb", **self._settings())

    def client(self, service: str) -> Any:
        """A client of any other service, by its name in boto3."""
        make_client: Any = boto3.client
        return make_client(service, **self._settings())

    @cached_property
    def role_arn(self) -> str:
        name = f"functions-{uuid.uuid4().hex}"
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        actions = {"Effect": "Allow", "Action": ["dynamodb:PutItem", "cognito-idp:*"], "Resource": "*"}
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        self.iam.put_role_policy(RoleName=name, PolicyName="what-they-do", PolicyDocument=policy(actions))
        return role["Role"]["Arn"]

    def function(self, body: str) -> str:
        """The ARN of a function with this body; a body asked for again is the same warm function."""
        if body not in self._functions:
            self._functions[body] = self.function_of_its_own(body)
        return self._functions[body]

    def permit(self, function: str, pool_id: str) -> None:
        """For this pool alone: other tests have the same warm function, and may not be let in by it."""
        pool = self.cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        self.lambda_.add_permission(
            FunctionName=function,
            StatementId=uuid.uuid4().hex,
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
            SourceArn=pool["Arn"],
        )

    def function_of_its_own(self, body: str, **settings: Any) -> str:
        """The ARN of a new function; `settings` are CreateFunction's, and come before those here."""
        self._make_table()
        usual: dict[str, Any] = {
            "FunctionName": f"function-{uuid.uuid4().hex}",
            "Runtime": "python3.13",
            "Handler": "function.handler",
            "Role": self.role_arn,
            "Code": {"ZipFile": package(body)},
            "Timeout": 60,
        }
        return self.lambda_.create_function(**{**usual, **settings})["FunctionArn"]

    def invoked(self, function: str, event: Mapping[str, Any]) -> Any:
        """What a function answers to an event; its error is the caller's."""
        answer: Any = self.lambda_.invoke(FunctionName=function, Payload=json.dumps(event))
        said = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, said
        return said

    def pool(
        self, *, permitted: bool = True, username: str = "email", sensitive: bool = True, **triggers: str
    ) -> Pool:
        """A pool with an e-mail address as username (or a plain name), and a client without a secret."""
        settings: dict[str, Any] = {"UsernameAttributes": ["email"]} if username == "email" else {}
        if not sensitive:
            settings["UsernameConfiguration"] = {"CaseSensitive": False}
        made = self.cognito.create_user_pool(
            PoolName="pool",
            AutoVerifiedAttributes=["email"],
            LambdaConfig=triggers,  # type: ignore[arg-type]
            **settings,
        )["UserPool"]
        client = self.cognito.create_user_pool_client(
            UserPoolId=made["Id"],
            ClientName="client",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]
        pool = Pool(self, made["Id"], made["Arn"], client["ClientId"])
        if permitted:
            for arn in triggers.values():
                pool.permit(arn)
        return pool

    def events(self, user: str) -> list[dict[str, Any]]:
        """What the functions of this Region have recorded for a user, by `sub`."""
        found = self.dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="#user = :user",
            ExpressionAttributeNames={"#user": "user"},
            ExpressionAttributeValues={":user": {"S": user}},
            ConsistentRead=True,
        )
        return [json.loads(item["event"]["S"]) for item in found["Items"]]

    def _make_table(self) -> None:
        keys = {"user": "HASH", "id": "RANGE"}
        with contextlib.suppress(self.dynamodb.exceptions.ResourceInUseException):
            self.dynamodb.create_table(
                TableName=TABLE,
                KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],  # type: ignore[typeddict-item]
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
                BillingMode="PAY_PER_REQUEST",
            )

    def _settings(self) -> dict[str, Any]:
        # more than functions on a busy machine take; an error is for the test to see, at once
        config = Config(read_timeout=200, retries={"total_max_attempts": 1}, max_pool_connections=32)
        return {
            "endpoint_url": self.endpoint_url,
            "region_name": self.region,
            "aws_access_key_id": self.key,
            "aws_secret_access_key": ROOT_SECRET,
            "config": config,
        }


@dataclass(frozen=True)
class Pool:
    """A user pool, its client, and the calls that an app makes with them."""

    account: Account
    id: str
    arn: str
    client_id: str

    def permit(self, function_arn: str, **changes: str) -> None:
        """Add the permission to invoke that the pool needs, as the console would."""
        name, _, qualifier = function_arn.split(":function:")[1].partition(":")
        permission: dict[str, Any] = {
            "FunctionName": name,
            "StatementId": f"allow-{uuid.uuid4().hex}",
            "Action": "lambda:InvokeFunction",
            "Principal": "cognito-idp.amazonaws.com",
            "SourceArn": self.arn,
            "SourceAccount": self.arn.split(":")[4],
        }
        if qualifier:
            permission["Qualifier"] = qualifier
        self.account.lambda_.add_permission(**(permission | changes))

    def sign_up(self, name: str | None = None, **parameters: Any) -> User:
        """Sign somebody up."""
        email = f"{uuid.uuid4().hex}@example.com"
        answer = self.account.cognito.sign_up(
            ClientId=self.client_id,
            Username=name or email,
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": email}],
            **parameters,
        )
        return User(self, name or email, email, answer["UserSub"], confirmed=answer["UserConfirmed"])


@dataclass(frozen=True)
class User:
    """Somebody who has signed up; `name` is what they sign in with."""

    pool: Pool
    name: str
    email: str
    sub: str
    confirmed: bool

    def confirm(self, code: str | None = None, **parameters: Any) -> None:
        """Confirm with this code, or with the one in the newest mail."""
        self.pool.account.cognito.confirm_sign_up(
            ClientId=self.pool.client_id,
            Username=self.name,
            ConfirmationCode=code or self.mailed_code(),
            **parameters,
        )

    def mailed_code(self) -> str:
        """The code in the newest mail to this user."""
        return newest_message(self.pool.account, self.email)["code"]

    def admin_confirm(self, **parameters: Any) -> None:
        self.pool.account.cognito.admin_confirm_sign_up(
            UserPoolId=self.pool.id, Username=self.name, **parameters
        )

    def reset_password(self, code: str | None = None, **parameters: Any) -> None:
        cognito = self.pool.account.cognito
        cognito.forgot_password(ClientId=self.pool.client_id, Username=self.name)
        cognito.confirm_forgot_password(
            ClientId=self.pool.client_id,
            Username=self.name,
            ConfirmationCode=code or self.mailed_code(),
            Password=PASSWORD + "!",
            **parameters,
        )

    def log_in(self) -> dict[str, Any]:
        parameters = {"USERNAME": self.name, "PASSWORD": PASSWORD}
        answer = self.pool.account.cognito.initiate_auth(
            ClientId=self.pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
        return dict(answer["AuthenticationResult"])

    def status(self) -> str:
        return self._described()["UserStatus"]

    def attributes(self) -> dict[str, str]:
        return {pair["Name"]: pair.get("Value", "") for pair in self._described()["UserAttributes"]}

    def groups(self) -> list[str]:
        answer = self.pool.account.cognito.admin_list_groups_for_user(
            UserPoolId=self.pool.id, Username=self.name
        )
        return [group["GroupName"] for group in answer["Groups"]]

    def events(self) -> list[dict[str, Any]]:
        """What the pool's functions have recorded for this user."""
        return self.pool.account.events(self.sub)

    def _described(self) -> AdminGetUserResponseTypeDef:
        return self.pool.account.cognito.admin_get_user(UserPoolId=self.pool.id, Username=self.name)


def newest_message(account: Account, address: str) -> dict[str, str]:
    """The newest mail or text to an address or a number, as the inbox lists it."""
    answer = http.get(f"{account.endpoint_url}/_inbox.json", params={"to": address}, timeout=10)
    return dict(answer.raise_for_status().json()["messages"][0])


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
