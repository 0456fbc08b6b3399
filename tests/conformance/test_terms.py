"""Terms documents: CreateTerms, UpdateTerms, ListTerms, and their links in managed login's sign-up page."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.conformance.pools import Pool, Pools
from tests.conformance.refusals import refused
from tests.conformance.web import App, Apps, Browser

OF_USE, POLICY = "terms-of-use", "privacy-policy"
TERMS_LINK, POLICY_LINK = "https://example.com/terms", "https://example.com/privacy"
FRENCH_TERMS, FRENCH_POLICY = "https://example.com/fr/terms", "https://example.com/fr/privacy"
NOBODYS = "6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11"
LANGUAGES = [
    *("default", "dutch", "english", "french", "spanish", "german", "bahasa-indonesia", "italian"),
    *("japanese", "korean", "portuguese-brazil", "chinese-simplified", "chinese-traditional"),
]


def links(**by_language: str) -> dict[str, str]:
    """What languages are called in Links, before their addresses."""
    return {f"cognito:{language}": link for language, link in by_language.items()}


def create(pool: Pool, name: str = OF_USE, **changes: Any) -> dict[str, Any]:
    usual = {
        "ClientId": pool.client_id,
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": links(default=TERMS_LINK if name == OF_USE else POLICY_LINK),
    }
    given = {member: value for member, value in {**usual, **changes}.items() if value is not None}
    return dict(pool.cognito.create_terms(UserPoolId=pool.id, TermsName=name, **given)["Terms"])


def described(pool: Pool, terms_id: str) -> dict[str, Any]:
    return dict(pool.cognito.describe_terms(UserPoolId=pool.id, TermsId=terms_id)["Terms"])


def test_terms_are_described_with_what_they_were_given(pool: Pool) -> None:
    """Model: TermsType."""
    given = links(default=TERMS_LINK, french=FRENCH_TERMS)
    terms = create(pool, Links=given)
    assert terms.pop("CreationDate") == terms.pop("LastModifiedDate")
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", terms["TermsId"]
    )
    assert terms == {
        "TermsId": terms["TermsId"],
        "UserPoolId": pool.id,
        "ClientId": pool.client_id,
        "TermsName": OF_USE,
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": given,
    }


def test_terms_are_found_by_their_id_and_by_client_and_name(pool: Pool) -> None:
    """Model: DescribeTerms. Model: DescribeTermsByClient ("identified by the app client ID, user pool ID, and
    terms name")."""
    made = create(pool)
    create(pool, POLICY)
    by_client = pool.cognito.describe_terms_by_client(
        UserPoolId=pool.id, ClientId=pool.client_id, TermsName=OF_USE
    )
    assert described(pool, made["TermsId"]) == by_client["Terms"] == made


@pytest.mark.parametrize("name", [OF_USE, POLICY])
def test_a_client_has_one_document_of_each_name(pool: Pool, name: str) -> None:
    """Model: TermsExistsException ("must be unique to the app client"). Model: CreateTerms.errors
    TermsExistsException."""
    create(pool, name)
    with refused("TermsExistsException"):
        create(pool, name, Links=links(default="https://example.com/other"))


def test_two_clients_of_a_pool_have_documents_of_one_name(pool: Pool) -> None:
    """Model: TermsExistsException ("must be unique to the app client")."""
    create(pool)
    assert create(pool, ClientId=pool.another_client())["TermsName"] == OF_USE


@pytest.mark.parametrize("name", ["terms", "terms-of-use-2026", "Privacy-Policy"])
def test_terms_have_one_of_two_names(pool: Pool, name: str) -> None:
    """Model: TermsNameType (pattern). Model: CreateTerms.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        create(pool, name)


@pytest.mark.parametrize("reserved", [{"TermsSource": "TEXT"}, {"Enforcement": "REQUIRED"}])
def test_source_and_enforcement_have_one_value_each(pool: Pool, reserved: dict[str, str]) -> None:
    """Model: CreateTermsRequest.TermsSource ("currently accepts only one value"). Model:
    CreateTermsRequest.Enforcement."""
    with refused("InvalidParameterException"):
        create(pool, **reserved)


def test_terms_have_a_link_for_each_language_of_managed_login(pool: Pool) -> None:
    """Model: LinksType (13 entries). Model: LanguageIdType (pattern)."""
    given = links(**{language: f"https://example.com/{language}" for language in LANGUAGES})
    assert described(pool, create(pool, Links=given)["TermsId"])["Links"] == given


@pytest.mark.parametrize("language", ["cognito:klingon", "french", "cognito:chinese", "cognito:"])
def test_a_language_that_managed_login_has_not_is_refused(pool: Pool, language: str) -> None:
    """Model: LanguageIdType (pattern). Model: CreateTerms.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        create(pool, Links={language: TERMS_LINK})


@pytest.mark.parametrize("link", ["https://example.com/our terms", "https://example.com/" + "a" * 1005])
def test_a_link_has_no_space_and_1024_characters_at_most(pool: Pool, link: str) -> None:
    """Model: LinkUrlType (pattern, max 1024). Model: CreateTerms.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        create(pool, Links=links(default=link))
    assert create(pool, Links=links(default="https://example.com/" + "a" * 1004))


@pytest.mark.unproven("a request may leave Links out by the model, and what describes the terms may not")
def test_terms_without_a_link_are_refused(pool: Pool) -> None:
    """Model: TermsType.Links (required, min 1). Model: CreateTerms.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        create(pool, Links=None)


def test_a_client_of_another_pool_gets_no_terms(pools: Pools) -> None:
    """Model: CreateTermsRequest.ClientId ("Must be an app client in the requested user pool"). Model:
    CreateTerms.errors ResourceNotFoundException."""
    pool, other = pools.create(), pools.create()
    with refused("ResourceNotFoundException"):
        create(pool, ClientId=other.client_id)


def test_a_name_that_a_client_has_no_terms_of_is_not_found(pool: Pool) -> None:
    """Model: DescribeTermsByClient.errors ResourceNotFoundException."""
    create(pool)
    create(pool, POLICY, ClientId=pool.another_client())
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_terms_by_client(UserPoolId=pool.id, ClientId=pool.client_id, TermsName=POLICY)


def test_a_client_that_is_nobodys_has_no_terms(pool: Pool) -> None:
    """Model: DescribeTermsByClient.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_terms_by_client(UserPoolId=pool.id, ClientId="nobody1client", TermsName=OF_USE)


@pytest.mark.parametrize("operation", ["describe_terms", "update_terms", "delete_terms"])
def test_terms_that_are_not_there_are_not_found(pool: Pool, operation: str) -> None:
    """Model: DescribeTerms.errors ResourceNotFoundException. Model: UpdateTerms.errors
    ResourceNotFoundException. Model: DeleteTerms.errors ResourceNotFoundException."""
    create(pool)
    with refused("ResourceNotFoundException"):
        getattr(pool.cognito, operation)(UserPoolId=pool.id, TermsId=NOBODYS)


def test_terms_are_in_their_own_pool_alone(pools: Pools) -> None:
    """Model: DescribeTermsRequest.UserPoolId ("the user pool that contains the terms documents")."""
    pool, other = pools.create(), pools.create()
    terms_id = create(pool)["TermsId"]
    with refused("ResourceNotFoundException"):
        described(other, terms_id)


def test_an_update_keeps_what_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateTermsRequest (all but the ids is optional)."""
    made = create(pool)
    changed = pool.cognito.update_terms(UserPoolId=pool.id, TermsId=made["TermsId"], TermsName=POLICY)[
        "Terms"
    ]
    assert changed["LastModifiedDate"] >= made["LastModifiedDate"]
    assert {**changed, "LastModifiedDate": None} == {**made, "TermsName": POLICY, "LastModifiedDate": None}
    assert described(pool, made["TermsId"]) == changed


def test_an_update_puts_its_links_in_the_place_of_all_others(pool: Pool) -> None:
    """Model: UpdateTermsRequest.Links ("A map of URLs to languages")."""
    terms_id = create(pool, Links=links(default=TERMS_LINK, french=FRENCH_TERMS))["TermsId"]
    given = links(german="https://example.com/de")
    pool.cognito.update_terms(UserPoolId=pool.id, TermsId=terms_id, Links=given)
    assert described(pool, terms_id)["Links"] == given


def test_terms_get_no_name_that_their_client_has_already(pool: Pool) -> None:
    """Model: UpdateTerms.errors TermsExistsException."""
    create(pool, POLICY)
    about = {"UserPoolId": pool.id, "TermsId": create(pool)["TermsId"]}
    with refused("TermsExistsException"):
        pool.cognito.update_terms(**about, TermsName=POLICY)
    assert described(pool, about["TermsId"])["TermsName"] == OF_USE
    pool.cognito.update_terms(**about, TermsName=OF_USE)


def test_deleted_terms_are_gone_and_their_name_is_free(pool: Pool) -> None:
    """Model: DeleteTerms. Model: DescribeTerms.errors ResourceNotFoundException."""
    about = {"UserPoolId": pool.id, "TermsId": create(pool)["TermsId"]}
    pool.cognito.delete_terms(**about)
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_terms(**about)
    assert create(pool)["TermsId"] != about["TermsId"]


def test_terms_go_with_their_client(pool: Pool) -> None:
    """Model: TermsType.ClientId ("the app client that the terms documents are assigned to")."""
    other = create(pool, ClientId=pool.another_client())["TermsId"]
    terms_id = create(pool)["TermsId"]
    pool.cognito.delete_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)
    with refused("ResourceNotFoundException"):
        described(pool, terms_id)
    assert [each["TermsId"] for each in pool.cognito.list_terms(UserPoolId=pool.id)["Terms"]] == [other]


