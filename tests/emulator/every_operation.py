"""A story in which every operation of the user pools API has its part, over HTTP as the answers stand there.

The requests are AWS's JSON as it is on the wire, so that a test sees members which an SDK would drop.
"""

from __future__ import annotations

import json
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import httpx
import pyotp
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests import http
from tests.authenticator import Authenticator
from tests.emulator.account import PASSWORD, ROOT_SECRET
from tests.emulator.valid_requests import with_nulls

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
TARGET = "AWSCognitoIdentityProviderService."
SCHEMA = [
    {
        "Name": "plan",
        "AttributeDataType": "String",
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "9"},
    },
    {
        "Name": "age",
        "AttributeDataType": "Number",
        "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "200"},
    },
    {"Name": "active", "AttributeDataType": "Boolean", "Mutable": False},
    {"Name": "since", "AttributeDataType": "DateTime", "DeveloperOnlyAttribute": True},
    {"Name": "name", "AttributeDataType": "String", "Required": True},
]
ALL_POOL_SETTINGS: dict[str, Any] = {
    "Policies": {
        "PasswordPolicy": {"MinimumLength": 10, "TemporaryPasswordValidityDays": 3, "PasswordHistorySize": 2},
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "DeletionProtection": "INACTIVE",
    "AutoVerifiedAttributes": ["email"],
    "VerificationMessageTemplate": {
        "EmailMessage": "{####}",
        "EmailSubject": "Code",
        "SmsMessage": "{####}",
        "EmailSubjectByLink": "Link",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    },
    "SmsAuthenticationMessage": "{####}",
    "MfaConfiguration": "OFF",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    "EmailConfiguration": {"ReplyToEmailAddress": "reply@example.com"},
    "SmsConfiguration": {
        "SnsCallerArn": "arn:aws:iam::000000000000:role/sms",
        "ExternalId": "id",
        "SnsRegion": "us-east-1",
    },
    "UserPoolTags": {"stage": "test"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": False,
        "InviteMessageTemplate": {"EmailMessage": "{username} {####}", "EmailSubject": "Hello"},
    },
    "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
    "UserPoolTier": "PLUS",
}
ALL_CLIENT_SETTINGS: dict[str, Any] = {
    "RefreshTokenValidity": 2,
    "AccessTokenValidity": 30,
    "IdTokenValidity": 30,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
    "ReadAttributes": ["email", "name"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://example.com/back"],
    "LogoutURLs": ["https://example.com/out"],
    "DefaultRedirectURI": "https://example.com/back",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 5,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
}
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11"
JPEG = "/9j/4AAQSkZJRg=="


@dataclass
class Wire:
    """Calls operations and keeps every answer, `with_nulls`: what is left out is null, however deep.

    `key` is the root user's of an account: `test`, or the account's twelve digits.
    """

    endpoint_url: str
    key: str = "test"
    with_nulls: bool = False
    answers: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, operation: str, **given: Any) -> dict[str, Any]:
        """The answer; AssertionError for an error."""
        shape = MODEL.operation_model(operation).input_shape
        request = with_nulls(shape, given) if self.with_nulls else given
        answer = ask(self.endpoint_url, operation, request, key=self.key)
        assert answer.status_code == 200, f"{operation} has failed: {answer.text}"
        self.answers[operation].append(answer.content)
        return json.loads(answer.content or b"{}")  # type: ignore[no-any-return]

    def code_to(self, address: str) -> str:
        """The code in the newest mail to an address."""
        answer = http.get(f"{self.endpoint_url}/_inbox.json", params={"to": address}, trust_env=False)
        return str(answer.raise_for_status().json()["messages"][0]["code"])


def ask(
    endpoint_url: str,
    operation: str,
    parameters: dict[str, Any],
    region: str = "us-east-1",
    key: str = "test",
) -> httpx.Response:
    """Send a request as it is, signed by an account's root user."""
    content = json.dumps(parameters).encode()
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET + operation}
    request = AWSRequest("POST", f"{endpoint_url}/", headers, content)
    SigV4Auth(Credentials(key, ROOT_SECRET), "cognito-idp", region).add_auth(request)
    return http.post(
        f"{endpoint_url}/", content=content, headers=dict(request.headers.items()), trust_env=False
    )


