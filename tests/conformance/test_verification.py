"""Verifying an address that was changed or never verified."""

from __future__ import annotations

import secrets
from typing import Any

from tests.conformance.pools import Person, Pool, Pools, as_attributes, some_address
from tests.conformance.refusals import refused

WAITING: dict[str, Any] = {
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}
}
BOTH: dict[str, Any] = {
    "AutoVerifiedAttributes": ["email", "phone_number"],
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "conformance"},
}
PHONE_TOO = {"WriteAttributes": ["email", "name", "phone_number"], "ReadAttributes": None}


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
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html"""
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
    """Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html"""
    person = pool.confirmed()
    pool.set_as_admin(person, {"email_verified": "false"})
    token = pool.tokens(person)["AccessToken"]
    answer = pool.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="email", Code=pool.mailed_code(person, answer)
    )
    assert pool.attributes(person)["email_verified"] == "true"


def test_who_gives_both_addresses_gets_the_code_by_text(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
    ("a verification code is sent via SMS to the phone. The email address is not verified")."""
    pool = pools.create(client=PHONE_TOO, **BOTH)
    _, answer = pool.sign_up(Attributes={"phone_number": "+14325551212"})
    delivery = answer["CodeDeliveryDetails"]
    assert (delivery["AttributeName"], delivery["DeliveryMedium"]) == ("phone_number", "SMS")


def test_the_code_by_text_verifies_the_number_and_not_the_address(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
    ("The email address is not verified")."""
    pool = pools.create(client=PHONE_TOO, **BOTH)
    number = f"+1432555{secrets.randbelow(10**4):04}"
    person, answer = pool.sign_up(Attributes={"phone_number": number})
    pool.confirm(person, pool.mailbox.mailed_code(pool.id, number, answer))
    attributes = pool.attributes(person)
    assert attributes["phone_number_verified"] == "true"
    assert attributes.get("email_verified", "false") == "false"


def test_who_gives_an_address_alone_gets_the_code_by_mail(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
    (a verification code to the attribute that there is)."""
    pool = pools.create(client=PHONE_TOO, **BOTH)
    _, answer = pool.sign_up()
    assert answer["CodeDeliveryDetails"]["AttributeName"] == "email"


def test_an_address_that_waits_for_its_code_is_not_the_users_yet(pools: Pools) -> None:
    """Model: UserAttributeUpdateSettingsType.AttributesRequireVerificationBeforeUpdate ("Amazon Cognito
    doesn't
    change the value of the attribute until your user responds to the verification message")."""
    pool = pools.create(**WAITING)
    before = pool.confirmed()
    token = pool.tokens(before)["AccessToken"]
    person = Person(some_address(), some_address())
    answer = pool.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=as_attributes({"email": person.address})
    )
    attributes = pool.attributes(before)
    assert (attributes["email"], attributes["email_verified"]) == (before.address, "true")
    assert pool.log_in(before)["AuthenticationResult"]
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="email", Code=pool.mailed_code(person, answer)
    )
    assert pool.log_in(Person(person.address, person.address))["AuthenticationResult"]


def test_an_address_that_an_administrator_changes_waits_too(pools: Pools) -> None:
    """Model: UserAttributeUpdateSettingsType.AttributesRequireVerificationBeforeUpdate ("When you update a
    user
    attribute that has this option activated"); AdminUpdateUserAttributes."""
    pool = pools.create(**WAITING)
    person, address = pool.confirmed(), some_address()
    pool.set_as_admin(person, {"email": address})
    assert pool.attributes(person)["email"] == person.address
    assert pool.log_in(person)["AuthenticationResult"]


def test_an_address_that_an_administrator_vouches_for_waits_for_nothing(pools: Pools) -> None:
    """Model: AdminUpdateUserAttributes ("can also mark phone and email as verified");
    AdminUpdateUserAttributesRequest.UserAttributes (email_verified with a new email)."""
    pool = pools.create(**WAITING)
    person, address = pool.confirmed(), some_address()
    pool.set_as_admin(person, {"email": address, "email_verified": "true"})
    assert pool.log_in(Person(address, address))["AuthenticationResult"]


def test_a_changed_address_is_not_verified_any_more(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
    (a changed value is unverified until its code is given)."""
    person, _, _ = with_new_address(pool)
    assert pool.attributes(person).get("email_verified", "false") == "false"


def test_an_attribute_that_nobody_verifies_has_no_code(pool: Pool) -> None:
    """Model: GetUserAttributeVerificationCode.errors InvalidParameterException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("InvalidParameterException"):
        pool.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="name")


def test_a_verification_code_that_nobody_asked_for_is_expired(pool: Pool) -> None:
    """Model: VerifyUserAttribute.errors ExpiredCodeException."""
    token = pool.tokens(pool.confirmed())["AccessToken"]
    with refused("ExpiredCodeException"):
        pool.cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code="123456")
