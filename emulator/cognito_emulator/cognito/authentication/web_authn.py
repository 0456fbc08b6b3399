"""WebAuthn: a passkey is registered, and signs somebody in. By py_webauthn, imported by who needs it.

Sources: "Passwordless sign-in with WebAuthn passkeys" in the Cognito developer guide;
StartWebAuthnRegistration and CompleteWebAuthnRegistration in its API reference; W3C Web Authentication.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, NoReturn
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import UnsupportedAlgorithm, UnsupportedPublicKeyType, WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cognito_emulator.cognito.authentication import challenges
from cognito_emulator.cognito.authentication.attempts import check_attempts, count_wrong
from cognito_emulator.cognito.authentication.challenges import WEB_AUTHN
from cognito_emulator.cognito.authentication.passkeys import (
    ATTACHMENT,
    MOST,
    NAME,
    RELYING_PARTY,
    TRANSPORTS,
    is_multi_factor,
    relying_party,
)
from cognito_emulator.cognito.authentication.second_factors import PASSKEYS
from cognito_emulator.cognito.authentication.steps import WRONG, Answer, Entrance, Passed, SignInStep
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError, invalid_parameter, not_authorized
from cognito_emulator.cognito.store.passkeys import Passkey
from cognito_emulator.cognito.store.pools import MFA
from cognito_emulator.cognito.store.proofs import IssuedCode
from cognito_emulator.cognito.tokens.verify import SignedIn
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool

_REGISTRATION = "passkey"
_SECONDS = 5 * 60
_CREDENTIAL_BYTES = 16
_CHALLENGE = "challenge"
_KEY, _COUNT = "public key", "sign count"
_ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256]
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})


def creation_options(cognito: Cognito, by: SignedIn) -> dict[str, Any]:
    """PublicKeyCredentialCreationOptions for who is signed in; one registration is under way at a time."""
    party = _relying_party(cognito, by.pool)
    known = cognito.store.passkeys.of_user(by.user.id)
    if len(known) >= MOST:
        raise AwsError("LimitExceededException", f"A user can register up to {MOST} passkeys.")
    options = webauthn.generate_registration_options(
        rp_id=party,
        rp_name=party,
        user_id=by.user.sub.encode(),
        user_name=by.user.username,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=_verification(cognito, by.pool),
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
        supported_pub_key_algs=_ALGORITHMS,
    )
    ends = cognito.clock() + _SECONDS
    issued = IssuedCode(bytes_to_base64url(options.challenge), ends, by.client.id)
    with cognito.store.database.transaction():
        cognito.store.proofs.put_code(by.user.id, _REGISTRATION, issued)
    return options_to_json_dict(options)


def register(cognito: Cognito, by: SignedIn, credential: Mapping[str, Any]) -> None:
    """Keep the passkey that a RegistrationResponseJSON brings; AwsError for one that answers no options."""
    party, issued = _relying_party(cognito, by.pool), cognito.store.proofs.code(by.user.id, _REGISTRATION)
    if issued is None or issued.ends <= cognito.clock():
        raise _no_challenge()
    if issued.value != by.client.id:
        raise AwsError(
            "WebAuthnClientMismatchException", "The registration was started through another app client."
        )
    try:
        content = _verified_registration(cognito, by.pool, dict(credential), issued.code, party)
    except (UnsupportedAlgorithm, UnsupportedPublicKeyType) as error:
        raise _not_supported() from error
    except (WebAuthnException, KeyError, TypeError, ValueError) as error:
        raise invalid_parameter("The credential is no valid RegistrationResponseJSON.") from error
    now = cognito.clock()
    with cognito.store.database.transaction():
        if len(cognito.store.passkeys.of_user(by.user.id)) >= MOST:
            raise AwsError("LimitExceededException", f"A user can register up to {MOST} passkeys.")
        cognito.store.proofs.spend_code(by.user.id, _REGISTRATION)
        cognito.store.passkeys.put(Passkey(by.user.id, str(credential["id"]), now, content))


def challenge(cognito: Cognito, step: SignInStep) -> Answer:
    """WEB_AUTHN, with the options that the browser's credentials API takes."""
    known = [_descriptor(each) for each in cognito.store.passkeys.of_user(step.user.id)]
    verification = _verification(cognito, step.pool, step.user)
    return _challenge(cognito, step.at, step.user.username, known, verification)


def simulated_challenge(cognito: Cognito, at: Entrance, username: str, secret: bytes) -> Answer:
    """As `challenge`, for whoever has no passkey; `secret` is the same each time for the same name."""
    known = [PublicKeyCredentialDescriptor(id=secret[:_CREDENTIAL_BYTES])]
    return _challenge(cognito, at, username, known, _verification(cognito, at.pool))


def by_passkey(cognito: Cognito, step: SignInStep, session: str, answer: str) -> Passed:
    """Who has signed the challenge with a passkey of theirs; an AuthenticationResponseJSON counts once."""
    asked = challenges.live(cognito, session, step.client, step.user.username, WEB_AUTHN)
    check_attempts(cognito, step.pool, step.user.username)
    with cognito.store.database.transaction():
        challenges.end(cognito, asked)
    passkey, count = _verified_assertion(cognito, step, answer, str(asked.state[_CHALLENGE]))
    if not step.user.enabled:
        raise not_authorized("User is disabled.")
    with cognito.store.database.transaction():
        kept = replace(passkey, content={**passkey.content, _COUNT: count})
        cognito.store.passkeys.put(kept)
    return Passed(step.of(cognito.again(step.user)), asked.state)