def test_a_list_has_names_and_dates_and_no_links(pool: Pool) -> None:
    """Model: TermsDescriptionType."""
    made = create(pool)
    listed = pool.cognito.list_terms(UserPoolId=pool.id)["Terms"]
    shown = ("TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate")
    assert listed == [{name: made[name] for name in shown}]


def test_terms_are_listed_a_page_at_a_time(pool: Pool) -> None:
    """Model: ListTermsRequest.MaxResults. Model: ListTermsRequest.NextToken."""
    made = {create(pool, name, ClientId=client)["TermsId"] for name, client in _three(pool)}
    first = pool.cognito.list_terms(UserPoolId=pool.id, MaxResults=2)
    second = pool.cognito.list_terms(UserPoolId=pool.id, MaxResults=2, NextToken=first["NextToken"])
    assert [len(page["Terms"]) for page in (first, second)] == [2, 1]
    assert {each["TermsId"] for page in (first, second) for each in page["Terms"]} == made
    assert "NextToken" not in second


def _three(pool: Pool) -> list[tuple[str, str]]:
    return [(OF_USE, pool.client_id), (POLICY, pool.client_id), (OF_USE, pool.another_client())]


def test_a_token_that_no_list_gave_is_refused(pool: Pool) -> None:
    """Model: ListTerms.errors InvalidParameterException."""
    with refused("InvalidParameterException"):
        pool.cognito.list_terms(UserPoolId=pool.id, NextToken="guessed")


