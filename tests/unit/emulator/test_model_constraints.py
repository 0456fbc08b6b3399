"""A request held to the API's model, in AWS's words."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.model import Shape
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.cognito.rules.model_constraints import WrongTypeError, violations

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
SIGN_UP = {"ClientId": "client", "Username": "somebody", "Password": "Correct-Horse-7-Battery"}


def shape_of(operation: str) -> Shape:
    shape = MODEL.operation_model(operation).input_shape
    assert shape is not None
    return shape


def problems(operation: str = "SignUp", **parameters: Any) -> list[str]:
    return violations(shape_of(operation), {**SIGN_UP, **parameters} if operation == "SignUp" else parameters)


def test_a_good_request_breaks_nothing() -> None:
    assert problems(UserAttributes=[{"Name": "email", "Value": "person@example.com"}]) == []


def test_a_missing_member_is_named_as_the_service_names_it() -> None:
    assert problems(ClientId=None) == [
        "Value null at 'clientId' failed to satisfy constraint: Member must not be null"
    ]


def test_every_problem_is_told() -> None:
    assert len(problems(ClientId=None, Username=None)) == 2


def test_a_sensitive_value_is_not_repeated() -> None:
    told = problems(Username="two words", Password="n" * 257)
    assert len(told) == 2
    assert not any("two words" in problem or "nnn" in problem for problem in told)


def test_a_plain_value_is_repeated() -> None:
    told = problems("CreateGroup", UserPoolId="no-pool", GroupName="Readers")
    rule = "Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"
    assert told == [f"Value 'no-pool' at 'userPoolId' failed to satisfy constraint: {rule}"]


def test_an_item_of_a_list_is_named_by_its_place() -> None:
    told = problems(UserAttributes=[{"Name": "a", "Value": ""}, {"Value": "x"}])
    assert told == [
        "Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null"
    ]


@pytest.mark.parametrize("name", ["Ärzte", "医師", "👩‍⚕", "a.b-c_d"])
def test_letters_marks_symbols_numbers_and_punctuation_of_any_script_make_a_group_name(name: str) -> None:
    without_joiner = name.replace("\u200d", "")
    assert problems("CreateGroup", UserPoolId="us-east-1_A", GroupName=without_joiner) == []


@pytest.mark.parametrize("name", ["two words", "tab\tbed", "zero\u200bwidth", "no\u00a0break"])
def test_spaces_and_invisible_characters_do_not(name: str) -> None:
    assert problems("CreateGroup", UserPoolId="us-east-1_A", GroupName=name)


@pytest.mark.parametrize(
    "parameters",
    [{"Username": ["a", "list"]}, {"Username": 7}, {"UserAttributes": {}}, {"UserAttributes": ["text"]}],
)
def test_what_cannot_be_read_as_its_type_is_a_wrong_type(
    parameters: dict[str, Any],
) -> None:
    with pytest.raises(WrongTypeError):
        problems(**parameters)


def test_true_is_no_number() -> None:
    with pytest.raises(WrongTypeError):
        problems("ListUsers", UserPoolId="us-east-1_A", Limit=True)


@pytest.mark.parametrize("name", ["prefix", "auth.example.com"])
def test_a_domain_may_be_ones_own_with_its_dots(name: str) -> None:
    assert problems("CreateUserPoolDomain", UserPoolId="us-east-1_A", Domain=name) == []


@pytest.mark.parametrize("name", ["Prefix", "-prefix", "auth.example.com.", "auth_example", "a" * 64])
def test_no_other_name_is_a_domains(name: str) -> None:
    assert problems("CreateUserPoolDomain", UserPoolId="us-east-1_A", Domain=name)


@pytest.mark.parametrize(("precedence", "fits"), [(2**31 - 1, True), (2**31, False), (-(2**31) - 1, False)])
def test_an_integer_is_one_of_32_bits(precedence: int, fits: bool) -> None:
    group = {"UserPoolId": "us-east-1_A", "GroupName": "Readers", "Precedence": precedence}
    if fits:
        assert problems("CreateGroup", **group) == []
    else:
        with pytest.raises(WrongTypeError):
            problems("CreateGroup", **group)


@given(st.sampled_from(sorted(MODEL.operation_names)), st.data())
def test_no_json_breaks_the_check_of_any_operation(operation: str, data: st.DataObject) -> None:
    shape = shape_of(operation)
    names = st.sampled_from(sorted(shape.members) or [""])  # type: ignore[attr-defined]
    parameters = data.draw(st.dictionaries(names, JSON, max_size=4))
    try:
        told = violations(shape, parameters)
    except WrongTypeError:
        return
    assert all("failed to satisfy constraint" in problem for problem in told)
