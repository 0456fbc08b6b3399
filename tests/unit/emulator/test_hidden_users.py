"""PreventUserExistenceErrors: whoever lacks the password is answered alike, whatever they ask, in any order.

Source: "Managing user existence error responses" in the Cognito developer guide. What it says that they may
learn is left out: SignUp names who has a user name, Secure Remote Password whom an alias belongs to, and the
choices of a choice-based sign-in are a user's own (`Place.nobody`: somebody who is not there has them too).
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.cognito.operations.hidden_users import derived
from tests.unit.emulator.accounts import (
    KINDS,
    PASSWORD,
    PENDING,
    STATES,
    WRONG,
    Place,
    confirmed,
    disabled,
    external,
    legacy_place_of,
    place_of,
    reset,
    unconfirmed,
    with_both_addresses,
    with_nothing,
    with_passkey,
    with_second_factor,
)
from tests.unit.emulator.public_answers import Answer, Asker

Step = Callable[[Asker], Answer]
MADE_UP = "made-up-session-of-some-length"
CODE = "no-code"
ANSWERS = {
    "NEW_PASSWORD_REQUIRED": {"NEW_PASSWORD": WRONG},
    "SOFTWARE_TOKEN_MFA": {"SOFTWARE_TOKEN_MFA_CODE": CODE},
    "SMS_MFA": {"SMS_MFA_CODE": CODE},
    "EMAIL_OTP": {"EMAIL_OTP_CODE": CODE},
    "SMS_OTP": {"SMS_OTP_CODE": CODE},
    "SELECT_CHALLENGE": {"ANSWER": "PASSWORD", "PASSWORD": WRONG},
    "PASSWORD": {"PASSWORD": WRONG},
    "PASSWORD_SRP": {"SRP_A": "abc123"},
    "WEB_AUTHN": {"CREDENTIAL": "{}"},
    "SELECT_MFA_TYPE": {"ANSWER": "SOFTWARE_TOKEN_MFA"},
    "MFA_SETUP": {},
    "DEVICE_SRP_AUTH": {"SRP_A": "abc123"},
    "DEVICE_PASSWORD_VERIFIER": {
        "TIMESTAMP": "Tue Apr 1 00:00:00 UTC 2025",
        "PASSWORD_CLAIM_SIGNATURE": "c2lnbmF0dXJl",
        "PASSWORD_CLAIM_SECRET_BLOCK": "YmxvY2s=",
    },
    "CUSTOM_CHALLENGE": {"ANSWER": "5"},
    "ADMIN_NO_SRP_AUTH": {},
}
ON_PAGES = [*(each for each in ANSWERS if "MFA" in each or "OTP" in each), "NEW_PASSWORD_REQUIRED"]
ON_PAGES += ["SELECT_CHALLENGE", "PASSWORD", "WEB_AUTHN"]
FEW = settings(max_examples=6)  # a power of 3072 bits takes a while
CHOICES = ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]


def initiate(asker: Asker, flow: str, **given: str) -> Answer:
    hashed = asker.place.hashed("SECRET_HASH", asker.name)
    return asker.call(
        "InitiateAuth", AuthFlow=flow, AuthParameters={"USERNAME": asker.name, **given, **hashed}
    )


def respond(asker: Asker, challenge: str, session: str | None, name: str, **given: str) -> Answer:
    responses = {"USERNAME": name, **asker.place.hashed("SECRET_HASH", name), **given}
    about: dict[str, Any] = {"Session": session} if session else {}
    return asker.call(
        "RespondToAuthChallenge", ChallengeName=challenge, ChallengeResponses=responses, **about
    )


def of_name(asker: Asker, operation: str, **given: str) -> Answer:
    hashed = asker.place.hashed("SecretHash", asker.name)
    return asker.call(operation, Username=asker.name, **given, **hashed)


def wrong_password(asker: Asker) -> Answer:
    return initiate(asker, "USER_PASSWORD_AUTH", PASSWORD=WRONG)


def secure_remote_password(asker: Asker) -> Answer:
    return initiate(asker, "USER_SRP_AUTH", SRP_A=secrets.token_hex(8))


def wrong_proof(asker: Asker, *, by_id: bool, **hashed: str) -> Answer:
    told = asker.told.get("ChallengeParameters", {})
    name = told.get("USERNAME", asker.name) if by_id else asker.name
    proof = {
        **ANSWERS["DEVICE_PASSWORD_VERIFIER"],
        "PASSWORD_CLAIM_SECRET_BLOCK": told.get("SECRET_BLOCK", "YmxvY2s="),
    }
    return respond(asker, "PASSWORD_VERIFIER", None, name, **proof, **hashed)


def wrong_password_of_the_id(asker: Asker) -> Answer:
    """By what a challenge has called the user: attempts by both names count together."""
    name = asker.told.get("ChallengeParameters", {}).get("USERNAME", asker.name)
    hashed = asker.place.hashed("SECRET_HASH", name)
    return asker.call(
        "InitiateAuth",
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": WRONG, **hashed},
    )


def wrong_proof_with_the_ids_hash(asker: Asker) -> Answer:
    secure_remote_password(asker)
    username = asker.told["ChallengeParameters"]["USERNAME"]
    return wrong_proof(asker, by_id=False, SECRET_HASH=asker.place.secret_hash(username))


def forgotten_too_often_by_both_names(asker: Asker) -> Answer:
    """The last of these requests is one too many for whoever it is."""
    secure_remote_password(asker)
    for _ in range(5):
        of_name(asker, "ForgotPassword")
    return asker.call("ForgotPassword", Username=asker.told["ChallengeParameters"]["USERNAME"])


def choice(asker: Asker, preferred: str = "", **given: str) -> Answer:
    return initiate(asker, "USER_AUTH", PREFERRED_CHALLENGE=preferred, **given)


def made_up(asker: Asker, challenge: str, *, with_answer: bool) -> Answer:
    return respond(asker, challenge, MADE_UP, asker.name, **(ANSWERS[challenge] if with_answer else {}))


def wrong_answer(asker: Asker, *, by_id: bool = False) -> Answer:
    """To the challenge that the last answers have left."""
    challenge, told = asker.told.get("ChallengeName", "SELECT_CHALLENGE"), asker.told
    if challenge == "PASSWORD_VERIFIER":
        return wrong_proof(asker, by_id=by_id)
    name = told.get("ChallengeParameters", {}).get("USERNAME", asker.name) if by_id else asker.name
    return respond(asker, challenge, told.get("Session", MADE_UP), name, **ANSWERS.get(challenge, {}))


def chosen(asker: Asker, factor: str) -> Answer:
    given = {"ANSWER": factor, **(ANSWERS["PASSWORD_SRP"] if factor == "PASSWORD_SRP" else {})}
    return respond(asker, "SELECT_CHALLENGE", asker.told.get("Session", MADE_UP), asker.name, **given)


def passkey_of_another(asker: Asker) -> Answer:
    """An answer in the right form, by a key that the challenge has named."""
    said = asker.told.get("ChallengeParameters", {}).get("CREDENTIAL_REQUEST_OPTIONS")
    nothing: dict[str, Any] = {"allowCredentials": [{"id": "AAAA"}], "challenge": "AAAA"}
    options = json.loads(said) if said else nothing
    about = {"type": "webauthn.get", "challenge": options["challenge"], "origin": "https://example.com"}
    response = {
        "clientDataJSON": _text(json.dumps(about).encode()),
        "authenticatorData": _text(bytes(37)),
        "signature": _text(b"signature"),
    }
    key = options["allowCredentials"][0]["id"]
    credential = json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response})
    session = asker.told.get("Session", MADE_UP)
    return respond(asker, "WEB_AUTHN", session, asker.name, CREDENTIAL=credential)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def sign_up_with_the_address(asker: Asker) -> Answer:
    """Whose alias an address is, a sign-up does not say; in other pools it names who has the user name."""
    if not asker.place.kind.signs_up_by:
        return 0, [], None
    username = f"p-{secrets.token_hex(6)}"
    attributes = [{"Name": "email", "Value": asker.name}]
    return asker.call("SignUp", Username=username, Password=PASSWORD, UserAttributes=attributes)


def guessed_sign_up_code(asker: Asker, **given: str) -> Answer:
    return of_name(asker, "ConfirmSignUp", ConfirmationCode=CODE, **given)


def guessed_reset_code(asker: Asker) -> Answer:
    return of_name(asker, "ConfirmForgotPassword", ConfirmationCode=CODE, Password=PASSWORD)


def wrong_password_on_the_page(asker: Asker) -> Answer:
    return asker.submit("/login", **_identity(asker), password=WRONG)


def forgotten_on_the_page(asker: Asker) -> Answer:
    return asker.submit("/forgotPassword", **_identity(asker))


def guessed_reset_code_on_the_page(asker: Asker) -> Answer:
    given = {"code": CODE, "password": PASSWORD, "password_again": PASSWORD}
    return asker.submit("/confirmforgotPassword", **_identity(asker), **given)


def guessed_sign_up_code_on_the_page(asker: Asker) -> Answer:
    return asker.submit("/confirm", **_identity(asker), code=CODE)


def another_code_on_the_page(asker: Asker) -> Answer:
    asker.open("/confirm", user_name=asker.name)
    return asker.submit("/resendcode", on="/confirm")


def wrong_answer_on_the_page(asker: Asker) -> Answer:
    """To whatever the last page has asked: its form for a password, a code, a passkey or a choice."""
    return asker.answer_page(password=WRONG, code=CODE, factor="PASSWORD")


def chosen_on_the_page(asker: Asker, factor: str) -> Answer:
    return asker.answer_page(another_way="yes") if not factor else asker.answer_page(factor=factor)


def made_up_on_the_page(asker: Asker, challenge: str, *, with_answer: bool) -> Answer:
    """A form of a page behind the password, for whom the browser has tried to sign in before."""
    given = {"code": CODE, "password": PASSWORD, "password_again": PASSWORD, "factor": "SMS_MFA"}
    about = {"challenge": challenge, "challenge_session": MADE_UP}
    return asker.submit("/login", **about, **(given if with_answer else {}))


def link(asker: Asker) -> Answer:
    return asker.open("/confirmUser/", user_name=asker.name, confirmation_code=CODE, redirect_uri="")


def hint(asker: Asker) -> Answer:
    return asker.open("/oauth2/authorize", login_hint=asker.name)


def password_grant(asker: Asker) -> Answer:
    return asker.token(grant_type="password", username=asker.name, password=WRONG)


def _identity(asker: Asker) -> dict[str, str]:
    label = next(iter(asker.place.pool.settings.get("UsernameAttributes") or ["username"]))
    return {label: asker.name, "username": asker.name}


def in_turn(*steps: Step) -> Step:
    return lambda asker: (0, [], [step(asker) for step in steps])


def _of_challenges(step: Callable[..., Answer], challenges: Iterable[str]) -> list[Step]:
    ways = [(challenge, with_answer) for challenge in challenges for with_answer in (True, False)]
    return [partial(step, challenge=challenge, with_answer=given) for challenge, given in ways]


WAYS_IN: list[Step] = [
    *(wrong_password, wrong_password_of_the_id, secure_remote_password),
    partial(choice, preferred="PASSWORD", PASSWORD=WRONG),
    partial(choice, preferred="PASSWORD_SRP", SRP_A="abc123"),
    *(partial(choice, preferred=factor) for factor in ("", *CHOICES)),
    *(
        partial(initiate, flow="CUSTOM_AUTH"),
        partial(initiate, flow="CUSTOM_AUTH", CHALLENGE_NAME="SRP_A", SRP_A="abc123"),
    ),
]
CHALLENGED: list[Step] = [
    *(in_turn(begin, partial(wrong_answer, by_id=by_id)) for begin in WAYS_IN[2:] for by_id in (True, False)),
    *(in_turn(choice, partial(chosen, factor=factor), wrong_answer) for factor in CHOICES),
    in_turn(partial(choice, preferred="WEB_AUTHN"), passkey_of_another),
]
MADE_UPS: list[Step] = [*_of_challenges(made_up, ANSWERS), wrong_answer, passkey_of_another]
CODES: list[Step] = [
    *(partial(of_name, operation="ForgotPassword"), guessed_reset_code),
    *(partial(of_name, operation="ResendConfirmationCode"), guessed_sign_up_code),
    partial(guessed_sign_up_code, Session=MADE_UP),
    sign_up_with_the_address,
]
PAGES: list[Step] = [
    *(wrong_password_on_the_page, forgotten_on_the_page, guessed_reset_code_on_the_page),
    *(guessed_sign_up_code_on_the_page, another_code_on_the_page, link, hint, password_grant),
]
CHOICES_ON_PAGES: list[Step] = [
    in_turn(
        *(wrong_password_on_the_page, partial(chosen_on_the_page, factor=""), wrong_answer_on_the_page),
        *(partial(chosen_on_the_page, factor=factor), wrong_answer_on_the_page),
    )
    for factor in CHOICES
]
MADE_UP_PAGES: list[Step] = [
    *CHOICES_ON_PAGES,
    *(in_turn(wrong_password_on_the_page, form) for form in _of_challenges(made_up_on_the_page, ON_PAGES)),
]
STEPS = st.sampled_from([WAYS_IN, CHALLENGED, CHALLENGED, MADE_UPS, CODES, CODES, PAGES, MADE_UP_PAGES])
WAITS = [1.0, 200.0, 1800.0, 3600.0]


def histories() -> st.SearchStrategy[list[Step | float]]:
    """A few things that are done again and again, as limits and lock-outs are met, with time between."""
    few = st.lists(STEPS.flatmap(st.sampled_from), min_size=1, max_size=4)
    return few.flatmap(_again_and_again)


def _again_and_again(some: list[Step]) -> st.SearchStrategy[list[Step | float]]:
    several: list[Step | float] = [*some, *some, *some, *WAITS]
    rest = st.lists(st.sampled_from(several), max_size=12)
    return rest.map(lambda more: [*some, *more])


@pytest.mark.parametrize("kind", [kind.title for kind in KINDS])
@FEW
@given(state=st.sampled_from(STATES), history=histories())
def test_whoever_lacks_the_password_is_answered_like_nobody(
    kind: str, state: Callable[[Place], str], history: list[Step | float]
) -> None:
    place = place_of(kind)
    name = state(place)
    somebody, nobody = Asker(place, name), Asker(place, place.nobody(like=name))
    for step in history:
        if isinstance(step, float):
            place.clock.now += step
        else:
            assert step(somebody) == step(nobody)


FORGOT, RESEND = (
    partial(of_name, operation="ForgotPassword"),
    partial(of_name, operation="ResendConfirmationCode"),
)


@pytest.mark.parametrize(
    ("kind", "state", "history"),
    [
        ("addresses", reset, [guessed_reset_code]),
        ("addresses", confirmed, [forgotten_too_often_by_both_names]),
        ("addresses", confirmed, [partial(guessed_sign_up_code, Session=MADE_UP)]),
        ("addresses", confirmed, _of_challenges(made_up, ANSWERS)),
        ("addresses", confirmed, [*[wrong_password] * 5, *_of_challenges(made_up, ANSWERS)]),
        ("devices", confirmed, [partial(initiate, flow="CUSTOM_AUTH", DEVICE_KEY="us-east-1_made-up")]),
        ("addresses", disabled, [partial(initiate, flow="CUSTOM_AUTH"), wrong_answer]),
        ("addresses", unconfirmed, [partial(initiate, flow="CUSTOM_AUTH"), wrong_answer]),
        ("addresses", external, [secure_remote_password, choice]),
        ("addresses in any case", confirmed, [FORGOT, RESEND]),
        ("a secret", confirmed, [wrong_proof_with_the_ids_hash]),
        ("chosen addresses", confirmed, [secure_remote_password]),
        ("chosen names", confirmed, [FORGOT, RESEND]),
        ("every factor, chosen names", with_nothing, [partial(choice, preferred=each) for each in CHOICES]),
        ("every factor, chosen names", with_passkey, [in_turn(choice, partial(chosen, factor="WEB_AUTHN"))]),
        ("every factor, addresses", with_passkey, [*CHOICES_ON_PAGES, *MADE_UP_PAGES]),
        ("every factor, chosen names", confirmed, [*CHOICES_ON_PAGES, *MADE_UP_PAGES]),
        ("every factor, phone numbers", with_both_addresses, [partial(choice, preferred="EMAIL_OTP")]),
        ("a migration that refuses", confirmed, [wrong_password] * 6),
        ("a migration that is silent", confirmed, [FORGOT, *[wrong_password] * 6]),
    ],
)
def test_what_has_told_somebody_from_nobody_tells_no_more(
    kind: str, state: Callable[[Place], str], history: list[Step]
) -> None:
    place = place_of(kind)
    name = state(place)
    somebody, nobody = Asker(place, name), Asker(place, place.nobody(like=name))
    for step in history:
        assert step(somebody) == step(nobody)


def test_a_preferred_password_is_wrong_whatever_nobody_is_offered() -> None:
    place = place_of("every factor, chosen names")
    for each in range(12):
        answer = choice(Asker(place, f"nobody-{each}"), "PASSWORD", PASSWORD=WRONG)
        assert answer[2]["message"] == "Incorrect username or password."


def test_a_reset_code_that_was_used_is_as_if_none_was_asked_for() -> None:
    place = place_of("addresses")
    asker = Asker(place, confirmed(place))
    of_name(asker, "ForgotPassword")
    issued = place.cognito.store.proofs.code(place.cognito.user(place.pool, asker.name).id, "password")
    assert issued is not None
    of_name(asker, "ConfirmForgotPassword", ConfirmationCode=issued.code, Password=PASSWORD)
    assert guessed_reset_code(asker)[2]["__type"] == "ExpiredCodeException"


def test_wrong_passwords_and_wrong_proofs_lock_nobody_out_together() -> None:
    place = place_of("addresses")
    for asker in (Asker(place, confirmed(place)), Asker(place, place.kind.named("abcdef"))):
        answers = [wrong_password(asker) for _ in range(3)]
        for _ in range(2):
            secure_remote_password(asker)
            answers.append(wrong_proof(asker, by_id=False))
        assert all(body["message"] == "Incorrect username or password." for _, _, body in answers)
        assert wrong_password(asker)[2]["message"] == "Password attempts exceeded"


def test_what_is_made_up_of_one_thing_says_nothing_of_another() -> None:
    place = place_of("chosen names")
    made_up = [
        derived(place.cognito, place.pool, "nobody", purpose) for purpose in ("salt", "email", "passkey")
    ]
    assert len(set(made_up)) == len(made_up)


def test_nobodys_choices_are_as_different_as_somebodys() -> None:
    place = place_of("every factor, chosen names")
    offers = {tuple(place.offered(f"nobody-{each}")) for each in range(200)}
    by_password, by_address = ("PASSWORD_SRP", "PASSWORD"), ("EMAIL_OTP", "SMS_OTP")
    passkey = ("WEB_AUTHN",)
    assert {by_password, (*by_password, *by_address), (*by_password, "EMAIL_OTP"), by_address} <= offers
    assert {(*by_password, *passkey), (*by_password, *by_address, *passkey)} <= offers


def test_a_page_behind_the_password_shows_nothing_before_it() -> None:
    place = place_of("second factors")
    asker = Asker(place, with_second_factor(place))
    wrong_password_on_the_page(asker)
    _, _, page = made_up_on_the_page(asker, "MFA_SETUP", with_answer=False)
    assert PENDING not in page
    assert "Sign in again" in page


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (disabled, "User is disabled."),
        (unconfirmed, "User is not confirmed."),
        (None, "User does not exist."),
    ],
)
def test_a_client_that_hides_nobody_tells_whom_the_functions_challenge(
    state: Callable[[Place], str] | None, refusal: str
) -> None:
    place = legacy_place_of("addresses")
    asker = Asker(place, state(place) if state else place.kind.named("abcdef"))
    assert initiate(asker, "CUSTOM_AUTH")[2]["message"] == refusal


def test_who_is_disabled_solves_the_functions_challenge_like_nobody() -> None:
    place = place_of("addresses")
    for name in (disabled(place), place.kind.named("abcdef")):
        asker = Asker(place, name)
        initiate(asker, "CUSTOM_AUTH")
        solved = respond(asker, "CUSTOM_CHALLENGE", asker.told["Session"], asker.name, ANSWER="4")
        assert solved[2]["message"] == "Incorrect username or password."


def test_who_is_not_confirmed_learns_it_by_solving_the_functions_challenge() -> None:
    place = place_of("addresses")
    asker = Asker(place, unconfirmed(place))
    initiate(asker, "CUSTOM_AUTH")
    solved = respond(asker, "CUSTOM_CHALLENGE", asker.told["Session"], asker.name, ANSWER="4")
    assert solved[2]["__type"] == "UserNotConfirmedException"


def test_a_providers_user_has_no_password_to_reset() -> None:
    place = legacy_place_of("addresses")
    refused = of_name(Asker(place, external(place)), "ForgotPassword")
    assert refused[2]["message"] == "User password cannot be reset in the current state."


def test_a_code_that_an_administrator_has_sent_resets_the_password() -> None:
    place = place_of("addresses")
    asker = Asker(place, reset(place))
    guessed_reset_code(asker)
    user = place.cognito.user(place.pool, asker.name)
    issued = place.cognito.store.proofs.code(user.id, "password")
    assert issued is not None
    done = of_name(asker, "ConfirmForgotPassword", ConfirmationCode=issued.code, Password=PASSWORD)
    assert done[0] == 200
