"""The PreSignUp trigger: who asks for a type that is not configured is refused before there is a user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signup.errors import SignUpError
from signup.event import asked_user_type, signed_up_username
from signup.user_type import decide_user_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from signup.metric_lines import MetricLines
    from signup.settings import Settings

    Event = dict[str, Any]
    Handler = Callable[[Event, object], Event]


def pre_sign_up_handler(settings: Settings, metrics: MetricLines) -> Handler:
    """Return a Lambda handler that returns its event as it came, or raises SignUpError.

    The rule is the same for whoever makes the user: SignUp, AdminCreateUser, a first federated sign-in, and
    a trigger source that AWS may yet add. The response stays as it is, so nobody is confirmed here.
    The log keeps the user name of who signs up: signup.proof says what for.
    """

    def handle(event: Event, _context: object) -> Event:
        try:
            decide_user_type(asked_user_type(event), settings)
        except SignUpError as error:
            metrics.count(error.counter)
            raise
        username = signed_up_username(event)
        metrics.count("SignUpAllowed", **({"signed_up": username} if username else {}))
        return event

    return handle