def tell(call: Wire) -> None:
    """The whole story."""
    pool = pools(call)
    clients(call, pool)
    domains(call, pool)
    servers_and_providers(call, pool)
    provider_links(call, pool)
    client_token(call, pool)
    looks(call, pool)
    machine(call, pool)
    imports(call, pool)
    client = call(
        "CreateUserPoolClient", UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[*FLOWS, _REFRESH]
    )["UserPoolClient"]["ClientId"]
    administration(call, pool, client)
    sign_up(call, pool, client)
    own_account(call, pool, client)
    second_factors(call, pool, client)
    passkeys_and_devices(call)
    sessions(call, pool, client)
    call("DeleteUserPool", UserPoolId=pool)


_REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"


def pools(call: Wire) -> str:
    """The id of a pool that says little, after those that say much have gone."""
    pool = call("CreateUserPool", PoolName="plain", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    whole = call("CreateUserPool", PoolName="whole", Schema=SCHEMA, **ALL_POOL_SETTINGS)["UserPool"]["Id"]
    usernames = {"UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": False}}
    others = [
        call("CreateUserPool", PoolName="by address", **usernames)["UserPool"]["Id"],
        call("CreateUserPool", PoolName="aliases", AliasAttributes=["email"])["UserPool"]["Id"],
    ]
    call("AddCustomAttributes", UserPoolId=pool, CustomAttributes=SCHEMA[:2])
    for each in (pool, whole, *others):
        call("DescribeUserPool", UserPoolId=each)
    call("UpdateUserPool", UserPoolId=whole, PoolName="renamed", **ALL_POOL_SETTINGS)
    call("DescribeUserPool", UserPoolId=whole)
    listed = call("ListUserPools", MaxResults=1)
    call("ListUserPools", MaxResults=60, NextToken=listed["NextToken"])
    arn = call("DescribeUserPool", UserPoolId=whole)["UserPool"]["Arn"]
    call("TagResource", ResourceArn=arn, Tags={"owner": "somebody"})
    call("ListTagsForResource", ResourceArn=arn)
    call("UntagResource", ResourceArn=arn, TagKeys=["owner", "stage"])
    call("ListTagsForResource", ResourceArn=arn)
    call("GetUserPoolMfaConfig", UserPoolId=pool)
    call(
        "SetUserPoolMfaConfig",
        UserPoolId=whole,
        MfaConfiguration="ON",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        SmsMfaConfiguration={"SmsConfiguration": ALL_POOL_SETTINGS["SmsConfiguration"]},
    )
    call("GetUserPoolMfaConfig", UserPoolId=whole)
    call("DescribeUserPool", UserPoolId=whole)
    factors = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    call("SetUserPoolMfaConfig", UserPoolId=pool, **factors)
    for each in (whole, *others):
        call("DeleteUserPool", UserPoolId=each)
    return str(pool)


def clients(call: Wire, pool: str) -> None:
    plain = call("CreateUserPoolClient", UserPoolId=pool, ClientName="plain")["UserPoolClient"]["ClientId"]
    made = call(
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="whole",
        GenerateSecret=True,
        **ALL_CLIENT_SETTINGS,
    )
    about = {"UserPoolId": pool, "ClientId": made["UserPoolClient"]["ClientId"]}
    call("DescribeUserPoolClient", UserPoolId=pool, ClientId=plain)
    call("DescribeUserPoolClient", **about)
    added = call("AddUserPoolClientSecret", **about)["ClientSecretDescriptor"]
    call("ListUserPoolClientSecrets", **about)
    call("DeleteUserPoolClientSecret", **about, ClientSecretId=added["ClientSecretId"])
    call("UpdateUserPoolClient", UserPoolId=pool, ClientId=plain)
    call("UpdateUserPoolClient", **about, ClientName="renamed", **ALL_CLIENT_SETTINGS)
    listed = call("ListUserPoolClients", UserPoolId=pool, MaxResults=1)
    call("ListUserPoolClients", UserPoolId=pool, NextToken=listed["NextToken"])
    call("DeleteUserPoolClient", **about)


