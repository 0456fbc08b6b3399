"""The errors of Cognito's API, with AWS's codes; the words are AWS's where its pages or users quote them."""

from __future__ import annotations


class AwsError(Exception):
    """An error answer of an AWS API: its code, its message and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid_parameter(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def not_authorized(message: str) -> AwsError:
    return AwsError("NotAuthorizedException", message)


def not_found(message: str) -> AwsError:
    return AwsError("ResourceNotFoundException", message)


def user_not_found() -> AwsError:
    return AwsError("UserNotFoundException", "User does not exist.")


def pool_not_found(pool_id: str) -> AwsError:
    return not_found(f"User pool {pool_id} does not exist.")


def client_not_found(client_id: str) -> AwsError:
    return not_found(f"User pool client {client_id} does not exist.")
