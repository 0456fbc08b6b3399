"""The PreSignUp trigger: who asks for a type that is not configured is refused before there is a user.

Where terms are set, so is whoever signs up without accepting them (signup.terms).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signup.errors import SignUpError
from signup.event import asked_user_type, signed_up_username
from signup.terms import check_terms
from signup.user_type import decide_user_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from signup.metric_lines import MetricLines
    from signup.settings import Settings

    Event = dict[str, Any]
    Handler = Callable[[Event, object], Event]


def pre_sign_up_handler(settings: Settings, metrics: MetricLines) -> Handler:
    """Return a Lambda handler that returns its event as it came, or raises SignUpError.

    The rule of types is the same for whoever makes the user: SignUp, AdminCreateUser, a first federated
    sign-in, and a trigger source that AWS may yet add. The response stays as it is: nobody is confirmed here.
    The log keeps the user name of who signs up (signup.proof says what for) and the version they accepted.
    """

    def handle(event: Event, _context: object) -> Event:
        try:
            decide_user_type(asked_user_type(event), settings)
            version = check_terms(event, settings.terms)
        except SignUpError as error:
            metrics.count(error.counter)
            raise
        told = {"signed_up": signed_up_username(event), "terms_version": version}
        metrics.count("SignUpAllowed", **{name: text for name, text in told.items() if text})
        return event

    return handle