def domains(call: Wire, pool: str) -> None:
    name = f"domain-{uuid.uuid4().hex}"
    custom = {"CustomDomainConfig": {"CertificateArn": CERTIFICATE}}
    call("CreateUserPoolDomain", UserPoolId=pool, Domain=name)
    call("CreateUserPoolDomain", UserPoolId=pool, Domain=f"{name}.example.com", **custom)
    call("DescribeUserPool", UserPoolId=pool)
    for each in (name, f"{name}.example.com", "nobodys"):
        call("DescribeUserPoolDomain", Domain=each)
    call("UpdateUserPoolDomain", UserPoolId=pool, Domain=name, ManagedLoginVersion=2)
    call("UpdateUserPoolDomain", UserPoolId=pool, Domain=f"{name}.example.com", **custom)
    for each in (name, f"{name}.example.com"):
        call("DeleteUserPoolDomain", UserPoolId=pool, Domain=each)


def servers_and_providers(call: Wire, pool: str) -> None:
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read notes"}]
    call("CreateResourceServer", UserPoolId=pool, Identifier="notes", Name="Notes", Scopes=scopes)
    call("CreateResourceServer", UserPoolId=pool, Identifier="other", Name="Other")
    call("DescribeResourceServer", UserPoolId=pool, Identifier="notes")
    call("DescribeResourceServer", UserPoolId=pool, Identifier="other")
    call("UpdateResourceServer", UserPoolId=pool, Identifier="notes", Name="Notes of all")
    listed = call("ListResourceServers", UserPoolId=pool, MaxResults=1)
    call("ListResourceServers", UserPoolId=pool, NextToken=listed["NextToken"])
    call("DeleteResourceServer", UserPoolId=pool, Identifier="other")
    google = {"ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": {"client_id": "id"}}
    extras = {"AttributeMapping": {"email": "email"}, "IdpIdentifiers": ["google.example.com"]}
    call("CreateIdentityProvider", UserPoolId=pool, **google, **extras)
    oidc = {"ProviderName": "Other", "ProviderType": "OIDC", "ProviderDetails": {"client_id": "id"}}
    call("CreateIdentityProvider", UserPoolId=pool, **oidc)
    for name in ("Google", "Other"):
        call("DescribeIdentityProvider", UserPoolId=pool, ProviderName=name)
    call("GetIdentityProviderByIdentifier", UserPoolId=pool, IdpIdentifier="google.example.com")
    call(
        "UpdateIdentityProvider", UserPoolId=pool, ProviderName="Google", ProviderDetails={"client_id": "new"}
    )
    listed = call("ListIdentityProviders", UserPoolId=pool, MaxResults=1)
    call("ListIdentityProviders", UserPoolId=pool, NextToken=listed["NextToken"])
    call("DeleteIdentityProvider", UserPoolId=pool, ProviderName="Google")


