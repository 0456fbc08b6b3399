"""Verifying an address that was changed or never verified."""

from __future__ import annotations

from typing import Any

from tests.conformance.pools import Person, Pool, as_attributes, some_address
from tests.conformance.refusals import refused


def with_new_address(pool: Pool) -> tuple[Person, str, dict[str, Any]]:
    """A signed-in person, the access token, and the answer of the call that changed the address."""
    before = pool.confirmed()
    token = pool.tokens(before)["AccessToken"]
    address = some_address()
    answer = pool.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=as_attributes({"email": address})
    )
    return Person(address, address), token, answer


def test_changing_an_address_sends_a_code_to_the_new_one(pool: Pool) -> None:
    """Model: UpdateUserAttributesResponse.CodeDeliveryDetailsList."""
    person, _, answer = with_new_address(pool)
    deliveries = answer["CodeDeliveryDetailsList"]
    assert len(deliveries) == 1, f"tells of {len(deliveries)} deliveries"
    delivery = deliveries[0]
    assert (delivery["AttributeName"], delivery["DeliveryMedium"]) == ("email", "EMAIL")
    assert len(pool.mailed_code(person, answer)) == 6


def test_that_code_verifies_the_new_address(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html"""
    person, token, answer = with_new_address(pool)
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="email", Code=pool.mailed_code(person, answer)
    )
    user = pool.cognito.get_user(AccessToken=token)
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]


def test_a_wrong_verification_code_is_refused(pool: Pool) -> None:
    """Model: VerifyUserAttribute.errors CodeMismatchException."""
    person, token, answer = with_new_address(pool)
    code = pool.mailed_code(person, answer)
    with refused("CodeMismatchException"):
        pool.cognito.verify_user_attribute(
            AccessToken=token, AttributeName="email", Code="000000" if code != "000000" else "000001"
        )


def test_a_verification_code_can_be_asked_for(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html"""
    person = pool.confirmed()
    pool.set_as_admin(person, {"email_verified": "false"})
    token = pool.tokens(person)["AccessToken"]
    answer = pool.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="email", Code=pool.mailed_code(person, answer)
    )
    assert pool.attributes(person)["email_verified"] == "true"
