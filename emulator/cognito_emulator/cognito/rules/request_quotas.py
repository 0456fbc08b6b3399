"""How often an hour somebody may ask for, or give, a code or a password.

Source: "Quotas in Amazon Cognito" in the developer guide, code security resource quotas. AWS sets the one for
ForgotPassword and ConfirmForgotPassword together between 5 and 20 requests, by a risk that it assesses: here
each of
the two has 5. The words are AWS's, as applications compare them.
"""

from __future__ import annotations

from cognito_emulator.cognito.errors import AwsError

HOUR = 60 * 60
MOST_AN_HOUR = {
    "ChangePassword": 5,
    "ConfirmForgotPassword": 5,
    "ConfirmSignUp": 15,
    "ForgotPassword": 5,
    "GetUserAttributeVerificationCode": 5,
    "ResendConfirmationCode": 5,
    "VerifyUserAttribute": 15,
}


def check_quota(operation: str, so_far: int) -> None:
    """Raise AwsError (LimitExceededException) for one request more than an hour has."""
    if so_far >= MOST_AN_HOUR[operation]:
        raise AwsError("LimitExceededException", "Attempt limit exceeded, please try after some time.")
