"""Operations of Cognito's API that are not here, each with the reason that its caller is told.

The page of what is not supported is made of this table.
"""

from __future__ import annotations

_FEDERATION = "nobody signs in through an identity provider here, so there is nobody to link"
_DEVICES = "devices are not remembered here"
_PASSKEYS = "passkeys are not taken here"
_IMPORTS = "users are not imported here: AdminCreateUser makes them one by one"
_EVENTS = "nothing judges the risk of a sign-in here, so no sign-in has an event"
_BRANDING = "the pages here have one look"
_TERMS = "the pages here ask for no terms"
_ONE_MACHINE = "one machine has no replicas and no quotas to provision"

REFUSED: dict[str, str] = {
    "AdminDisableProviderForUser": _FEDERATION,
    "AdminForgetDevice": _DEVICES,
    "AdminGetDevice": _DEVICES,
    "AdminLinkProviderForUser": _FEDERATION,
    "AdminListDevices": _DEVICES,
    "AdminListUserAuthEvents": _EVENTS,
    "AdminSetUserSettings": "it is AWS's past: AdminSetUserMFAPreference has taken its place",
    "AdminUpdateAuthEventFeedback": _EVENTS,
    "AdminUpdateDeviceStatus": _DEVICES,
    "CompleteWebAuthnRegistration": _PASSKEYS,
    "ConfirmDevice": _DEVICES,
    "CreateManagedLoginBranding": _BRANDING,
    "CreateTerms": _TERMS,
    "CreateUserImportJob": _IMPORTS,
    "CreateUserPoolReplica": _ONE_MACHINE,
    "DeleteManagedLoginBranding": _BRANDING,
    "DeleteTerms": _TERMS,
    "DeleteUserPoolReplica": _ONE_MACHINE,
    "DeleteWebAuthnCredential": _PASSKEYS,
    "DescribeManagedLoginBranding": _BRANDING,
    "DescribeManagedLoginBrandingByClient": _BRANDING,
    "DescribeTerms": _TERMS,
    "DescribeTermsByClient": _TERMS,
    "DescribeUserImportJob": _IMPORTS,
    "ForgetDevice": _DEVICES,
    "GetCSVHeader": _IMPORTS,
    "GetClientToken": "clients get their tokens at /oauth2/token here",
    "GetDevice": _DEVICES,
    "GetProvisionedLimit": _ONE_MACHINE,
    "GetSigningCertificate": "SAML assertions are not taken here, so no request for one is signed",
    "ListDevices": _DEVICES,
    "ListTerms": _TERMS,
    "ListUserImportJobs": _IMPORTS,
    "ListUserPoolReplicas": _ONE_MACHINE,
    "ListWebAuthnCredentials": _PASSKEYS,
    "SetUserSettings": "it is AWS's past: SetUserMFAPreference has taken its place",
    "StartUserImportJob": _IMPORTS,
    "StartWebAuthnRegistration": _PASSKEYS,
    "StopUserImportJob": _IMPORTS,
    "UpdateAuthEventFeedback": _EVENTS,
    "UpdateDeviceStatus": _DEVICES,
    "UpdateManagedLoginBranding": _BRANDING,
    "UpdateProvisionedLimit": _ONE_MACHINE,
    "UpdateTerms": _TERMS,
    "UpdateUserPoolReplica": _ONE_MACHINE,
}
