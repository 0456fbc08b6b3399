"""Pools in the console: as the engine understands them, with what AWS would refuse or warn of."""

from __future__ import annotations

import uuid
from html import unescape

import pytest

from tests import http
from tests.emulator.account import Account, Pool
from tests.emulator.functions import RETURNS_THE_EVENT

POOLS = "/_console/pools"


def get(account: Account, path: str = "") -> str:
    answer = http.get(f"{account.endpoint_url}{POOLS}{path}", trust_env=False)
    return unescape(answer.raise_for_status().text)


def page_of(pool: Pool) -> str:
    return get(pool.account, f"/{pool.id}")


def test_pools_of_every_account_and_region_are_listed_with_how_many_people(endpoint_url: str) -> None:
    pool = Account(endpoint_url, "eu-west-1", "111122223333").pool()
    pool.sign_up()
    row = get(pool.account).partition(pool.id)[2].partition("</li>")[0]
    assert "eu-west-1 · 111122223333" in row
    assert "1 person" in row


def test_a_pool_shows_settings_clients_domain_and_groups(account: Account) -> None:
    pool = account.pool()
    domain = f"d-{uuid.uuid4().hex}"
    account.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=domain)
    account.cognito.create_group(UserPoolId=pool.id, GroupName="Members")
    text = page_of(pool)
    for shown in (pool.arn, pool.client_id, domain, "Members", "8 characters at least", '"MfaConfiguration"'):
        assert shown in text


def test_a_client_of_the_pages_leads_to_its_sign_in_page(account: Account) -> None:
    pool = account.pool()
    client = account.cognito.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="web",
        GenerateSecret=True,
        CallbackURLs=["https://app.example/callback"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
        PreventUserExistenceErrors="ENABLED",
    )["UserPoolClient"]
    text = page_of(pool)
    assert f'href="/login?client_id={client["ClientId"]}&response_type=code' in text
    assert f'data-copy="{client["ClientSecret"]}"' in text
    assert "The pool has no domain" in text


def test_a_trigger_that_is_not_there_or_not_permitted_or_too_slow_is_said_so(account: Account) -> None:
    function = account.function_of_its_own(RETURNS_THE_EVENT)
    pool = account.pool(permitted=False, PostConfirmation=function)
    assert "does not let the pool invoke it" in page_of(pool)
    pool.permit(function)
    text = page_of(pool)
    assert "does not let the pool invoke it" not in text
    assert "It may run for 60 s; Cognito waits 5 s." in text
    account.lambda_.delete_function(FunctionName=function)
    assert "There is no such function" in page_of(pool)


def test_what_aws_would_refuse_since_something_is_gone_is_said_in_its_words(account: Account) -> None:
    pool = account.pool()
    provider = {
        "ProviderName": "Corp",
        "ProviderType": "SAML",
        "ProviderDetails": {"MetadataURL": "https://corp.example"},
    }
    account.cognito.create_identity_provider(UserPoolId=pool.id, **provider)  # type: ignore[arg-type]
    account.cognito.create_user_pool_client(
        UserPoolId=pool.id, ClientName="corporate", SupportedIdentityProviders=["Corp"]
    )
    assert "AWS refuses" not in page_of(pool)
    account.cognito.delete_identity_provider(UserPoolId=pool.id, ProviderName="Corp")
    assert "InvalidParameterException: The provider Corp does not exist for User Pool." in page_of(pool)


def test_what_aws_warns_of_is_said_until_it_is_otherwise(account: Account) -> None:
    pool = account.pool()
    text = page_of(pool)
    for words in ("DeletionProtection is INACTIVE", "differ by case", "mails 50 a day", "who has an account"):
        assert words in text
    made = account.cognito.create_user_pool(
        PoolName="careful",
        AutoVerifiedAttributes=["email"],
        DeletionProtection="ACTIVE",
        UsernameConfiguration={"CaseSensitive": False},
        EmailConfiguration={
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/app@example.com",
        },
    )["UserPool"]
    assert "AWS warns" not in get(account, f"/{made['Id']}")
    account.cognito.update_user_pool(UserPoolId=made["Id"], DeletionProtection="INACTIVE")


@pytest.mark.parametrize("path", ["/us-east-1_nowhere", "/x/y"])
def test_a_pool_that_there_is_not_is_a_404(endpoint_url: str, path: str) -> None:
    assert http.get(f"{endpoint_url}{POOLS}{path}", trust_env=False).status_code == 404
