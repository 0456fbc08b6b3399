"""Devices: keys for new ones, confirmation, remembering, and a proof in a second factor's stead."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from pycognito import AWSSRP
from pycognito.aws_srp import generate_hash_device

from tests.conformance import wording
from tests.conformance.factors import App, with_app
from tests.conformance.pools import CHOSEN_USERNAMES, Person, Pool, Pools, claims
from tests.conformance.refusals import refused

FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
CLIENT: dict[str, Any] = {"ExplicitAuthFlows": FLOWS, "WriteAttributes": None, "ReadAttributes": None}
REMEMBERS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}


@pytest.fixture
def pool(pools: Pools) -> Pool:
    """A pool that remembers every device that an app confirms."""
    return pool_with(pools, **REMEMBERS)


def pool_with(pools: Pools, **configuration: bool) -> Pool:
    pool = pools.create(client=CLIENT, DeviceConfiguration=configuration, **CHOSEN_USERNAMES)
    pool.cognito.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    return pool


class Device:
    """What an app keeps of a device: its key, its group and its secret."""

    def __init__(self, pool: Pool, tokens: dict[str, Any]) -> None:
        self.pool, self.token = pool, tokens["AccessToken"]
        self.key = tokens["NewDeviceMetadata"]["DeviceKey"]
        self.group = tokens["NewDeviceMetadata"]["DeviceGroupKey"]
        self.secret, self.verifier = generate_hash_device(self.group, self.key)

    def confirm(self, **call: Any) -> dict[str, Any]:
        request = {"DeviceSecretVerifierConfig": self.verifier, **call}
        return dict(self.pool.cognito.confirm_device(AccessToken=self.token, DeviceKey=self.key, **request))

    def srp(self, person: Person, *, secret: str | None = None) -> AWSSRP:
        return AWSSRP(
            username=person.username,
            password=person.password,
            pool_id=self.pool.id,
            client_id=self.pool.client_id,
            client=self.pool.cognito,
            device_key=self.key,
            device_group_key=self.group,
            device_password=secret or self.secret,
        )


def confirmed_device(pool: Pool, person: Person) -> Device:
    device = Device(pool, pool.tokens(person))
    device.confirm(DeviceName="My phone")
    return device


def log_in_from(pool: Pool, person: Person, key: str) -> dict[str, Any]:
    return dict(
        pool.cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={
                "USERNAME": person.username,
                "PASSWORD": person.password,
                "DEVICE_KEY": key,
            },
        )
    )


def proven(pool: Pool, person: Person, device: Device, challenge: dict[str, Any]) -> dict[str, Any]:
    """What comes after DEVICE_SRP_AUTH and its proof."""
    srp = device.srp(person)
    srp_a = srp.get_auth_params()["SRP_A"]
    asked = pool.answer(person, challenge, DEVICE_KEY=device.key, SRP_A=srp_a)
    parameters = {"USERNAME": person.username, **asked["ChallengeParameters"]}
    return pool.answer(person, asked, **srp.process_device_challenge(parameters))


def status(pool: Pool, person: Person, key: str) -> str | None:
    device = pool.cognito.admin_get_device(UserPoolId=pool.id, Username=person.username, DeviceKey=key)
    attributes = {each["Name"]: each["Value"] for each in device["Device"]["DeviceAttributes"]}
    return attributes.get("dev:device_remembered_status")


def test_a_sign_in_from_a_new_device_gives_it_a_key(pool: Pool) -> None:
    """Model: AuthenticationResultType.NewDeviceMetadata; Model: NewDeviceMetadataType.DeviceGroupKey."""
    metadata = pool.tokens(pool.confirmed())["NewDeviceMetadata"]
    assert metadata["DeviceKey"].startswith(f"{pool.id.partition('_')[0]}_")
    assert metadata["DeviceGroupKey"]


def test_a_pool_that_tracks_no_devices_gives_no_keys(pools: Pools) -> None:
    """Model: CreateUserPoolRequest.DeviceConfiguration."""
    pool = pools.create(client=CLIENT, **CHOSEN_USERNAMES)
    assert "NewDeviceMetadata" not in pool.tokens(pool.confirmed())


def test_a_confirmed_device_is_described(pool: Pool) -> None:
    """Model: DeviceType.DeviceAttributes ("like name and last-access source IP", as the example at
    https://docs.aws.amazon.com/cli/latest/reference/cognito-idp/list-devices.html names them); Model:
    ListDevicesResponse.Devices."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    described = pool.cognito.get_device(AccessToken=device.token, DeviceKey=device.key)["Device"]
    attributes = {each["Name"]: each["Value"] for each in described["DeviceAttributes"]}
    assert attributes["device_name"] == "My phone"
    assert attributes["device_status"] == "valid"
    assert ipaddress.ip_address(attributes["last_ip_used"])
    assert described["DeviceKey"] == device.key
    assert described["DeviceCreateDate"] <= described["DeviceLastAuthenticatedDate"]
    (listed,) = pool.cognito.list_devices(AccessToken=device.token)["Devices"]
    assert listed["DeviceKey"] == device.key
    by_admin = pool.cognito.admin_list_devices(UserPoolId=pool.id, Username=person.username)["Devices"]
    assert [each["DeviceKey"] for each in by_admin] == [device.key]


def test_a_device_that_was_not_confirmed_is_none_yet(pool: Pool) -> None:
    """Model: GetDevice.errors ResourceNotFoundException."""
    device = Device(pool, pool.tokens(pool.confirmed()))
    assert pool.cognito.list_devices(AccessToken=device.token)["Devices"] == []
    with refused("ResourceNotFoundException"):
        pool.cognito.get_device(AccessToken=device.token, DeviceKey=device.key)


def test_a_key_that_nobody_was_given_confirms_no_device(pool: Pool) -> None:
    """Model: ConfirmDevice.errors ResourceNotFoundException."""
    device = Device(pool, pool.tokens(pool.confirmed()))
    device.key = "us-east-1_00000000-0000-4000-8000-000000000000"
    with refused("ResourceNotFoundException", "InvalidParameterException"):
        device.confirm()


def test_somebody_elses_key_confirms_no_device(pool: Pool) -> None:
    """Model: ConfirmDevice.errors ResourceNotFoundException."""
    ada, grace = (Device(pool, pool.tokens(pool.confirmed())) for _ in range(2))
    ada.key = grace.key
    with refused("ResourceNotFoundException", "InvalidParameterException"):
        ada.confirm()


def test_a_device_is_confirmed_once(pool: Pool) -> None:
    """Model: ConfirmDevice.errors DeviceKeyExistsException."""
    device = confirmed_device(pool, pool.confirmed())
    with refused("DeviceKeyExistsException"):
        device.confirm()


def test_a_device_is_confirmed_with_a_verifier(pool: Pool) -> None:
    """Model: ConfirmDevice.errors InvalidParameterException; Model: DeviceSecretVerifierConfigType.Salt."""
    device = Device(pool, pool.tokens(pool.confirmed()))
    with refused("InvalidParameterException"):
        device.confirm(DeviceSecretVerifierConfig={"Salt": "not base64!", "PasswordVerifier": "AQ=="})


def test_a_pool_that_remembers_all_asks_no_user(pool: Pool) -> None:
    """Model: ConfirmDeviceResponse.UserConfirmationNecessary; Model:
    DeviceConfigurationType.DeviceOnlyRememberedOnUserPrompt."""
    person = pool.confirmed()
    device = Device(pool, pool.tokens(person))
    assert device.confirm()["UserConfirmationNecessary"] is False
    assert status(pool, person, device.key) == "remembered"


def test_a_pool_that_asks_users_remembers_what_they_say(pools: Pools) -> None:
    """Model: DeviceConfigurationType.DeviceOnlyRememberedOnUserPrompt ("Cognito doesn't automatically
    remember"); Model: UpdateDeviceStatusRequest.DeviceRememberedStatus."""
    pool = pool_with(pools, ChallengeRequiredOnNewDevice=True, DeviceOnlyRememberedOnUserPrompt=True)
    person = pool.confirmed()
    device = Device(pool, pool.tokens(person))
    assert device.confirm()["UserConfirmationNecessary"] is True
    assert status(pool, person, device.key) == "not_remembered"
    pool.cognito.update_device_status(
        AccessToken=device.token, DeviceKey=device.key, DeviceRememberedStatus="remembered"
    )
    assert status(pool, person, device.key) == "remembered"


def test_a_remembered_device_signs_in_by_its_secret(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
    ("Signing in with a device")."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    signed_in = device.srp(person).authenticate_user()
    assert signed_in["AuthenticationResult"]["AccessToken"]
    assert "NewDeviceMetadata" not in signed_in["AuthenticationResult"]


def test_a_remembered_device_stands_for_the_second_factor(pool: Pool) -> None:
    """Model: DeviceConfigurationType.ChallengeRequiredOnNewDevice ("a remembered device can sign in with
    device authentication instead of SMS and time-based one-time password (TOTP) factors")."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    with_app(pool, person)
    challenge = log_in_from(pool, person, device.key)
    assert challenge["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert device.srp(person).authenticate_user()["AuthenticationResult"]
    assert pool.log_in(person)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_a_session_leads_through_the_proof_of_a_device(pool: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (DEVICE_SRP_AUTH: USERNAME, DEVICE_KEY,
    SRP_A)."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    challenge = log_in_from(pool, person, device.key)
    assert challenge["ChallengeParameters"]["DEVICE_KEY"] == device.key
    srp = device.srp(person)
    srp_a = srp.get_auth_params()["SRP_A"]
    asked = pool.answer(person, challenge, DEVICE_KEY=device.key, SRP_A=srp_a)
    assert asked["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
    parameters = {"USERNAME": person.username, **asked["ChallengeParameters"]}
    proof = srp.process_device_challenge(parameters)
    assert pool.answer(person, asked, **proof)["AuthenticationResult"]
    with refused("NotAuthorizedException"):
        pool.answer(person, asked, **proof)


def test_a_wrong_secret_of_a_device_signs_nobody_in(pool: Pool) -> None:
    """Model: RespondToAuthChallenge.errors NotAuthorizedException."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    with refused("NotAuthorizedException"):
        device.srp(person, secret="another secret").authenticate_user()


def test_a_device_proves_nothing_without_the_password(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
    (the challenge comes after the password)."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    srp_a = device.srp(person).get_auth_params()["SRP_A"]
    with refused("NotAuthorizedException", "InvalidParameterException"):
        pool.answer(person, {"ChallengeName": "DEVICE_SRP_AUTH"}, DEVICE_KEY=device.key, SRP_A=srp_a)


def test_nobody_joins_a_sign_in_without_its_session_or_device(pool: Pool) -> None:
    """Model: RespondToAuthChallengeRequest.ChallengeResponses (DEVICE_SRP_AUTH: USERNAME, DEVICE_KEY,
    SRP_A)."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    log_in_from(pool, person, device.key)
    srp_a = device.srp(person).get_auth_params()["SRP_A"]
    for key in ({}, {"DEVICE_KEY": f"us-east-1_{uuid.uuid4()}"}):
        with refused("NotAuthorizedException", "InvalidParameterException"):
            pool.answer(person, {"ChallengeName": "DEVICE_SRP_AUTH"}, SRP_A=srp_a, **key)


def test_a_device_that_is_not_remembered_needs_the_second_factor(pool: Pool) -> None:
    """Model: DeviceConfigurationType.ChallengeRequiredOnNewDevice ("devices that have not been confirmed or
    remembered must still provide a second factor")."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    app = with_app(pool, person)
    pool.cognito.admin_update_device_status(
        UserPoolId=pool.id,
        Username=person.username,
        DeviceKey=device.key,
        DeviceRememberedStatus="not_remembered",
    )
    challenge = log_in_from(pool, person, device.key)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert pool.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code())["AuthenticationResult"]


def test_a_device_replaces_no_factor_where_the_pool_does_not_say_so(pools: Pools) -> None:
    """Model: DeviceConfigurationType.ChallengeRequiredOnNewDevice."""
    pool = pool_with(pools, ChallengeRequiredOnNewDevice=False, DeviceOnlyRememberedOnUserPrompt=False)
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    app: App = with_app(pool, person)
    challenge = log_in_from(pool, person, device.key)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    done = pool.answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=app.code(), DEVICE_KEY=device.key)
    assert "NewDeviceMetadata" not in done["AuthenticationResult"]


@pytest.mark.parametrize("as_admin", [False, True])
def test_a_forgotten_device_is_none(pool: Pool, as_admin: bool) -> None:
    """Model: ForgetDeviceRequest.DeviceKey; Model: AdminForgetDeviceRequest.DeviceKey."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    if as_admin:
        pool.cognito.admin_forget_device(UserPoolId=pool.id, Username=person.username, DeviceKey=device.key)
    else:
        pool.cognito.forget_device(AccessToken=device.token, DeviceKey=device.key)
    assert pool.cognito.list_devices(AccessToken=device.token)["Devices"] == []
    with refused("ResourceNotFoundException"):
        log_in_from(pool, person, device.key)


def test_a_device_key_is_no_answer_to_a_wrong_password(pool: Pool) -> None:
    """Model: InitiateAuth.errors NotAuthorizedException."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    stranger = Person(person.username, person.address, "Quite-Wrong-7-Password")
    with refused("NotAuthorizedException"):
        log_in_from(pool, stranger, device.key)


def test_a_pool_that_tracks_no_devices_lists_none(pools: Pools) -> None:
    """Model: ListDevices.errors InvalidUserPoolConfigurationException."""
    pool = pools.create(client=CLIENT, **CHOSEN_USERNAMES)
    person = pool.confirmed()
    token = pool.tokens(person)["AccessToken"]
    with refused("InvalidUserPoolConfigurationException"):
        pool.cognito.list_devices(AccessToken=token)
    with refused("InvalidUserPoolConfigurationException"):
        pool.cognito.admin_list_devices(UserPoolId=pool.id, Username=person.username)


def test_devices_are_listed_in_pages(pool: Pool) -> None:
    """Model: ListDevicesRequest.PaginationToken; Model: ListDevicesRequest.Limit."""
    person = pool.confirmed()
    keys = {confirmed_device(pool, person).key for _ in range(3)}
    token = pool.tokens(person)["AccessToken"]
    first = pool.cognito.list_devices(AccessToken=token, Limit=2)
    rest = pool.cognito.list_devices(AccessToken=token, PaginationToken=first["PaginationToken"])
    assert {each["DeviceKey"] for each in [*first["Devices"], *rest["Devices"]]} == keys
    assert len(first["Devices"]) == 2


def refresh_from(pool: Pool, token: str, key: str | None) -> dict[str, Any]:
    parameters = {"REFRESH_TOKEN": token} | ({"DEVICE_KEY": key} if key else {})
    answer = pool.cognito.initiate_auth(
        ClientId=pool.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters
    )
    return dict(answer["AuthenticationResult"])


def refresh_by_operation(pool: Pool, token: str, key: str | None) -> dict[str, Any]:
    more = {"DeviceKey": key} if key else {}
    answer = pool.cognito.get_tokens_from_refresh_token(ClientId=pool.client_id, RefreshToken=token, **more)
    return dict(answer["AuthenticationResult"])


REFRESHES = pytest.mark.parametrize("refresh", [refresh_from, refresh_by_operation])
Refresh = Callable[[Pool, str, "str | None"], dict[str, Any]]


def test_the_access_token_names_the_device(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (`device_key`)."""
    tokens = pool.tokens(pool.confirmed())
    assert claims(tokens["AccessToken"])["device_key"] == tokens["NewDeviceMetadata"]["DeviceKey"]
    assert "device_key" not in claims(tokens["IdToken"])


def test_an_access_token_of_a_pool_without_devices_names_none(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    (`device_key`)."""
    pool = pools.create(client=CLIENT, **CHOSEN_USERNAMES)
    assert "device_key" not in claims(pool.tokens(pool.confirmed())["AccessToken"])


@REFRESHES
def test_nothing_is_refreshed_before_the_device_is_confirmed(pool: Pool, refresh: Refresh) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/troubleshooting.html
    ("but the user's device hasn't been confirmed, you must call the ConfirmDevice API first")."""
    tokens = pool.tokens(pool.confirmed())
    device = Device(pool, tokens)
    for key in (None, device.key):
        with refused("NotAuthorizedException", message=wording.NO_REFRESH_TOKEN):
            refresh(pool, tokens["RefreshToken"], key)
    device.confirm()
    assert refresh(pool, tokens["RefreshToken"], device.key)["AccessToken"]


@REFRESHES
def test_a_refresh_token_is_good_on_its_own_device_alone(pool: Pool, refresh: Refresh) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
    ("When device remembering is active in your user pool, you must provide the device key"),
    https://aws.amazon.com/blogs/mobile/tracking-and-remembering-devices-using-amazon-cognito-your-user-pools/
    ("If a refresh token is used on any other device, the call fails")."""
    person = pool.confirmed()
    other = confirmed_device(pool, person)
    tokens = pool.tokens(person)
    device = Device(pool, tokens)
    device.confirm()
    for key in (None, other.key):
        with refused("NotAuthorizedException", message=wording.NO_REFRESH_TOKEN):
            refresh(pool, tokens["RefreshToken"], key)
    said = refresh(pool, tokens["RefreshToken"], device.key)
    assert claims(said["AccessToken"])["device_key"] == device.key
    assert "NewDeviceMetadata" not in said


def test_a_forgotten_device_refreshes_nothing(pool: Pool) -> None:
    """Source:
    https://aws.amazon.com/blogs/mobile/tracking-and-remembering-devices-using-amazon-cognito-your-user-pools/
    (after ForgetDevice "all future calls to revalidate that device's refresh tokens will fail")."""
    tokens = pool.tokens(pool.confirmed())
    device = Device(pool, tokens)
    device.confirm()
    pool.cognito.forget_device(AccessToken=device.token, DeviceKey=device.key)
    with refused("NotAuthorizedException", message=wording.NO_REFRESH_TOKEN):
        refresh_from(pool, tokens["RefreshToken"], device.key)


def test_a_device_that_is_not_remembered_refreshes_once_it_is_confirmed(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/troubleshooting.html
    ("After the user confirms their device, you can exchange the refresh token")."""
    pool = pool_with(pools, ChallengeRequiredOnNewDevice=True, DeviceOnlyRememberedOnUserPrompt=True)
    tokens = pool.tokens(pool.confirmed())
    device = Device(pool, tokens)
    device.confirm()
    assert refresh_from(pool, tokens["RefreshToken"], device.key)["AccessToken"]


def test_a_pool_that_no_longer_tracks_devices_refreshes_without(pool: Pool) -> None:
    """Model: CreateUserPoolRequest.DeviceConfiguration ("A null value indicates that you have deactivated
    device remembering in your user pool")."""
    token = pool.tokens(pool.confirmed())["RefreshToken"]
    pool.cognito.update_user_pool(UserPoolId=pool.id)
    assert refresh_from(pool, token, None)["AccessToken"]


def test_a_proof_by_device_gives_a_refresh_token_of_that_device(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
    ("Signing in with a device")."""
    person = pool.confirmed()
    device = confirmed_device(pool, person)
    tokens = device.srp(person).authenticate_user()["AuthenticationResult"]
    assert claims(tokens["AccessToken"])["device_key"] == device.key
    assert refresh_from(pool, tokens["RefreshToken"], device.key)["AccessToken"]
    with refused("NotAuthorizedException"):
        refresh_from(pool, tokens["RefreshToken"], None)
