"""The failures of a sign-up.

Cognito passes a trigger's error message on to whoever signs up, and logs keep it: no message
repeats a value of the event or names a resource.
"""

from typing import ClassVar


class SignUpError(Exception):
    """A sign-up that did not go through; `counter` is the metric that counts it."""

    counter: ClassVar[str] = "Failed"


class MalformedEventError(SignUpError):
    """The event lacks what every event of this trigger has, so it is not AWS's."""

    counter = "Malformed"

    def __init__(self, field: str) -> None:
        super().__init__(f"The event has no usable {field}: invoke the function with an event of AWS's")


class UserTypeRefusedError(SignUpError):
    """The asked-for user type is none of the configured ones. Cognito ends the sentence with a full stop."""

    counter = "Refused"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"custom:user_type must be one of {', '.join(allowed)}")


class TermsNotAcceptedError(SignUpError):
    """The sign-up does not carry the version of the terms that is in force."""

    counter = "Refused"

    def __init__(self, version: str, url: str) -> None:
        super().__init__(f"Read {url} and sign up with terms_version {version} in ClientMetadata")


class AwsCallError(SignUpError):
    """AWS refused a call, or did not answer in time.

    `code` is AWS's error code, or botocore's exception name where no answer came;
    `transient` says whether the same call may succeed later.
    """

    def __init__(self, operation: str, code: str, *, transient: bool) -> None:
        super().__init__(f"{operation} failed with {code}")
        self.operation = operation
        self.code = code
        self.transient = transient


class RepairNotQueuedError(SignUpError):
    """A call failed for a reason that may pass, and the repair queue did not take the message either."""

    counter = "RepairNotQueued"

    def __init__(self, failure: AwsCallError, queue_failure: AwsCallError) -> None:
        super().__init__(f"{failure}, then {queue_failure}")


class SettingsError(Exception):
    """An environment variable of the function is missing or makes no sense."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(
            f"Environment variable {variable} {problem}: correct it on the function and deploy again"
        )