def provider_links(call: Wire, pool: str) -> None:
    name = f"{uuid.uuid4().hex}@example.com"
    call("AdminCreateUser", UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    elsewhere = {"ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": uuid.uuid4().hex}
    source = {"ProviderName": "Other", **elsewhere}
    here = {"ProviderName": "Cognito", "ProviderAttributeValue": name}
    call("AdminLinkProviderForUser", UserPoolId=pool, DestinationUser=here, SourceUser=source)
    call("AdminDisableProviderForUser", UserPoolId=pool, User=source)
    call("AdminDeleteUser", UserPoolId=pool, Username=name)


def client_token(call: Wire, pool: str) -> None:
    scope = {"ScopeName": "read", "ScopeDescription": "read"}
    call("CreateResourceServer", UserPoolId=pool, Identifier="machines", Name="machines", Scopes=[scope])
    client = call(
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["machines/read"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]
    asked = {"Scopes": ["machines/read"], "ClientMetadata": {"job": "nightly"}}
    call("GetClientToken", ClientId=client["ClientId"], Secret=client["ClientSecret"], **asked)


def looks(call: Wire, pool: str) -> None:
    domain = f"looks-{uuid.uuid4().hex}"
    call("CreateUserPoolDomain", UserPoolId=pool, Domain=domain)
    call("GetUICustomization", UserPoolId=pool)
    call("SetUICustomization", UserPoolId=pool, CSS=".logo-customizable { color: red; }", ImageFile=JPEG)
    call("GetUICustomization", UserPoolId=pool)
    call("DeleteUserPoolDomain", UserPoolId=pool, Domain=domain)
    protected_pool(call)
    branding(call, pool)
    terms(call, pool)
    call("GetSigningCertificate", UserPoolId=pool)
    call("DescribeRiskConfiguration", UserPoolId=pool)
    call("GetLogDeliveryConfiguration", UserPoolId=pool)
    group = {"LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:users"}
    logs = {"LogLevel": "ERROR", "EventSource": "userNotification", "CloudWatchLogsConfiguration": group}
    call("SetLogDeliveryConfiguration", UserPoolId=pool, LogConfigurations=[logs])
    call("GetLogDeliveryConfiguration", UserPoolId=pool)


def protected_pool(call: Wire) -> None:
    """A pool that notes what its users do."""
    add_ons = {"AdvancedSecurityMode": "AUDIT"}
    made = call("CreateUserPool", PoolName="protected", UserPoolTier="PLUS", UserPoolAddOns=add_ons)
    pool = made["UserPool"]["Id"]
    client = call(
        "CreateUserPoolClient", UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[*FLOWS, _REFRESH]
    )["UserPoolClient"]["ClientId"]
    about = {"UserPoolId": pool, "Username": "ada"}
    call("SignUp", ClientId=client, Username="ada", Password=PASSWORD)
    call("AdminConfirmSignUp", **about)
    signed_in(call, client, "ada")
    listed = call("AdminListUserAuthEvents", **about, MaxResults=1)
    event = {"EventId": listed["AuthEvents"][0]["EventId"], "FeedbackValue": "Valid"}
    call("AdminUpdateAuthEventFeedback", **about, **event)
    call("AdminListUserAuthEvents", **about)
    call("AdminListUserAuthEvents", **about, NextToken=listed["NextToken"])
    skipped = {"BlockedIPRangeList": ["192.0.2.0/24"]}
    call("SetRiskConfiguration", UserPoolId=pool, RiskExceptionConfiguration=skipped)
    call("DescribeRiskConfiguration", UserPoolId=pool)
    call("DeleteUserPool", UserPoolId=pool)


def branding(call: Wire, pool: str) -> None:
    client = call("CreateUserPoolClient", UserPoolId=pool, ClientName="branded")["UserPoolClient"]["ClientId"]
    about = {"UserPoolId": pool, "ClientId": client}
    asset = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": JPEG}
    made = call("CreateManagedLoginBranding", **about, UseCognitoProvidedValues=True, Assets=[asset])
    style = {
        "UserPoolId": pool,
        "ManagedLoginBrandingId": made["ManagedLoginBranding"]["ManagedLoginBrandingId"],
    }
    call("DescribeManagedLoginBranding", **style)
    call("UpdateManagedLoginBranding", **style, Settings={})
    call("DescribeManagedLoginBrandingByClient", **about)
    call("DeleteManagedLoginBranding", **style)
    call("DeleteUserPoolClient", **about)


def terms(call: Wire, pool: str) -> None:
    client = call("CreateUserPoolClient", UserPoolId=pool, ClientName="agreed")["UserPoolClient"]["ClientId"]
    about = {"UserPoolId": pool, "ClientId": client}
    said = {"TermsSource": "LINK", "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com"}}
    made = call("CreateTerms", **about, TermsName="terms-of-use", **said)["Terms"]
    call("CreateTerms", **about, TermsName="privacy-policy", **said)
    one = {"UserPoolId": pool, "TermsId": made["TermsId"]}
    call("DescribeTerms", **one)
    call("DescribeTermsByClient", **about, TermsName="privacy-policy")
    call("UpdateTerms", **one, Links={"cognito:french": "https://example.com/fr"})
    listed = call("ListTerms", UserPoolId=pool, MaxResults=1)
    call("ListTerms", UserPoolId=pool, NextToken=listed["NextToken"])
    call("DeleteTerms", **one)
    call("DeleteUserPoolClient", **about)


def imports(call: Wire, pool: str) -> None:
    """Somebody comes into the pool from a file; a job with many more rows is stopped."""
    names = call("GetCSVHeader", UserPoolId=pool)["CSVHeader"]
    said = {"cognito:username": "joan", "email": "joan@example.com", "email_verified": "true"}
    row = ",".join({**said, "cognito:mfa_enabled": "false"}.get(name, "") for name in names)
    role = {"UserPoolId": pool, "CloudWatchLogsRoleArn": "arn:aws:iam::000000000000:role/logs"}
    for name, users in (("first", [row]), ("second", [row] * 20_000)):
        job = call("CreateUserImportJob", JobName=name, **role)["UserImportJob"]
        file = "\n".join([",".join(names), *users])
        http.put(job["PreSignedUrl"], content=file, trust_env=False).raise_for_status()
        about = {"UserPoolId": pool, "JobId": job["JobId"]}
        call("StartUserImportJob", **about)
        call("DescribeUserImportJob", **about)
    call("StopUserImportJob", **about)
    listed = call("ListUserImportJobs", UserPoolId=pool, MaxResults=1)
    call("ListUserImportJobs", UserPoolId=pool, MaxResults=1, PaginationToken=listed["PaginationToken"])


def machine(call: Wire, pool: str) -> None:
    """A client that signs in by itself."""
    settings = {
        "GenerateSecret": True,
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["notes/write"],
    }
    scope = {"ScopeName": "write", "ScopeDescription": "Write notes"}
    call("UpdateResourceServer", UserPoolId=pool, Identifier="notes", Name="Notes", Scopes=[scope])
    made = call("CreateUserPoolClient", UserPoolId=pool, ClientName="machine", **settings)["UserPoolClient"]
    call("GetClientToken", ClientId=made["ClientId"], Secret=made["ClientSecret"])


def administration(call: Wire, pool: str, client: str) -> None:
    about = {"UserPoolId": pool, "Username": "ada"}
    address = f"{uuid.uuid4().hex}@example.com"
    email = [{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}]
    call("AdminCreateUser", **about, UserAttributes=email, DesiredDeliveryMediums=["EMAIL"])
    call("AdminCreateUser", **about, MessageAction="RESEND", TemporaryPassword=PASSWORD)
    call("AdminCreateUser", UserPoolId=pool, Username="grace", MessageAction="SUPPRESS")
    call("AdminGetUser", **about)
    listed = call("ListUsers", UserPoolId=pool, Limit=1)
    call("ListUsers", UserPoolId=pool, PaginationToken=listed["PaginationToken"], AttributesToGet=["sub"])
    call("ListUsers", UserPoolId=pool, Filter='username ^= "a"')
    parameters = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    through = {"UserPoolId": pool, "ClientId": client}
    asked = call(
        "AdminInitiateAuth", **through, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    call(
        "AdminRespondToAuthChallenge",
        **through,
        ChallengeName=asked["ChallengeName"],
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": PASSWORD},
    )
    call("AdminUpdateUserAttributes", **about, UserAttributes=[{"Name": "name", "Value": "Ada"}])
    call("AdminDeleteUserAttributes", **about, UserAttributeNames=["name"])
    groups(call, pool)
    call("AdminUserGlobalSignOut", **about)
    call("AdminDisableUser", **about)
    call("AdminEnableUser", **about)
    call("AdminResetUserPassword", **about)
    call("AdminSetUserPassword", **about, Password=PASSWORD, Permanent=True)
    call("AdminDeleteUser", UserPoolId=pool, Username="grace")


def groups(call: Wire, pool: str) -> None:
    role = "arn:aws:iam::000000000000:role/readers"
    call("CreateGroup", UserPoolId=pool, GroupName="Plain")
    call("CreateGroup", UserPoolId=pool, GroupName="Whole", Description="All", RoleArn=role, Precedence=0)
    call("GetGroup", UserPoolId=pool, GroupName="Plain")
    call("UpdateGroup", UserPoolId=pool, GroupName="Whole", Precedence=3)
    listed = call("ListGroups", UserPoolId=pool, Limit=1)
    call("ListGroups", UserPoolId=pool, NextToken=listed["NextToken"])
    for username in ("ada", "grace"):
        for group in ("Plain", "Whole"):
            call("AdminAddUserToGroup", UserPoolId=pool, GroupName=group, Username=username)
    listed = call("ListUsersInGroup", UserPoolId=pool, GroupName="Whole", Limit=1)
    call("ListUsersInGroup", UserPoolId=pool, GroupName="Whole", NextToken=listed["NextToken"])
    listed = call("AdminListGroupsForUser", UserPoolId=pool, Username="ada", Limit=1)
    call("AdminListGroupsForUser", UserPoolId=pool, Username="ada", NextToken=listed["NextToken"])
    call("AdminRemoveUserFromGroup", UserPoolId=pool, GroupName="Whole", Username="ada")
    call("DeleteGroup", UserPoolId=pool, GroupName="Plain")


def sign_up(call: Wire, pool: str, client: str) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    email = [{"Name": "email", "Value": address}]
    call("SignUp", ClientId=client, Username="unmailed", Password=PASSWORD)
    call("AdminConfirmSignUp", UserPoolId=pool, Username="unmailed")
    call("SignUp", ClientId=client, Username="alan", Password=PASSWORD, UserAttributes=email)
    call("ResendConfirmationCode", ClientId=client, Username="alan")
    call("ConfirmSignUp", ClientId=client, Username="alan", ConfirmationCode=call.code_to(address))
    call("ForgotPassword", ClientId=client, Username="alan")
    reset = {"ConfirmationCode": call.code_to(address), "Password": PASSWORD}
    call("ConfirmForgotPassword", ClientId=client, Username="alan", **reset)


def signed_in(call: Wire, client: str, username: str) -> dict[str, str]:
    parameters = {"USERNAME": username, "PASSWORD": PASSWORD}
    answer = call("InitiateAuth", ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return dict(answer["AuthenticationResult"])


def own_account(call: Wire, pool: str, client: str) -> None:
    token = {"AccessToken": signed_in(call, client, "alan")["AccessToken"]}
    address = f"{uuid.uuid4().hex}@example.com"
    call("GetUser", **token)
    call("UpdateUserAttributes", **token, UserAttributes=[{"Name": "name", "Value": "Alan"}])
    call("UpdateUserAttributes", **token, UserAttributes=[{"Name": "email", "Value": address}])
    call("GetUserAttributeVerificationCode", **token, AttributeName="email")
    call("VerifyUserAttribute", **token, AttributeName="email", Code=call.code_to(address))
    call("DeleteUserAttributes", **token, UserAttributeNames=["name"])
    call("ChangePassword", **token, PreviousPassword=PASSWORD, ProposedPassword=PASSWORD)
    call("GetUserAuthFactors", **token)
    call("AdminGetUserAuthFactors", UserPoolId=pool, Username="alan")


def second_factors(call: Wire, pool: str, client: str) -> None:
    token = {"AccessToken": signed_in(call, client, "alan")["AccessToken"]}
    generator = pyotp.TOTP(call("AssociateSoftwareToken", **token)["SecretCode"])
    now = time.time()
    call("VerifySoftwareToken", **token, UserCode=generator.at(now))
    preferred = {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
    call("SetUserMFAPreference", **token, **preferred)
    call("AdminSetUserMFAPreference", UserPoolId=pool, Username="alan", **preferred)
    call("GetUser", **token)
    call("AdminGetUser", UserPoolId=pool, Username="alan")
    call("GetUserAuthFactors", **token)
    call("AdminGetUserAuthFactors", UserPoolId=pool, Username="alan")
    parameters = {"USERNAME": "alan", "PASSWORD": PASSWORD}
    asked = call("InitiateAuth", ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    # the code of the step after the one that is used up: each lets somebody in once
    given = {"USERNAME": "alan", "SOFTWARE_TOKEN_MFA_CODE": generator.at(now + 30)}
    call(
        "RespondToAuthChallenge",
        ClientId=client,
        ChallengeName=asked["ChallengeName"],
        Session=asked["Session"],
        ChallengeResponses=given,
    )
    call("AdminDeleteSoftwareToken", UserPoolId=pool, Username="alan")
    call("AdminSetUserSettings", UserPoolId=pool, Username="alan", MFAOptions=[])
    call("SetUserSettings", **token, MFAOptions=[])


def passkeys_and_devices(call: Wire) -> None:
    """Of somebody in a pool of their own."""
    pool = call(
        "CreateUserPool",
        PoolName="remembers",
        DeviceConfiguration={"DeviceOnlyRememberedOnUserPrompt": False},
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
    )["UserPool"]["Id"]
    call("SetUserPoolMfaConfig", UserPoolId=pool, WebAuthnConfiguration={"RelyingPartyId": "example.com"})
    client = call("CreateUserPoolClient", UserPoolId=pool, ClientName="app", ExplicitAuthFlows=FLOWS)
    client_id = client["UserPoolClient"]["ClientId"]
    user = {"UserPoolId": pool, "Username": "ada"}
    call("AdminCreateUser", **user, MessageAction="SUPPRESS")
    call("AdminSetUserPassword", **user, Password=PASSWORD, Permanent=True)
    signed: Any = signed_in(call, client_id, "ada")
    token = {"AccessToken": signed["AccessToken"]}
    options = call("StartWebAuthnRegistration", **token)["CredentialCreationOptions"]
    passkey = Authenticator("https://example.com")
    call("CompleteWebAuthnRegistration", **token, Credential=passkey.registration(options))
    call("ListWebAuthnCredentials", **token)
    call("DeleteWebAuthnCredential", **token, CredentialId=passkey.id)
    key = {"DeviceKey": signed["NewDeviceMetadata"]["DeviceKey"]}
    verifier = {"Salt": "AAAAAAAAAAAAAAAAAAAAAQ==", "PasswordVerifier": "AQ=="}
    call("ConfirmDevice", **token, **key, DeviceName="mine", DeviceSecretVerifierConfig=verifier)
    call("GetDevice", **token, **key)
    call("ListDevices", **token)
    call("UpdateDeviceStatus", **token, **key, DeviceRememberedStatus="remembered")
    call("AdminGetDevice", **user, **key)
    call("AdminListDevices", **user)
    call("AdminUpdateDeviceStatus", **user, **key, DeviceRememberedStatus="not_remembered")
    call("AdminForgetDevice", **user, **key)
    signed = signed_in(call, client_id, "ada")
    key = {"DeviceKey": signed["NewDeviceMetadata"]["DeviceKey"]}
    call("ConfirmDevice", **token, **key, DeviceSecretVerifierConfig=verifier)
    call("ForgetDevice", **token, **key)
    call("DeleteUserPool", UserPoolId=pool)


def sessions(call: Wire, pool: str, client: str) -> None:
    by_srp = {"USERNAME": "alan", "SRP_A": "abcdef"}
    call("InitiateAuth", ClientId=client, AuthFlow="USER_SRP_AUTH", AuthParameters=by_srp)
    tokens = signed_in(call, client, "alan")
    refresh = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    call("InitiateAuth", ClientId=client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh)
    rotating = call(
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="rotating",
        ExplicitAuthFlows=FLOWS,
        RefreshTokenRotation={"Feature": "ENABLED"},
    )["UserPoolClient"]["ClientId"]
    token = signed_in(call, rotating, "alan")["RefreshToken"]
    call("GetTokensFromRefreshToken", ClientId=rotating, RefreshToken=token)
    call("GetTokensFromRefreshToken", ClientId=client, RefreshToken=tokens["RefreshToken"])
    call("RevokeToken", ClientId=client, Token=tokens["RefreshToken"])
    call("GlobalSignOut", AccessToken=signed_in(call, client, "alan")["AccessToken"])
    call("DeleteUser", AccessToken=signed_in(call, client, "alan")["AccessToken"])