def test_a_pool_has_at_most_forty_terms_documents(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Managed login terms
    documents per user pool": 40). Model: CreateTerms.errors LimitExceededException."""
    for client in [pool.another_client() for _ in range(20)]:
        create(pool, OF_USE, ClientId=client)
        create(pool, POLICY, ClientId=client)
    with refused("LimitExceededException"):
        create(pool)


@pytest.fixture
def managed(apps: Apps) -> App:
    """An app whose pool's domain has managed login, in the looks that Cognito gives."""
    return with_managed_login(apps.create())


def with_managed_login(app: App) -> App:
    about, cognito = {"UserPoolId": app.pool.id}, app.pool.cognito
    domain = cognito.describe_user_pool(**about)["UserPool"]["Domain"]
    cognito.update_user_pool_domain(**about, Domain=domain, ManagedLoginVersion=2)
    return with_a_style(app)


def with_a_style(app: App) -> App:
    """Managed login shows no page of a client without one."""
    app.pool.cognito.create_managed_login_branding(
        UserPoolId=app.pool.id, ClientId=app.client_id, UseCognitoProvidedValues=True
    )
    return app


def sign_up_page(app: App, browser: Browser | None = None, **changes: str) -> str:
    page = (browser or app.browser()).open("/signup", **app.request(**changes)).page
    assert page is not None
    assert page.status_code == 200, f"no sign-up page: HTTP {page.status_code}"
    return page.text


def linked(page: str) -> set[str]:
    """Which of this file's addresses a page leads to."""
    found = {html.unescape(address) for address in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', page)}
    return {address for address in found if address.startswith("https://example.com/")}


def test_the_sign_up_page_leads_to_both_documents(managed: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    (Terms documents: "By signing up, you agree to our Terms of use and Privacy policy.")."""
    create(managed.pool)
    create(managed.pool, POLICY)
    page = sign_up_page(managed)
    assert linked(page) == {TERMS_LINK, POLICY_LINK}
    assert "By signing up, you agree to our" in page


@pytest.mark.parametrize("name", [OF_USE, POLICY])
def test_one_document_alone_is_not_shown(managed: App, name: str) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    (Terms documents: "You must create both a terms of use and a privacy policy document")."""
    create(managed.pool, name)
    page = sign_up_page(managed)
    assert linked(page) == set()
    assert "By signing up" not in page


def test_documents_are_those_of_the_language_that_is_asked_for(managed: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    (Terms documents: "When users select a language with the lang query parameter")."""
    create(managed.pool, Links=links(default=TERMS_LINK, french=FRENCH_TERMS))
    create(managed.pool, POLICY, Links=links(default=POLICY_LINK, french=FRENCH_POLICY))
    assert linked(sign_up_page(managed, lang="fr")) == {FRENCH_TERMS, FRENCH_POLICY}


def test_a_language_without_a_document_has_the_default(managed: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    (Terms documents: "Amazon Cognito uses the default URL")."""
    create(managed.pool, Links=links(default=TERMS_LINK, french=FRENCH_TERMS))
    create(managed.pool, POLICY)
    assert linked(sign_up_page(managed, lang="fr")) == {FRENCH_TERMS, POLICY_LINK}
    assert linked(sign_up_page(managed, lang="de")) == {TERMS_LINK, POLICY_LINK}


def test_whoever_asks_for_no_language_has_the_english_documents(managed: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    ("Managed login defaults to the English language")."""
    create(managed.pool, Links=links(default=TERMS_LINK, english="https://example.com/en"))
    create(managed.pool, POLICY)
    assert linked(sign_up_page(managed)) == {"https://example.com/en", POLICY_LINK}


def test_a_browser_keeps_the_language_until_it_asks_for_another(managed: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    (Managed login localization: "After the cookie is set, the language selection persists")."""
    create(managed.pool, Links=links(default=TERMS_LINK, french=FRENCH_TERMS))
    create(managed.pool, POLICY)
    browser = managed.browser()
    browser.authorize(lang="fr")
    assert FRENCH_TERMS in linked(sign_up_page(managed, browser))
    assert TERMS_LINK in linked(sign_up_page(managed, browser, lang="en"))
    assert TERMS_LINK in linked(sign_up_page(managed, browser))
    assert TERMS_LINK in linked(sign_up_page(managed))


def test_the_classic_pages_show_no_documents(app: App) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
    (Terms documents: "You can configure your managed login pages"). Model: CreateTerms ("in the sign-up page
    of managed login")."""
    create(app.pool)
    create(app.pool, POLICY)
    assert linked(sign_up_page(app)) == set()
    assert linked(sign_up_page(with_managed_login(app))) == {TERMS_LINK, POLICY_LINK}


def test_documents_of_another_client_are_not_shown(apps: Apps, managed: App) -> None:
    """Model: CreateTerms ("the app client displays links to them")."""
    other = with_a_style(apps.another(managed))
    create(managed.pool, ClientId=other.client_id)
    create(managed.pool, POLICY, ClientId=other.client_id)
    assert linked(sign_up_page(managed)) == set()
    assert linked(sign_up_page(other)) == {TERMS_LINK, POLICY_LINK}
