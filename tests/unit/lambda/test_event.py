"""Reading Cognito's event: what is needed, what may be missing, what may be anything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signup.errors import MalformedEventError, SignUpError
from signup.event import parse_sign_up, trigger_source
from tests.unit.json_values import JSON
from tests.unit.trigger_events import EMAIL, NAME, SUB, USERNAME, confirm_sign_up, without


def test_a_documented_event_gives_the_person() -> None:
    person = parse_sign_up(confirm_sign_up(**{"custom:user_type": "Doctor"}))

    assert (person.sub, person.email, person.name) == (SUB, EMAIL, NAME)
    assert (person.user_pool_id, person.username) == ("eu-central-1_EXAMPLE01", USERNAME)
    assert person.user_type == "Doctor"


@pytest.mark.parametrize("attribute", ["email", "name", "custom:user_type"])
@pytest.mark.parametrize("missing", [True, False])
def test_an_attribute_that_is_missing_or_empty_is_none(attribute: str, missing: bool) -> None:
    event = confirm_sign_up(**{attribute: ""})
    if missing:
        event = without(event, "request", "userAttributes", attribute)

    person = parse_sign_up(event)

    assert {"email": person.email, "name": person.name, "custom:user_type": person.user_type}[
        attribute
    ] is None


@pytest.mark.parametrize(
    "path",
    [
        ("userPoolId",),
        ("userName",),
        ("request",),
        ("request", "userAttributes"),
        ("request", "userAttributes", "sub"),
    ],
)
def test_an_event_without_what_every_event_has_is_refused_by_the_name_of_the_field(
    path: tuple[str, ...],
) -> None:
    with pytest.raises(MalformedEventError, match=rf"\b{path[-1]}\b"):
        parse_sign_up(without(confirm_sign_up(), *path))


@pytest.mark.parametrize("event", [None, [], "text", 7])
def test_what_is_no_object_is_refused(event: object) -> None:
    with pytest.raises(MalformedEventError):
        trigger_source(event)


@given(new_fields=st.dictionaries(st.text(), JSON), new_attributes=st.dictionaries(st.text(), JSON))
def test_fields_that_aws_may_add_change_nothing(
    new_fields: dict[str, Any], new_attributes: dict[str, Any]
) -> None:
    event = confirm_sign_up()
    attributes = {**new_attributes, **event["request"]["userAttributes"]}
    extended = {
        **new_fields,
        **event,
        "request": {**new_fields, "userAttributes": attributes, "clientMetadata": new_fields},
    }
    attributes.pop("custom:user_type", None)

    assert parse_sign_up(extended) == parse_sign_up(event)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(["request", "userPoolId", "userName"], JSON)))
def test_any_other_object_is_refused_with_a_named_error(event: dict[str, Any]) -> None:
    with pytest.raises(SignUpError):
        parse_sign_up(event)


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_text_is_taken_as_it_is(sub: str, name: str, user_type: str) -> None:
    person = parse_sign_up(confirm_sign_up(**{"sub": sub, "name": name, "custom:user_type": user_type}))

    assert (person.sub, person.name, person.user_type) == (sub, name, user_type)


def test_a_person_shows_nothing_personal_when_printed() -> None:
    shown = repr(parse_sign_up(confirm_sign_up()))

    assert not [secret for secret in (EMAIL, NAME, USERNAME) if secret in shown]
