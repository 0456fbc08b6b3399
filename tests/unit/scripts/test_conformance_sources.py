"""A rule's source is looked up in the API model, so that nobody makes one up."""

from __future__ import annotations

import pytest

from tests.conformance.sources import sources


def test_urls_and_shapes_are_both_sources() -> None:
    docstring = (
        """Source: https://docs.aws.amazon.com/a.html ("so it says"); Model: UsernameType (max 128)."""
    )
    assert sources(docstring) == ["https://docs.aws.amazon.com/a.html", "UsernameType"]


def test_an_operations_error_is_named_whole() -> None:
    docstring = "Model: SignUp.errors UsernameExistsException."
    assert sources(docstring) == ["SignUp.errors UsernameExistsException"]


def test_a_sources_address_ends_before_the_sentence_does() -> None:
    docstring = (
        "Source: https://docs.aws.amazon.com/a.html (iss: `https://cognito-idp.{region}`), https://b.test/c."
    )
    assert sources(docstring) == ["https://docs.aws.amazon.com/a.html", "https://b.test/c"]


def test_a_text_without_a_source_has_none() -> None:
    assert sources("Everybody knows that.") == []


@pytest.mark.parametrize(
    "made_up",
    ["Model: UserNomeType.", "Model: AttributeType.Colour.", "Model: SignUp.errors CodeMismatchException."],
)
def test_a_made_up_citation_is_refused(made_up: str) -> None:
    with pytest.raises(LookupError):
        sources(made_up)
