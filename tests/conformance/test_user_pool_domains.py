"""Domains: CreateUserPoolDomain, UpdateUserPoolDomain, DeleteUserPoolDomain."""

from __future__ import annotations

import secrets

import pytest

from tests.conformance.pools import Pool, Pools
from tests.conformance.refusals import refused

CERTIFICATE = "arn:aws:acm:{region}:123456789012:certificate/6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11"


def some_prefix() -> str:
    return f"conformance-{secrets.token_hex(6)}"


@pytest.mark.parametrize("word", ["aws", "amazon", "cognito"])
def test_a_prefix_has_none_of_awss_words(pool: Pool, word: str) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
    ("can't include aws, amazon, or cognito in your domain prefix")."""
    with refused("InvalidParameterException"):
        pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=f"{word}-{secrets.token_hex(6)}")


@pytest.mark.parametrize("prefix", ["-leading", "trailing-", "Upper", "under_score", "with space", "a" * 64])
def test_a_prefix_has_letters_digits_and_hyphens_inside(pool: Pool, prefix: str) -> None:
    """Model: DomainType (pattern, max 63)."""
    with refused("InvalidParameterException"):
        pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=prefix)


def test_a_prefix_is_one_pools(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
    (a prefix that is not in use)."""
    first, second, prefix = pools.create(), pools.create(), some_prefix()
    first.cognito.create_user_pool_domain(UserPoolId=first.id, Domain=prefix)
    with refused("InvalidParameterException"):
        second.cognito.create_user_pool_domain(UserPoolId=second.id, Domain=prefix)
    first.cognito.delete_user_pool_domain(UserPoolId=first.id, Domain=prefix)
    second.cognito.create_user_pool_domain(UserPoolId=second.id, Domain=prefix)
    second.cognito.delete_user_pool_domain(UserPoolId=second.id, Domain=prefix)


def test_a_pool_has_one_prefix(pool: Pool) -> None:
    """Model: UpdateUserPoolDomain ("To change your domain, delete it ... and create a new domain")."""
    prefix = some_prefix()
    pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=prefix)
    with refused("InvalidParameterException", "LimitExceededException"):
        pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=some_prefix())
    pool.cognito.delete_user_pool_domain(UserPoolId=pool.id, Domain=prefix)


def test_a_domain_is_described_with_its_pool(pool: Pool) -> None:
    """Model: DomainDescriptionType.UserPoolId, DomainDescriptionType.Status (ACTIVE)."""
    prefix = some_prefix()
    pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=prefix)
    said = pool.cognito.describe_user_pool_domain(Domain=prefix)["DomainDescription"]
    assert (said["UserPoolId"], said["Domain"], said["Status"]) == (pool.id, prefix, "ACTIVE")
    assert pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Domain"] == prefix
    pool.cognito.delete_user_pool_domain(UserPoolId=pool.id, Domain=prefix)


def test_a_domain_of_ones_own_is_a_whole_name(pool: Pool) -> None:
    """Model: CreateUserPoolDomainRequest.Domain ("the fully-qualified domain name, such as
    auth.example.com")."""
    config = {"CertificateArn": CERTIFICATE.format(region="us-east-1")}
    with refused("InvalidParameterException"):
        pool.cognito.create_user_pool_domain(
            UserPoolId=pool.id, Domain=some_prefix(), CustomDomainConfig=config
        )


def test_a_certificate_is_of_us_east_1(pool: Pool) -> None:
    """Model: CreateUserPoolDomainRequest.CustomDomainConfig ("an ... certificate in the us-east-1
    Region")."""
    with refused("InvalidParameterException"):
        pool.cognito.create_user_pool_domain(
            UserPoolId=pool.id,
            Domain=f"auth.{some_prefix()}.example.com",
            CustomDomainConfig={"CertificateArn": CERTIFICATE.format(region="eu-central-1")},
        )


def test_managed_login_needs_more_than_lite(pools: Pools) -> None:
    """Model: CreateUserPoolDomainRequest.ManagedLoginVersion ("any feature plan other than Lite");
    CreateUserPoolDomain.errors FeatureUnavailableInTierException."""
    pool = pools.create(UserPoolTier="LITE")
    with refused("FeatureUnavailableInTierException"):
        pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=some_prefix(), ManagedLoginVersion=2)


def test_a_version_of_managed_login_is_one_or_two(pool: Pool) -> None:
    """Model: CreateUserPoolDomainRequest.ManagedLoginVersion (1 or 2)."""
    with refused("InvalidParameterException"):
        pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=some_prefix(), ManagedLoginVersion=3)


def test_a_domain_that_is_not_there_is_not_deleted(pool: Pool) -> None:
    """Model: DeleteUserPoolDomain.errors ResourceNotFoundException, InvalidParameterException."""
    with refused("ResourceNotFoundException", "InvalidParameterException"):
        pool.cognito.delete_user_pool_domain(UserPoolId=pool.id, Domain=some_prefix())
