"""A user pool as its owner has described it. Source: UserPoolType in Cognito's API reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class UserPool:
    """`settings` is what DescribeUserPool answers but for what is computed; times: seconds of the epoch."""

    id: str
    account: str
    region: str
    settings: Mapping[str, Any]
    created: float
    modified: float

    @property
    def arn(self) -> str:
        return f"arn:{_partition(self.region)}:cognito-idp:{self.region}:{self.account}:userpool/{self.id}"

    @property
    def name_on_aws(self) -> str:
        """The pool's address on AWS without the scheme, by which identity pools know it as a provider."""
        return f"cognito-idp.{self._aws_domain}/{self.id}"

    @property
    def address_on_aws(self) -> str:
        """AWS's address of the pool, which is the `iss` of its tokens there.

        Source: IssuerConfigurationType in Cognito's API reference (ORIGINAL, UPDATED).
        """
        is_updated = (self.settings.get("IssuerConfiguration") or {}).get("Type") == "UPDATED"
        host = "issuer-cognito-idp" if is_updated else "cognito-idp"
        return f"https://{host}.{self._aws_domain}/{self.id}"

    @property
    def _aws_domain(self) -> str:
        suffix = ".cn" if self.region.startswith("cn-") else ""
        return f"{self.region}.amazonaws.com{suffix}"

    @property
    def srp_name(self) -> str:
        """What stands for the pool in Secure Remote Password: its id without the Region."""
        return self.id.partition("_")[2]

    @cached_property
    def schema(self) -> dict[str, dict[str, Any]]:
        """SchemaAttributeType by the attribute's name."""
        return {attribute["Name"]: attribute for attribute in self.settings["SchemaAttributes"]}

    @cached_property
    def username_attributes(self) -> frozenset[str]:
        return frozenset(self.settings.get("UsernameAttributes") or ())

    @cached_property
    def alias_attributes(self) -> frozenset[str]:
        return frozenset(self.settings.get("AliasAttributes") or ())

    @cached_property
    def auto_verified(self) -> frozenset[str]:
        return frozenset(self.settings.get("AutoVerifiedAttributes") or ())

    @cached_property
    def verified_before_update(self) -> frozenset[str]:
        """Attributes whose new value counts once its code has come back."""
        settings = self.settings.get("UserAttributeUpdateSettings") or {}
        return frozenset(settings.get("AttributesRequireVerificationBeforeUpdate") or ())

    @property
    def functions(self) -> Mapping[str, Any]:
        return self.settings.get("LambdaConfig") or {}

    @property
    def mfa(self) -> str:
        """OFF, ON or OPTIONAL."""
        return str(self.settings.get("MfaConfiguration") or "OFF")

    @cached_property
    def is_case_sensitive(self) -> bool:
        """True where the pool says nothing: UsernameConfigurationType in Cognito's API reference."""
        return bool((self.settings.get("UsernameConfiguration") or {}).get("CaseSensitive", True))

    def folded(self, name: str) -> str:
        """The form in which two names of the same user are equal."""
        return name if self.is_case_sensitive else name.lower()


def _partition(region: str) -> str:
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-cn" if region.startswith("cn-") else "aws"
