"""Managed login branding: one style an app client."""

from __future__ import annotations

from typing import Any

from tests.conformance.pools import Pool
from tests.conformance.refusals import refused

SETTINGS = {"categories": {"global": {"colorSchemeMode": "LIGHT"}}}
NOBODYS = "6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11"


def create(pool: Pool, **settings: Any) -> dict[str, Any]:
    answer = pool.cognito.create_managed_login_branding(
        UserPoolId=pool.id, ClientId=pool.client_id, **settings
    )
    return dict(answer["ManagedLoginBranding"])


def test_a_style_is_described_by_its_id_and_by_its_client(pool: Pool) -> None:
    """Model: DescribeManagedLoginBranding, DescribeManagedLoginBrandingByClient."""
    style_id = create(pool, Settings=SETTINGS)["ManagedLoginBrandingId"]
    by_id = pool.cognito.describe_managed_login_branding(UserPoolId=pool.id, ManagedLoginBrandingId=style_id)
    by_client = pool.cognito.describe_managed_login_branding_by_client(
        UserPoolId=pool.id, ClientId=pool.client_id
    )
    assert by_id["ManagedLoginBranding"] == by_client["ManagedLoginBranding"]
    assert by_id["ManagedLoginBranding"]["Settings"] == SETTINGS


def test_a_client_has_one_style(pool: Pool) -> None:
    """Model: CreateManagedLoginBranding.errors ManagedLoginBrandingExistsException."""
    create(pool, UseCognitoProvidedValues=True)
    with refused("ManagedLoginBrandingExistsException"):
        create(pool, UseCognitoProvidedValues=True)


def test_a_style_has_cognitos_values_or_its_own(pool: Pool) -> None:
    """Model: CreateManagedLoginBrandingRequest.UseCognitoProvidedValues ("you must also omit values for
    Settings")."""
    with refused("InvalidParameterException"):
        create(pool, UseCognitoProvidedValues=True, Settings=SETTINGS)


def test_an_update_keeps_what_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateManagedLoginBranding ("preserves existing style settings that you don't specify")."""
    style_id = create(pool, Settings=SETTINGS)["ManagedLoginBrandingId"]
    asset = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": b"a picture"}
    about = {"UserPoolId": pool.id, "ManagedLoginBrandingId": style_id}
    answer = pool.cognito.update_managed_login_branding(**about, Assets=[asset])
    assert answer["ManagedLoginBranding"]["Settings"] == SETTINGS
    assert [each["Category"] for each in answer["ManagedLoginBranding"]["Assets"]] == ["FORM_LOGO"]


def test_a_deleted_style_is_gone(pool: Pool) -> None:
    """Model: DeleteManagedLoginBranding; DescribeManagedLoginBranding.errors ResourceNotFoundException."""
    about = {
        "UserPoolId": pool.id,
        "ManagedLoginBrandingId": create(pool, Settings=SETTINGS)["ManagedLoginBrandingId"],
    }
    pool.cognito.delete_managed_login_branding(**about)
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_managed_login_branding(**about)
    assert create(pool, UseCognitoProvidedValues=True)


def test_a_style_goes_with_its_client(pool: Pool) -> None:
    """Model: CreateManagedLoginBrandingRequest.ClientId ("Each style is linked to an app client")."""
    style_id = create(pool, Settings=SETTINGS)["ManagedLoginBrandingId"]
    pool.cognito.delete_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_managed_login_branding(UserPoolId=pool.id, ManagedLoginBrandingId=style_id)


def test_a_style_that_is_not_there_is_not_found(pool: Pool) -> None:
    """Model: UpdateManagedLoginBranding.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.update_managed_login_branding(
            UserPoolId=pool.id, ManagedLoginBrandingId=NOBODYS, UseCognitoProvidedValues=True
        )


def test_a_client_of_another_pool_gets_no_style(pool: Pool) -> None:
    """Model: CreateManagedLoginBranding.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.create_managed_login_branding(
            UserPoolId=pool.id, ClientId="nobody1client", UseCognitoProvidedValues=True
        )


def test_a_pool_has_at_most_twenty_styles(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Managed login branding
    styles
    per user pool": 20). Model: CreateManagedLoginBranding.errors LimitExceededException."""
    for _ in range(20):
        pool.cognito.create_managed_login_branding(
            UserPoolId=pool.id, ClientId=pool.another_client(), UseCognitoProvidedValues=True
        )
    with refused("LimitExceededException"):
        create(pool, UseCognitoProvidedValues=True)


def test_the_classic_pages_have_looks_once_there_is_a_domain(pool: Pool) -> None:
    """Model: SetUICustomization ("Your user pool must have a domain")."""
    with refused("InvalidParameterException"):
        pool.cognito.set_ui_customization(UserPoolId=pool.id, CSS=".logo-customizable { color: red; }")
