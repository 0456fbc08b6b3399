"""Terms documents beyond AWS's pages: what the sign-up page makes no link of, who may read them by client."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from tests.emulator.account import PASSWORD, Account
from tests.emulator.hosted_ui_browser import CALLBACK, HostedUiBrowser
from tests.emulator.signers import user_with

TERMS, POLICY = "https://example.com/terms", "https://example.com/privacy"
LANGUAGES = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "id": "bahasa-indonesia",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "nl": "dutch",
    "pt-BR": "portuguese-brazil",
    "zh-CN": "chinese-simplified",
    "zh-TW": "chinese-traditional",
}
DENIED = "AccessDeniedException"


@pytest.fixture
def browser(account: Account) -> Iterator[HostedUiBrowser]:
    """Before the pages of a pool without a domain."""
    settings: dict[str, Any] = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
    pool_id = account.cognito.create_user_pool(PoolName="pool", **settings)["UserPool"]["Id"]
    client = account.cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="an app",
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]
    made = HostedUiBrowser(account, pool_id, client["ClientId"])
    yield made
    made.client.close()


@pytest.fixture
def managed(browser: HostedUiBrowser) -> HostedUiBrowser:
    """Before the pages of a pool whose domain has managed login."""
    browser.account.cognito.create_user_pool_domain(
        UserPoolId=browser.pool_id, Domain=f"terms-{uuid.uuid4().hex}", ManagedLoginVersion=2
    )
    return browser


def create(browser: HostedUiBrowser, name: str, **links: str) -> str:
    made = browser.account.cognito.create_terms(
        UserPoolId=browser.pool_id,
        ClientId=browser.client_id,
        TermsName=name,
        TermsSource="LINK",
        Enforcement="NONE",
        Links={f"cognito:{language}": link for language, link in links.items()},
    )
    return str(made["Terms"]["TermsId"])


def linked(page: httpx.Response) -> list[str]:
    """The addresses outside the engine."""
    addresses = re.findall(r'<a href="([^"]+)" target="_blank" rel="noopener noreferrer">', page.text)
    return [html.unescape(address) for address in addresses]


def test_a_link_is_escaped(managed: HostedUiBrowser) -> None:
    link = 'https://example.com/?a=1&b="><script>alert(1)</script>'
    create(managed, "terms-of-use", default=link)
    create(managed, "privacy-policy", default=POLICY)
    page = managed.get("/signup")
    assert "<script>" not in page.text
    assert linked(page) == [link, POLICY]


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/terms",
        "javascript:alert(1)",
        "data:text/html,terms",
        "//example.com",
        "terms.html",
    ],
)
def test_what_is_not_https_is_no_link(managed: HostedUiBrowser, link: str) -> None:
    create(managed, "terms-of-use", default=TERMS, french=link)
    create(managed, "privacy-policy", default=POLICY)
    page = managed.get("/signup", lang="fr")
    assert f'href="{link}"' not in page.text
    assert "By signing up" not in page.text
    assert linked(managed.get("/signup", lang="en")) == [TERMS, POLICY]


def test_a_scheme_in_capitals_is_https_too(managed: HostedUiBrowser) -> None:
    create(managed, "terms-of-use", default="HTTPS://example.com/terms")
    create(managed, "privacy-policy", default=POLICY)
    assert linked(managed.get("/signup")) == ["HTTPS://example.com/terms", POLICY]


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_of_managed_login_has_its_code(managed: HostedUiBrowser, code: str) -> None:
    mine = f"https://example.com/{LANGUAGES[code]}"
    others = dict.fromkeys(LANGUAGES.values(), "https://example.com/another")
    create(managed, "terms-of-use", **{**others, LANGUAGES[code]: mine})
    create(managed, "privacy-policy", default=POLICY)
    assert linked(managed.get("/signup", lang=code)) == [mine, POLICY]


def test_a_code_that_no_language_has_changes_nothing(managed: HostedUiBrowser) -> None:
    create(managed, "terms-of-use", default=TERMS, french="https://example.com/fr")
    create(managed, "privacy-policy", default=POLICY)
    assert linked(managed.get("/signup", lang="fr"))[0] == "https://example.com/fr"
    for code in ("FR", "xx", "cognito:german", 'de"; path=/x'):
        page = managed.get("/signup", lang=code)
        assert linked(page)[0] == "https://example.com/fr"
        assert "hosted_ui_language" not in page.headers["set-cookie"]


def test_a_document_in_other_languages_alone_is_not_shown(managed: HostedUiBrowser) -> None:
    create(managed, "terms-of-use", french=TERMS)
    create(managed, "privacy-policy", default=POLICY)
    assert linked(managed.get("/signup", lang="de")) == []
    assert linked(managed.get("/signup", lang="fr")) == [TERMS, POLICY]


def test_the_language_is_in_a_cookie_that_scripts_and_other_sites_do_not_see(
    managed: HostedUiBrowser,
) -> None:
    answer = managed.client.get("/oauth2/authorize", params=managed.request(lang="ja"))
    cookie = next(
        one for one in answer.headers.get_list("set-cookie") if one.startswith("hosted_ui_language")
    )
    assert "=ja;" in cookie
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


def test_the_links_are_there_too_when_a_sign_up_is_refused(managed: HostedUiBrowser) -> None:
    create(managed, "terms-of-use", default=TERMS, french="https://example.com/fr")
    create(managed, "privacy-policy", default=POLICY)
    page = managed.submit(managed.get("/signup", lang="fr"), email="ada@example.com", password="short")
    assert page.status_code == 400
    assert linked(page) == ["https://example.com/fr", POLICY]


def test_no_other_page_has_the_links(managed: HostedUiBrowser) -> None:
    create(managed, "terms-of-use", default=TERMS)
    create(managed, "privacy-policy", default=POLICY)
    for path in ("/login", "/confirm", "/forgotPassword"):
        assert linked(managed.get(path)) == []


def test_a_pool_without_a_domain_shows_no_documents(browser: HostedUiBrowser) -> None:
    create(browser, "terms-of-use", default=TERMS)
    create(browser, "privacy-policy", default=POLICY)
    page = browser.get("/signup")
    assert linked(page) == []
    assert "By signing up" not in page.text


def test_changed_and_deleted_documents_are_so_in_the_page_at_once(managed: HostedUiBrowser) -> None:
    terms_id, cognito = create(managed, "terms-of-use", default=TERMS), managed.account.cognito
    create(managed, "privacy-policy", default=POLICY)
    changed = {"cognito:default": "https://example.com/2"}
    cognito.update_terms(UserPoolId=managed.pool_id, TermsId=terms_id, Links=changed)
    assert linked(managed.get("/signup")) == ["https://example.com/2", POLICY]
    cognito.delete_terms(UserPoolId=managed.pool_id, TermsId=terms_id)
    assert linked(managed.get("/signup")) == []


def test_a_sign_up_sends_nothing_of_the_terms_and_ends_as_without(managed: HostedUiBrowser) -> None:
    create(managed, "terms-of-use", default=TERMS)
    create(managed, "privacy-policy", default=POLICY)
    address = f"{uuid.uuid4().hex}@example.com"
    page = managed.submit(managed.get("/signup"), email=address, password=PASSWORD)
    assert managed.submit(page, code=managed.codes_to(address)[-1]).url.path == "/login"


@pytest.mark.parametrize(
    ("allowed", "code"),
    [
        (["DescribeTermsByClient"], DENIED),
        (["DescribeTerms"], DENIED),
        (["DescribeTermsByClient", "DescribeTerms"], "ResourceNotFoundException"),
    ],
)
def test_whoever_describes_terms_by_client_may_describe_terms_too(
    account: Account, allowed: list[str], code: str
) -> None:
    # its page in the API reference: DescribeTermsByClient "additionally validates" the other's permission
    error = refusal(account, {"Effect": "Allow", "Action": actions(allowed), "Resource": "*"})
    assert error["Code"] == code
    missing = "DescribeTerms" if allowed == ["DescribeTermsByClient"] else "DescribeTermsByClient"
    assert code != DENIED or f"cognito-idp:{missing} " in error["Message"]


def test_a_denial_of_describe_terms_denies_it_by_client(account: Account) -> None:
    everything = {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}
    denial = {"Effect": "Deny", "Action": actions(["DescribeTerms"]), "Resource": "*"}
    assert refusal(account, everything, denial)["Code"] == DENIED


def actions(operations: list[str]) -> list[str]:
    return [f"cognito-idp:{operation}" for operation in operations]


def refusal(account: Account, *statements: dict[str, Any]) -> dict[str, str]:
    """The error that a user with these permissions gets for terms by client of a pool that is not there."""
    keys = user_with(account, *statements)
    cognito = boto3.client(
        "cognito-idp",
        region_name="us-east-1",
        endpoint_url=account.endpoint_url,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
    )
    with pytest.raises(ClientError) as refused:
        cognito.describe_terms_by_client(
            UserPoolId="us-east-1_NOTTHERE0", ClientId="notthere", TermsName="terms-of-use"
        )
    error = refused.value.response["Error"]
    return {"Code": error["Code"], "Message": error["Message"]}
