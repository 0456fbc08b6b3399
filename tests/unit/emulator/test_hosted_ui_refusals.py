"""What the hosted UI says of the user pools API's errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.hosted_ui.refusals import Refusal, refusal_of

FIELDS = ["email", "name", "custom:user_type", "code", "password"]


def refusal(code: str, message: str = "", fields: list[str] = FIELDS) -> Refusal:
    return refusal_of(AwsError(code, message), "email", "Email address", fields)


@pytest.mark.parametrize(
    ("code", "message", "field", "words"),
    [
        (
            "UsernameExistsException",
            "User already exists",
            "email",
            "There is an account with this email address",
        ),
        ("CodeMismatchException", "Invalid verification code", "code", "not the right code"),
        ("ExpiredCodeException", "Invalid code", "code", "no longer good"),
        ("LimitExceededException", "Attempt limit exceeded", None, "tried too often"),
        (
            "InvalidPasswordException",
            "Password did not conform with policy: Password not long enough",
            "password",
            "This password still needs more characters.",
        ),
        (
            "InvalidPasswordException",
            (
                "Password did not conform with policy: Password must have uppercase characters; "
                "Password must have symbol characters"
            ),
            "password",
            "This password still needs an upper-case letter and a symbol.",
        ),
        (
            "UserLambdaValidationException",
            "PreSignUp failed with error user_type must be Doctor or Patient.",
            "custom:user_type",
            "User_type must be Doctor or Patient.",
        ),
        ("UserLambdaValidationException", "PreSignUp failed with error closed today.", None, "Closed today."),
        (
            "InvalidParameterException",
            "Attributes did not conform to the schema: name: The attribute is required",
            "name",
            "Name: The attribute is required.",
        ),
        (
            "InvalidParameterException",
            "Username should be an email.",
            "email",
            "Username should be an email.",
        ),
    ],
)
def test_an_error_becomes_a_sentence_beside_its_field(
    code: str, message: str, field: str | None, words: str
) -> None:
    told = refusal(code, message)
    assert told.field == field
    assert words in told.text


def test_a_field_that_is_not_on_the_page_is_not_named() -> None:
    assert refusal("CodeMismatchException", fields=["email"]).field is None


@given(code=st.text(), message=st.text())
def test_no_error_is_without_words_and_a_named_field_is_on_the_page(code: str, message: str) -> None:
    told = refusal(code, message)
    assert told.text
    assert told.field is None or told.field in FIELDS