def refuse_nobody(cognito: Cognito, at: Entrance, username: str, session: str, answer: str) -> NoReturn:
    """As `by_passkey` refuses a passkey that is not the user's, for a name that is nobody's."""
    asked = challenges.live(cognito, session, at.client, username, WEB_AUTHN)
    check_attempts(cognito, at.pool, username)
    with cognito.store.database.transaction():
        challenges.end(cognito, asked)
    _parsed_assertion(answer)
    raise _wrong(cognito, at.pool, username)


def _challenge(
    cognito: Cognito,
    at: Entrance,
    username: str,
    known: list[PublicKeyCredentialDescriptor],
    verification: UserVerificationRequirement,
) -> Answer:
    options = webauthn.generate_authentication_options(
        rp_id=_relying_party(cognito, at.pool), allow_credentials=known, user_verification=verification
    )
    state = {_CHALLENGE: bytes_to_base64url(options.challenge)}
    session = challenges.issue(cognito, at.client, username, WEB_AUTHN, state=state)
    parameters = {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options_to_json_dict(options))}
    return {"ChallengeName": WEB_AUTHN, "Session": session, "ChallengeParameters": parameters}


def _verified_registration(
    cognito: Cognito, pool: UserPool, credential: dict[str, Any], challenge: str, party: str
) -> dict[str, Any]:
    parsed = parse_registration_credential_json(credential)
    said = parse_client_data_json(parsed.response.client_data_json)
    if bytes_to_base64url(said.challenge) != challenge:
        raise _no_challenge()
    if not is_allowed_origin(said.origin, party):
        raise AwsError(
            "WebAuthnOriginNotAllowedException", "The origin is not allowed for the relying party."
        )
    authenticator = parse_attestation_object(parsed.response.attestation_object).auth_data
    if authenticator.rp_id_hash != sha256(party.encode()).digest():
        raise AwsError(
            "WebAuthnRelyingPartyMismatchException", "The credential is for another relying party."
        )
    needs_verification = _verification(cognito, pool) == UserVerificationRequirement.REQUIRED
    if needs_verification and not authenticator.flags.uv:
        raise _not_supported()
    verified = webauthn.verify_registration_response(
        credential=credential,
        expected_challenge=base64url_to_bytes(challenge),
        expected_rp_id=party,
        expected_origin=said.origin,
        require_user_verification=needs_verification,
        supported_pub_key_algs=_ALGORITHMS,
    )
    response = credential.get("response") or {}
    return {
        _KEY: bytes_to_base64url(verified.credential_public_key),
        _COUNT: verified.sign_count,
        NAME: "Passkey",
        RELYING_PARTY: party,
        ATTACHMENT: credential.get("authenticatorAttachment"),
        TRANSPORTS: [str(each) for each in response.get("transports") or ()],
    }


def _verified_assertion(
    cognito: Cognito, step: SignInStep, answer: str, challenge: str
) -> tuple[Passkey, int]:
    """The passkey that has signed, and how often it has; AwsError for one that is not the user's."""
    credential_id, origin = _parsed_assertion(answer)
    party = _relying_party(cognito, step.pool)
    passkey = cognito.store.passkeys.find(step.user.id, credential_id)
    needed = _verification(cognito, step.pool, step.user) == UserVerificationRequirement.REQUIRED
    try:
        if passkey is None or not is_allowed_origin(origin, party):
            raise _wrong(cognito, step.pool, step.user.username)
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party,
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(passkey.content[_KEY]),
            credential_current_sign_count=passkey.content[_COUNT],
            require_user_verification=needed,
        )
    except WebAuthnException as error:
        raise _wrong(cognito, step.pool, step.user.username) from error
    return passkey, verified.new_sign_count


def _parsed_assertion(answer: str) -> tuple[str, str]:
    """The credential's id and the origin in an AuthenticationResponseJSON; AwsError for none."""
    try:
        parsed = parse_authentication_credential_json(answer)
        origin = parse_client_data_json(parsed.response.client_data_json).origin
        parse_authenticator_data(parsed.response.authenticator_data)
    except (WebAuthnException, KeyError, TypeError, ValueError) as error:
        raise invalid_parameter("CREDENTIAL is no valid AuthenticationResponseJSON.") from error
    return parsed.id, origin


def is_allowed_origin(origin: str, party: str) -> bool:
    """A page of the relying party's domain or of one beneath it: over TLS, but on this machine."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    return is_safe and (host == party or host.endswith(f".{party}"))


def _relying_party(cognito: Cognito, pool: UserPool) -> str:
    party = relying_party(cognito, pool)
    if party is None:
        raise AwsError(
            "WebAuthnConfigurationMissingException",
            "The user pool has neither a relying party ID nor a domain that could be one.",
        )
    return party


def _verification(cognito: Cognito, pool: UserPool, user: User | None = None) -> UserVerificationRequirement:
    """What the pool wants, and more for whom the passkey stands for a second factor."""
    document = cognito.store.pools.document(pool.id, MFA, "") or {}
    wanted = (document.get("WebAuthnConfiguration") or {}).get("UserVerification")
    is_both = user is not None and is_multi_factor(document) and bool(user.factors.get(PASSKEYS))
    required = wanted == "required" or is_both
    return UserVerificationRequirement.REQUIRED if required else UserVerificationRequirement.PREFERRED


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))


def _wrong(cognito: Cognito, pool: UserPool, username: str) -> AwsError:
    count_wrong(cognito, pool, username)
    return not_authorized(WRONG)


def _no_challenge() -> AwsError:
    return AwsError("WebAuthnChallengeNotFoundException", "There is no registration for this challenge.")


def _not_supported() -> AwsError:
    return AwsError("WebAuthnCredentialNotSupportedException", "This kind of passkey is not supported here.")
