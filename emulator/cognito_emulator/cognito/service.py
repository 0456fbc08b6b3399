"""Amazon Cognito user pools: an operation's name in AWS's reference, and the function that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.cognito.context import Caller, Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.operations import (
    appearance,
    attributes,
    auth_events,
    certificates,
    clients,
    devices,
    domains,
    groups,
    identity_providers,
    managed_login_branding,
    mfa,
    passkeys,
    passwords,
    pools,
    provider_links,
    resource_servers,
    sessions,
    sign_in,
    sign_up,
    terms,
    user_imports,
    users,
)
from cognito_emulator.cognito.refused import REFUSED
from cognito_emulator.recording.current import recorded
from cognito_emulator.recording.step import Kind

Operation = Callable[[Cognito, Mapping[str, Any], Caller], Awaitable[dict[str, Any]]]

OPERATIONS: Mapping[str, Operation] = {
    "AddCustomAttributes": pools.add_custom_attributes,
    "AddUserPoolClientSecret": clients.add_user_pool_client_secret,
    "AdminAddUserToGroup": groups.admin_add_user_to_group,
    "AdminConfirmSignUp": sign_up.admin_confirm_sign_up,
    "AdminCreateUser": users.admin_create_user,
    "AdminDeleteSoftwareToken": mfa.admin_delete_software_token,
    "AdminDeleteUser": users.admin_delete_user,
    "AdminDeleteUserAttributes": attributes.admin_delete_user_attributes,
    "AdminDisableProviderForUser": provider_links.admin_disable_provider_for_user,
    "AdminDisableUser": users.admin_disable_user,
    "AdminEnableUser": users.admin_enable_user,
    "AdminForgetDevice": devices.admin_forget_device,
    "AdminGetDevice": devices.admin_get_device,
    "AdminGetUser": users.admin_get_user,
    "AdminGetUserAuthFactors": mfa.admin_get_user_auth_factors,
    "AdminInitiateAuth": sign_in.admin_initiate_auth,
    "AdminLinkProviderForUser": provider_links.admin_link_provider_for_user,
    "AdminListDevices": devices.admin_list_devices,
    "AdminListGroupsForUser": groups.admin_list_groups_for_user,
    "AdminListUserAuthEvents": auth_events.admin_list_user_auth_events,
    "AdminRemoveUserFromGroup": groups.admin_remove_user_from_group,
    "AdminResetUserPassword": passwords.admin_reset_user_password,
    "AdminRespondToAuthChallenge": sign_in.admin_respond_to_auth_challenge,
    "AdminSetUserMFAPreference": mfa.admin_set_user_mfa_preference,
    "AdminSetUserPassword": passwords.admin_set_user_password,
    "AdminSetUserSettings": mfa.admin_set_user_settings,
    "AdminUpdateAuthEventFeedback": auth_events.admin_update_auth_event_feedback,
    "AdminUpdateDeviceStatus": devices.admin_update_device_status,
    "AdminUpdateUserAttributes": attributes.admin_update_user_attributes,
    "AdminUserGlobalSignOut": sessions.admin_user_global_sign_out,
    "AssociateSoftwareToken": mfa.associate_software_token,
    "ChangePassword": passwords.change_password,
    "CompleteWebAuthnRegistration": passkeys.complete_web_authn_registration,
    "ConfirmDevice": devices.confirm_device,
    "ConfirmForgotPassword": passwords.confirm_forgot_password,
    "ConfirmSignUp": sign_up.confirm_sign_up,
    "CreateGroup": groups.create_group,
    "CreateIdentityProvider": identity_providers.create_identity_provider,
    "CreateManagedLoginBranding": managed_login_branding.create_managed_login_branding,
    "CreateResourceServer": resource_servers.create_resource_server,
    "CreateTerms": terms.create_terms,
    "CreateUserImportJob": user_imports.create_user_import_job,
    "CreateUserPool": pools.create_user_pool,
    "CreateUserPoolClient": clients.create_user_pool_client,
    "CreateUserPoolDomain": domains.create_user_pool_domain,
    "DeleteGroup": groups.delete_group,
    "DeleteIdentityProvider": identity_providers.delete_identity_provider,
    "DeleteManagedLoginBranding": managed_login_branding.delete_managed_login_branding,
    "DeleteResourceServer": resource_servers.delete_resource_server,
    "DeleteTerms": terms.delete_terms,
    "DeleteUser": users.delete_user,
    "DeleteUserAttributes": attributes.delete_user_attributes,
    "DeleteUserPool": pools.delete_user_pool,
    "DeleteUserPoolClient": clients.delete_user_pool_client,
    "DeleteUserPoolClientSecret": clients.delete_user_pool_client_secret,
    "DeleteUserPoolDomain": domains.delete_user_pool_domain,
    "DeleteWebAuthnCredential": passkeys.delete_web_authn_credential,
    "DescribeIdentityProvider": identity_providers.describe_identity_provider,
    "DescribeManagedLoginBranding": managed_login_branding.describe_managed_login_branding,
    "DescribeManagedLoginBrandingByClient": managed_login_branding.describe_managed_login_branding_by_client,
    "DescribeResourceServer": resource_servers.describe_resource_server,
    "DescribeRiskConfiguration": appearance.describe_risk_configuration,
    "DescribeTerms": terms.describe_terms,
    "DescribeTermsByClient": terms.describe_terms_by_client,
    "DescribeUserImportJob": user_imports.describe_user_import_job,
    "DescribeUserPool": pools.describe_user_pool,
    "DescribeUserPoolClient": clients.describe_user_pool_client,
    "DescribeUserPoolDomain": domains.describe_user_pool_domain,
    "ForgetDevice": devices.forget_device,
    "ForgotPassword": passwords.forgot_password,
    "GetCSVHeader": user_imports.get_csv_header,
    "GetClientToken": sessions.get_client_token,
    "GetDevice": devices.get_device,
    "GetGroup": groups.get_group,
    "GetIdentityProviderByIdentifier": identity_providers.get_identity_provider_by_identifier,
    "GetLogDeliveryConfiguration": appearance.get_log_delivery_configuration,
    "GetSigningCertificate": certificates.get_signing_certificate,
    "GetTokensFromRefreshToken": sessions.get_tokens_from_refresh_token,
    "GetUICustomization": appearance.get_ui_customization,
    "GetUser": users.get_user,
    "GetUserAttributeVerificationCode": attributes.get_user_attribute_verification_code,
    "GetUserAuthFactors": mfa.get_user_auth_factors,
    "GetUserPoolMfaConfig": pools.get_user_pool_mfa_config,
    "GlobalSignOut": sessions.global_sign_out,
    "InitiateAuth": sign_in.initiate_auth,
    "ListDevices": devices.list_devices,
    "ListGroups": groups.list_groups,
    "ListIdentityProviders": identity_providers.list_identity_providers,
    "ListResourceServers": resource_servers.list_resource_servers,
    "ListTagsForResource": pools.list_tags_for_resource,
    "ListTerms": terms.list_terms,
    "ListUserImportJobs": user_imports.list_user_import_jobs,
    "ListUserPoolClientSecrets": clients.list_user_pool_client_secrets,
    "ListUserPoolClients": clients.list_user_pool_clients,
    "ListUserPools": pools.list_user_pools,
    "ListUsers": users.list_users,
    "ListUsersInGroup": groups.list_users_in_group,
    "ListWebAuthnCredentials": passkeys.list_web_authn_credentials,
    "ResendConfirmationCode": sign_up.resend_confirmation_code,
    "RespondToAuthChallenge": sign_in.respond_to_auth_challenge,
    "RevokeToken": sessions.revoke_token,
    "SetLogDeliveryConfiguration": appearance.set_log_delivery_configuration,
    "SetRiskConfiguration": appearance.set_risk_configuration,
    "SetUICustomization": appearance.set_ui_customization,
    "SetUserMFAPreference": mfa.set_user_mfa_preference,
    "SetUserPoolMfaConfig": pools.set_user_pool_mfa_config,
    "SetUserSettings": mfa.set_user_settings,
    "SignUp": sign_up.sign_up,
    "StartUserImportJob": user_imports.start_user_import_job,
    "StartWebAuthnRegistration": passkeys.start_web_authn_registration,
    "StopUserImportJob": user_imports.stop_user_import_job,
    "TagResource": pools.tag_resource,
    "UntagResource": pools.untag_resource,
    "UpdateDeviceStatus": devices.update_device_status,
    "UpdateGroup": groups.update_group,
    "UpdateIdentityProvider": identity_providers.update_identity_provider,
    "UpdateManagedLoginBranding": managed_login_branding.update_managed_login_branding,
    "UpdateResourceServer": resource_servers.update_resource_server,
    "UpdateTerms": terms.update_terms,
    "UpdateUserAttributes": attributes.update_user_attributes,
    "UpdateUserPool": pools.update_user_pool,
    "UpdateUserPoolClient": clients.update_user_pool_client,
    "UpdateUserPoolDomain": domains.update_user_pool_domain,
    "VerifySoftwareToken": mfa.verify_software_token,
    "VerifyUserAttribute": attributes.verify_user_attribute,
}


@dataclass(frozen=True)
class UserPoolsService:
    """Answers calls whose request fits the API's model and whose caller IAM has let in."""

    cognito: Cognito

    async def call(self, operation: str, request: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
        """The members of the answer. Raises AwsError."""
        answer = OPERATIONS.get(operation)
        if answer is None:
            reason = REFUSED.get(operation, "it is newer than this emulator")
            message = f"{operation} is not available in this emulator: {reason}."
            raise AwsError("UnsupportedOperationException", message)
        try:
            with recorded(Kind.OPERATION, "cognito-idp", operation, request) as step:
                answered = await answer(self.cognito, request, caller)
                step.answered(answered)
        except AwsError as error:
            auth_events.note(self.cognito, operation, request, error)
            raise
        auth_events.note(self.cognito, operation, request, answered)
        return answered
