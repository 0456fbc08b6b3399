"""Only people of the clinic may sign up."""


def handler(event, _):
    if not event["request"]["userAttributes"]["email"].endswith("@clinic.test"):
        raise ValueError("Sign up with your address at the clinic")
    return event
