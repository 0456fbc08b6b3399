"""The terms of use: what a sign-up has to carry where an operator asks for it, and what a profile says of it.

AWS gives each trigger the ClientMetadata of the call that fires it: PreSignUp has SignUp's, PostConfirmation
has ConfirmSignUp's or AdminConfirmSignUp's. An app that sends terms_version with both calls has each of them
proven. Where the second lacks it, the profile has the version in force, and `terms_source` says that nothing
but PreSignUp's refusal speaks for it: who signed up before a change and confirms after it accepted the
version in PreSignUp's log. Managed login and federated sign-ins send no ClientMetadata, so with terms set
PreSignUp refuses them; an administrator accepts nothing for the user whom they make, and is not asked.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from signup.errors import TermsNotAcceptedError
from signup.event import client_metadata, trigger_source

if TYPE_CHECKING:
    from collections.abc import Callable

TERMS_VERSION = "terms_version"
ADMIN_CREATE_USER = "PreSignUp_AdminCreateUser"
BY_SIGN_UP = "SignUp"
BY_CONFIRMATION = "ConfirmSignUp"


@dataclass(frozen=True, slots=True)
class Terms:
    """The version in force, and where it can be read."""

    version: str
    url: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which version, since when at the latest (a timestamp), and which call speaks for it."""

    terms_version: str
    terms_accepted_at: str
    terms_source: str

    @classmethod
    def from_message(cls, content: Mapping[str, object]) -> Acceptance | None:
        """Read what a repair message says of it; None where it does not say all."""
        values = (content.get("terms_version"), content.get("terms_accepted_at"), content.get("terms_source"))
        texts = [value for value in values if isinstance(value, str) and value]
        return cls(*texts) if len(texts) == len(values) else None

    def as_texts(self) -> dict[str, str]:
        return asdict(self)


def check_terms(event: object, terms: Terms | None) -> str | None:
    """Return the version that a PreSignUp event accepts, None where none is asked. Raises SignUpError."""
    if terms is None or trigger_source(event) == ADMIN_CREATE_USER:
        return None
    if client_metadata(event).get(TERMS_VERSION) != terms.version:
        raise TermsNotAcceptedError(terms.version, terms.url)
    return terms.version


def acceptance_of(event: object, terms: Terms | None, now: Callable[[], str]) -> Acceptance | None:
    """Return what a PostConfirmation event, at this time, lets the profile say; None for nothing."""
    if terms is None:
        return None
    said = client_metadata(event).get(TERMS_VERSION)
    if said not in (None, terms.version):
        return None
    return Acceptance(terms.version, now(), BY_CONFIRMATION if said else BY_SIGN_UP)
