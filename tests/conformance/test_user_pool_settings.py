"""User pool settings: CreateUserPool, UpdateUserPool, DeleteUserPool."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pools import CHOSEN_USERNAMES, SCHEMA, Pool, Pools, some_address
from tests.conformance.refusals import refused

FUNCTION = "arn:aws:lambda:{region}:123456789012:function:{name}"
KEY = "arn:aws:kms:us-east-1:123456789012:key/6f1c9d3e-0f5b-4f0e-9a57-1c7f3f3e7b11"
SENDER = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "conformance"}


def described(pool: Pool) -> dict[str, Any]:
    return dict(pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"])


def update(pool: Pool, **settings: Any) -> None:
    pool.cognito.update_user_pool(UserPoolId=pool.id, **settings)


def attribute(pool: Pool, name: str) -> dict[str, Any]:
    return next(each for each in described(pool)["SchemaAttributes"] if each["Name"] == name)


def function(pool: Pool, name: str = "something", region: str = "") -> str:
    return FUNCTION.format(region=region or pool.id.partition("_")[0], name=name)


def test_an_update_resets_the_password_policy_that_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateUserPool ("If you don't provide a value for an attribute, Amazon Cognito sets it to its
    default
    value")."""
    assert described(pool)["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    update(pool, AutoVerifiedAttributes=["email"])
    assert described(pool)["Policies"]["PasswordPolicy"]["MinimumLength"] == 8


def test_an_update_resets_what_is_verified_that_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateUserPool ("sets it to its default value");
    UpdateUserPoolRequest.AutoVerifiedAttributes."""
    update(pool)
    assert not described(pool).get("AutoVerifiedAttributes")
    _, answer = pool.sign_up()
    assert "CodeDeliveryDetails" not in answer


def test_an_update_takes_away_the_functions_that_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateUserPool ("sets it to its default value"); UpdateUserPoolRequest.LambdaConfig."""
    update(pool, LambdaConfig={"PostAuthentication": function(pool)})
    assert described(pool)["LambdaConfig"] == {"PostAuthentication": function(pool)}
    update(pool)
    assert not described(pool).get("LambdaConfig")


def test_an_update_ends_the_deletion_protection_that_it_leaves_out(pool: Pool) -> None:
    """Model: UpdateUserPool ("sets it to its default value"); UpdateUserPoolRequest.DeletionProtection."""
    update(pool, DeletionProtection="ACTIVE")
    update(pool)
    assert described(pool)["DeletionProtection"] == "INACTIVE"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("AccountRecoverySetting", {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}),
        ("AdminCreateUserConfig", {"AllowAdminCreateUserOnly": True}),
        ("DeviceConfiguration", {"ChallengeRequiredOnNewDevice": True}),
        ("EmailConfiguration", {"ReplyToEmailAddress": "reply@example.com"}),
        ("SmsConfiguration", SMS),
        ("UserPoolAddOns", {"AdvancedSecurityMode": "AUDIT"}),
        ("UserPoolTier", "PLUS"),
        ("VerificationMessageTemplate", {"DefaultEmailOption": "CONFIRM_WITH_LINK"}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_update_resets_a_member_that_it_leaves_out(pools: Pools, member: str, value: Any) -> None:
    """Model: UpdateUserPool ("sets it to its default value")."""
    plain, pool = pools.create(AccountRecoverySetting=None), pools.create(AccountRecoverySetting=None)
    update(pool, UserPoolTier="PLUS", **({member: value} if member != "UserPoolTier" else {}))
    assert described(pool).get(member) != described(plain).get(member)
    update(pool)
    update(plain)
    assert described(pool).get(member) == described(plain).get(member)


def test_an_update_keeps_what_waits_for_its_code_only_if_it_says_so(pool: Pool) -> None:
    """Model: UpdateUserPool ("sets it to its default value"); UserAttributeUpdateSettingsType."""
    waiting = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    update(pool, AutoVerifiedAttributes=["email"], UserAttributeUpdateSettings=waiting)
    assert described(pool)["UserAttributeUpdateSettings"] == waiting
    update(pool, AutoVerifiedAttributes=["email"])
    assert not described(pool).get("UserAttributeUpdateSettings")


def test_an_update_keeps_schema_usernames_and_case(pool: Pool) -> None:
    """Model: UsernameConfigurationType (immutable after it was set); UpdateUserPool (has no such members)."""
    before = described(pool)
    update(pool)
    after = described(pool)
    for member in ("SchemaAttributes", "UsernameAttributes", "UsernameConfiguration", "Name"):
        assert after[member] == before[member]


@pytest.mark.unproven("UpdateUserPool's page names no exception; Terraform's AWS provider relies on this one")
def test_an_update_keeps_the_tags_that_it_leaves_out(pool: Pool) -> None:
    """Model: TagResource, UpdateUserPoolRequest.UserPoolTags."""
    pool.cognito.tag_resource(ResourceArn=pool.arn, Tags={"stage": "test"})
    update(pool)
    assert described(pool)["UserPoolTags"] == {"stage": "test"}


def test_an_update_renames_a_pool(pool: Pool) -> None:
    """Model: UpdateUserPoolRequest.PoolName ("The updated name of your user pool")."""
    update(pool, PoolName="conformance-renamed")
    assert described(pool)["Name"] == "conformance-renamed"


def test_a_protected_pool_is_not_deleted(pool: Pool) -> None:
    """Model: DeleteUserPool.errors InvalidParameterException; UserPoolType.DeletionProtection."""
    update(pool, DeletionProtection="ACTIVE")
    with refused("InvalidParameterException", message="deletion protection is activated"):
        pool.cognito.delete_user_pool(UserPoolId=pool.id)
    update(pool, DeletionProtection="INACTIVE")


def test_a_pool_with_a_domain_is_not_deleted(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
    (a pool with a domain: delete the domain first)."""
    domain = pool.id.partition("_")[2].lower() + "-conformance"
    pool.cognito.create_user_pool_domain(UserPoolId=pool.id, Domain=domain)
    with refused("InvalidParameterException", message="domain configured that should be deleted first"):
        pool.cognito.delete_user_pool(UserPoolId=pool.id)
    pool.cognito.delete_user_pool_domain(UserPoolId=pool.id, Domain=domain)


def test_a_pool_has_aliases_or_addresses_as_user_names(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    (option 1 or option 2)."""
    with refused("InvalidParameterException", message="Only one of the aliasAttributes or"):
        pools.create(UsernameAttributes=["email"], AliasAttributes=["phone_number"])


def test_a_preferred_username_is_not_both_required_and_an_alias(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("cannot be selected as both required and as an alias")."""
    required = [{"Name": "preferred_username", "AttributeDataType": "String", "Required": True}]
    with refused("InvalidParameterException"):
        pools.create(**CHOSEN_USERNAMES, AliasAttributes=["preferred_username"], Schema=[*SCHEMA, *required])


def test_a_custom_attribute_gets_its_prefix(pool: Pool) -> None:
    """Model: SchemaAttributeType.Name (custom:value)."""
    pool.cognito.add_custom_attributes(
        UserPoolId=pool.id, CustomAttributes=[{"Name": "later", "AttributeDataType": "Number"}]
    )
    added = attribute(pool, "custom:later")
    assert (added["AttributeDataType"], added["Required"]) == ("Number", False)


def test_a_developer_only_attribute_gets_the_prefix_dev(pools: Pools) -> None:
    """Model: SchemaAttributeType.Name (dev:value); SchemaAttributeType.DeveloperOnlyAttribute."""
    own = {"Name": "score", "AttributeDataType": "String", "DeveloperOnlyAttribute": True}
    pool = pools.create(Schema=[*SCHEMA, own])
    names = [each["Name"] for each in described(pool)["SchemaAttributes"] if each["Name"].startswith("dev:")]
    assert len(names) == 1
    assert names[0].endswith("score")


def test_a_custom_attribute_is_never_required(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("can't be marked as required")."""
    required = {"Name": "team", "AttributeDataType": "String", "Required": True}
    with refused("InvalidParameterException", message="Required custom attributes are not supported"):
        pools.create(Schema=[*SCHEMA, required])


def test_an_added_attribute_is_never_required(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("can't be marked as required")."""
    required = {"Name": "team", "AttributeDataType": "String", "Required": True}
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=[required])


def test_an_attribute_that_is_there_is_not_added_again(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("can't be removed or changed once added to the user pool")."""
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(
            UserPoolId=pool.id, CustomAttributes=[{"Name": "nick", "AttributeDataType": "Number"}]
        )
    assert attribute(pool, "custom:nick")["AttributeDataType"] == "String"


def test_a_schema_has_each_custom_attribute_once(pools: Pools) -> None:
    """Model: CreateUserPool.errors InvalidParameterException; SchemaAttributeType.Name."""
    twice = [{"Name": "team", "AttributeDataType": "String"}, {"Name": "team", "AttributeDataType": "Number"}]
    with refused("InvalidParameterException"):
        pools.create(Schema=[*SCHEMA, *twice])


def test_a_standard_attribute_keeps_its_type(pools: Pools) -> None:
    """Model: CreateUserPool.errors InvalidParameterException; SchemaAttributeType.AttributeDataType."""
    with refused("InvalidParameterException", message="You can not change AttributeDataType"):
        pools.create(Schema=[*SCHEMA, {"Name": "nickname", "AttributeDataType": "Number"}])


def test_a_standard_attribute_is_not_the_developers_alone(pools: Pools) -> None:
    """Model: SchemaAttributeType.DeveloperOnlyAttribute (creates an attribute with the prefix dev:)."""
    mine = {"Name": "nickname", "AttributeDataType": "String", "DeveloperOnlyAttribute": True}
    with refused("InvalidParameterException"):
        pools.create(Schema=[*SCHEMA, mine])


def test_a_pool_has_at_most_fifty_custom_attributes(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html ("Custom attributes per
    user
    pool": 50)."""
    room = 50 - len([each for each in SCHEMA if each["Name"] not in ("email", "name")])
    names = [{"Name": f"own{number}", "AttributeDataType": "String"} for number in range(room + 1)]
    for start in range(0, room, 25):
        some = names[start : min(start + 25, room)]
        pool.cognito.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=some)
    with refused("InvalidParameterException", "LimitExceededException"):
        pool.cognito.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=names[room:])


def test_the_name_of_an_attribute_has_at_most_twenty_characters(pool: Pool) -> None:
    """Model: CustomAttributeNameType (max 20)."""
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(
            UserPoolId=pool.id, CustomAttributes=[{"Name": "a" * 21, "AttributeDataType": "String"}]
        )


def test_a_shortest_length_is_not_above_the_longest(pool: Pool) -> None:
    """Model: StringAttributeConstraintsType.MinLength, AddCustomAttributes.errors
    InvalidParameterException."""
    bounds = {"MinLength": "9", "MaxLength": "3"}
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(
            UserPoolId=pool.id,
            CustomAttributes=[
                {"Name": "team", "AttributeDataType": "String", "StringAttributeConstraints": bounds}
            ],
        )


def test_a_least_number_is_not_above_the_most(pool: Pool) -> None:
    """Model: NumberAttributeConstraintsType.MinValue, AddCustomAttributes.errors
    InvalidParameterException."""
    bounds = {"MinValue": "9", "MaxValue": "3"}
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(
            UserPoolId=pool.id,
            CustomAttributes=[
                {"Name": "score", "AttributeDataType": "Number", "NumberAttributeConstraints": bounds}
            ],
        )


def test_a_bound_is_a_number(pool: Pool) -> None:
    """Model: StringAttributeConstraintsType.MaxLength ("Must be a number")."""
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(
            UserPoolId=pool.id,
            CustomAttributes=[
                {
                    "Name": "team",
                    "AttributeDataType": "String",
                    "StringAttributeConstraints": {"MaxLength": "long"},
                }
            ],
        )


def test_no_custom_attribute_is_longer_than_2048(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    ("the
    maximum length for any custom attribute can be no more than 2048 characters")."""
    with refused("InvalidParameterException"):
        pool.cognito.add_custom_attributes(
            UserPoolId=pool.id,
            CustomAttributes=[
                {
                    "Name": "team",
                    "AttributeDataType": "String",
                    "StringAttributeConstraints": {"MaxLength": "2049"},
                }
            ],
        )


def test_a_password_has_at_least_six_characters(pools: Pools) -> None:
    """Model: PasswordPolicyMinLengthType (min 6); PasswordPolicyType.MinimumLength."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"PasswordPolicy": {"MinimumLength": 5}})


def test_a_policy_asks_for_at_most_99_characters(pools: Pools) -> None:
    """Model: PasswordPolicyMinLengthType (max 99); PasswordPolicyType.MinimumLength."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"PasswordPolicy": {"MinimumLength": 100}})


def test_a_temporary_password_lives_a_year_at_most(pools: Pools) -> None:
    """Model: TemporaryPasswordValidityDaysType (max 365)."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"PasswordPolicy": {"TemporaryPasswordValidityDays": 366}})


def test_a_temporary_password_of_no_days_lives_seven(pools: Pools) -> None:
    """Model: PasswordPolicyType.TemporaryPasswordValidityDays ("If you submit a value of 0 ... its default
    value";
    "Defaults to 7")."""
    pool = pools.create(Policies={"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": 0}})
    assert described(pool)["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 7


def test_the_days_of_a_temporary_password_have_one_name(pools: Pools) -> None:
    """Model: PasswordPolicyType.TemporaryPasswordValidityDays ("you can no longer set a value for the legacy
    UnusedAccountValidityDays")."""
    with refused("InvalidParameterException", message="Please use TemporaryPasswordValidityDays"):
        pools.create(
            Policies={"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": 3}},
            AdminCreateUserConfig={"UnusedAccountValidityDays": 3},
        )


def test_at_most_24_passwords_are_remembered(pools: Pools) -> None:
    """Model: PasswordHistorySizeType (max 24)."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 25}})


def test_admin_only_is_the_only_way_of_recovery(pools: Pools) -> None:
    """Model: RecoveryOptionType.Name (admin_only prevents self-service account recovery)."""
    ways = [{"Priority": 1, "Name": "admin_only"}, {"Priority": 2, "Name": "verified_email"}]
    with refused("InvalidParameterException", message="Account Recovery Setting cannot use admin_only"):
        pools.create(AccountRecoverySetting={"RecoveryMechanisms": ways})


def test_ways_of_recovery_have_different_priorities(pools: Pools) -> None:
    """Model: RecoveryOptionType.Priority (a primary or a secondary option)."""
    ways = [{"Priority": 1, "Name": "verified_phone_number"}, {"Priority": 1, "Name": "verified_email"}]
    with refused("InvalidParameterException", message="cannot have duplicate priorities"):
        pools.create(AccountRecoverySetting={"RecoveryMechanisms": ways})


def test_a_way_of_recovery_stands_once(pools: Pools) -> None:
    """Model: RecoveryOptionType.Name; CreateUserPool.errors InvalidParameterException."""
    ways = [{"Priority": 1, "Name": "verified_email"}, {"Priority": 2, "Name": "verified_email"}]
    with refused("InvalidParameterException"):
        pools.create(AccountRecoverySetting={"RecoveryMechanisms": ways})


def test_a_priority_is_one_or_two(pools: Pools) -> None:
    """Model: PriorityType (min 1, max 2)."""
    with refused("InvalidParameterException"):
        pools.create(
            AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 3, "Name": "verified_email"}]}
        )


def test_whoever_only_administrators_recover_resets_nothing(pools: Pools) -> None:
    """Model: RecoveryOptionType (admin_only prevents self-service account recovery); ForgotPassword.errors
    NotAuthorizedException."""
    pool = pools.create(
        client={"PreventUserExistenceErrors": "LEGACY"},
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]},
    )
    person = pool.confirmed()
    with refused("NotAuthorizedException", "InvalidParameterException"):
        pool.cognito.forgot_password(ClientId=pool.client_id, Username=person.username)


def test_a_code_is_mailed_by_a_message_with_a_place_for_it(pools: Pools) -> None:
    """Model: EmailVerificationMessageType (pattern with {####})."""
    with refused("InvalidParameterException"):
        pools.create(VerificationMessageTemplate={"EmailMessage": "Welcome to us"})


def test_a_link_is_mailed_by_a_message_with_a_place_for_it(pools: Pools) -> None:
    """Model: EmailVerificationMessageByLinkType (pattern with {##Click here##})."""
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessageByLink": "Welcome to us"}
    with refused("InvalidParameterException"):
        pools.create(VerificationMessageTemplate=template)


def test_a_message_has_a_code_or_a_link(pools: Pools) -> None:
    """Model: CreateUserPoolRequest.VerificationMessageTemplate ("When you supply both parameters with either
    choice,
    Amazon Cognito returns an error")."""
    template = {"EmailMessage": "Code {####}", "EmailMessageByLink": "{##Click##}"}
    with refused("InvalidParameterException"):
        pools.create(VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_CODE", **template})


def test_an_invitation_has_a_place_for_the_password(pools: Pools) -> None:
    """Model: AdminCreateUserConfigType.InviteMessageTemplate ("must include the {####} temporary password
    placeholder")."""
    invitation = {"InviteMessageTemplate": {"EmailMessage": "Hello {username}", "EmailSubject": "Hello"}}
    with refused("InvalidParameterException"):
        pools.create(AdminCreateUserConfig=invitation)


def test_an_invitation_has_a_place_for_the_user_name(pools: Pools) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-user-invitation-message-customization.html
    ({username} and {####})."""
    with refused("InvalidParameterException"):
        pools.create(AdminCreateUserConfig={"InviteMessageTemplate": {"SMSMessage": "Hello {####}"}})


def test_a_text_message_for_a_code_has_a_place_for_it(pools: Pools) -> None:
    """Model: SmsVerificationMessageType (pattern with {####})."""
    with refused("InvalidParameterException"):
        pools.create(SmsAuthenticationMessage="Welcome to us")


def test_a_sender_of_ones_own_has_an_arn(pools: Pools) -> None:
    """Model: EmailConfigurationType.SourceArn, EmailConfigurationType.EmailSendingAccount (DEVELOPER: your
    own SES
    configuration)."""
    with refused("InvalidParameterException", message="Source ARN is required"):
        pools.create(EmailConfiguration={"EmailSendingAccount": "DEVELOPER"})


def test_a_sender_is_an_address(pools: Pools) -> None:
    """Model: EmailConfigurationType.From ("Either the sender's email address or the sender's name with their
    email
    address")."""
    mail = {"EmailSendingAccount": "DEVELOPER", "SourceArn": SENDER}
    with refused("InvalidParameterException"):
        pools.create(EmailConfiguration={**mail, "From": "nobody"})
    assert pools.create(EmailConfiguration={**mail, "From": "Somebody <somebody@example.com>"})


def test_a_reply_goes_to_an_address(pools: Pools) -> None:
    """Model: EmailAddressType (pattern with @); EmailConfigurationType.ReplyToEmailAddress."""
    with refused("InvalidParameterException"):
        pools.create(EmailConfiguration={"ReplyToEmailAddress": "nobody"})


def test_a_second_factor_at_creation_needs_text_messages(pools: Pools) -> None:
    """Model: CreateUserPoolRequest.MfaConfiguration ("If you omit SmsConfiguration, the operation returns an
    InvalidParameterException")."""
    for mode in ("ON", "OPTIONAL"):
        with refused("InvalidParameterException"):
            pools.create(MfaConfiguration=mode)


def test_threat_protection_needs_the_plan_plus(pools: Pools) -> None:
    """Model: UserPoolAddOnsType ("your user pool must be on the Plus tier"); CreateUserPool.errors
    FeatureUnavailableInTierException."""
    for plan in ("LITE", "ESSENTIALS"):
        with refused("FeatureUnavailableInTierException"):
            pools.create(UserPoolTier=plan, UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
    assert pools.create(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})


def test_threat_protection_ends_before_its_plan_does(pools: Pools) -> None:
    """Model: UpdateUserPool.errors FeatureUnavailableInTierException; UserPoolAddOnsType."""
    pool = pools.create(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    with refused("FeatureUnavailableInTierException", "TierChangeNotAllowedException"):
        update(pool, UserPoolTier="ESSENTIALS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})


def test_a_sign_in_without_a_password_needs_more_than_lite(pools: Pools) -> None:
    """Model: SignInPolicyType ("your user pool must be in the Essentials tier or higher");
    CreateUserPool.errors
    FeatureUnavailableInTierException."""
    policy = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    with refused("FeatureUnavailableInTierException"):
        pools.create(UserPoolTier="LITE", Policies=policy)
    assert described(pools.create(Policies=policy))["Policies"]["SignInPolicy"] == policy["SignInPolicy"]


def test_a_password_history_needs_more_than_lite(pools: Pools) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
    (password
    reuse prevention: Essentials and Plus)."""
    policy = {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 3}}
    with refused("FeatureUnavailableInTierException"):
        pools.create(UserPoolTier="LITE", Policies=policy)


def test_access_tokens_are_changed_in_no_lite_pool(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
    (access-token customization: Essentials and Plus)."""
    config = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": function(pool)}}
    with refused("FeatureUnavailableInTierException"):
        update(pool, UserPoolTier="LITE", LambdaConfig=config)


def test_a_pool_that_says_nothing_has_the_plan_essentials(pool: Pool) -> None:
    """Model: CreateUserPoolRequest.UserPoolTier ("Defaults to ESSENTIALS")."""
    assert described(pool)["UserPoolTier"] == "ESSENTIALS"


def test_a_password_is_among_the_first_factors(pools: Pools) -> None:
    """Model: SignInPolicyType.AllowedFirstAuthFactors (a standard username and password, or others as
    well)."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}})


def test_an_authenticator_app_is_no_first_factor(pools: Pools) -> None:
    """Model: SignInPolicyType.AllowedFirstAuthFactors ("SOFTWARE_TOKEN is not currently supported")."""
    with refused("InvalidParameterException"):
        pools.create(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"]}})


def test_a_function_is_of_the_pools_own_region(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
    (the function's Region is the pool's)."""
    elsewhere = "eu-south-2" if not pool.id.startswith("eu-south-2") else "us-east-1"
    with refused("InvalidParameterException"):
        update(pool, LambdaConfig={"PreSignUp": function(pool, region=elsewhere)})


def test_a_trigger_is_a_functions_arn(pool: Pool) -> None:
    """Model: ArnType (pattern); LambdaConfigType.PreSignUp."""
    with refused("InvalidParameterException"):
        update(pool, LambdaConfig={"PreSignUp": "a-function-by-its-name-alone"})
    with refused("InvalidParameterException"):
        update(pool, LambdaConfig={"PreSignUp": function(pool).replace(":lambda:", ":sns:")})


def test_a_sender_function_needs_a_key(pool: Pool) -> None:
    """Model: LambdaConfigType.KMSKeyID ("uses the key to encrypt codes and temporary passwords sent to
    custom sender
    Lambda triggers")."""
    sender = {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": function(pool)}}
    with refused("InvalidParameterException"):
        update(pool, LambdaConfig=sender)


def test_the_function_before_tokens_has_one_arn(pool: Pool) -> None:
    """Model: LambdaConfigType.PreTokenGeneration ("its value must be identical")."""
    config = {"LambdaVersion": "V1_0", "LambdaArn": function(pool, "one")}
    with refused("InvalidParameterException"):
        update(
            pool,
            LambdaConfig={
                "PreTokenGeneration": function(pool, "another"),
                "PreTokenGenerationConfig": config,
            },
        )


def test_an_attribute_that_waits_is_one_that_is_verified(pool: Pool) -> None:
    """Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
    (what waits for its code has to be verified by the pool)."""
    waiting = {"AttributesRequireVerificationBeforeUpdate": ["phone_number"]}
    with refused("InvalidParameterException"):
        update(pool, AutoVerifiedAttributes=["email"], UserAttributeUpdateSettings=waiting)


def test_a_pool_that_says_nothing_of_case_takes_it_seriously(pools: Pools) -> None:
    """Model: UsernameConfigurationType.CaseSensitive (true "is the default value")."""
    pool = pools.create(**CHOSEN_USERNAMES, UsernameConfiguration=None)
    person, _ = pool.sign_up()
    with refused("UserNotFoundException"):
        pool.cognito.admin_get_user(UserPoolId=pool.id, Username=person.username.upper())


def test_a_pool_of_any_case_has_each_address_once(pool: Pool) -> None:
    """Model: UsernameConfigurationType.CaseSensitive (false: the same user)."""
    person, _ = pool.sign_up()
    with refused("UsernameExistsException"):
        pool.cognito.admin_create_user(
            UserPoolId=pool.id, Username=person.username.upper(), MessageAction="SUPPRESS"
        )


def test_a_pool_has_at_most_fifty_tags(pool: Pool) -> None:
    """Model: TagResource ("A user pool can have as many as 50 tags")."""
    tags = {f"tag-{number}": "value" for number in range(51)}
    with refused("InvalidParameterException"):
        pool.cognito.tag_resource(ResourceArn=pool.arn, Tags=tags)


def test_tags_are_set_and_taken_away(pool: Pool) -> None:
    """Model: TagResource, UntagResource, ListTagsForResource."""
    pool.cognito.tag_resource(ResourceArn=pool.arn, Tags={"stage": "test", "owner": "somebody"})
    pool.cognito.untag_resource(ResourceArn=pool.arn, TagKeys=["owner"])
    assert pool.cognito.list_tags_for_resource(ResourceArn=pool.arn)["Tags"] == {"stage": "test"}


def test_tags_of_a_pool_that_is_not_there_are_not_found(pool: Pool) -> None:
    """Model: ListTagsForResource.errors ResourceNotFoundException."""
    with refused("ResourceNotFoundException"):
        pool.cognito.list_tags_for_resource(ResourceArn=f"{pool.arn[:-5]}zzzzz")


def test_a_deleted_pool_is_gone(pools: Pools) -> None:
    """Model: DeleteUserPool ("no longer visible or operational")."""
    cognito = pools.create().cognito
    made = cognito.create_user_pool(PoolName=f"conformance-{some_address()[7:13]}")["UserPool"]["Id"]
    cognito.delete_user_pool(UserPoolId=made)
    with refused("ResourceNotFoundException"):
        cognito.describe_user_pool(UserPoolId=made)


def test_a_key_of_the_customers_own_is_named(pools: Pools) -> None:
    """Model: KeyConfigurationType.KmsKeyArn, KeyConfigurationType.KeyType (CUSTOMER_MANAGED_KEY)."""
    with refused("InvalidParameterException"):
        pools.create(KeyConfiguration={"KeyType": "CUSTOMER_MANAGED_KEY"})


def test_phones_are_verified_where_the_pool_can_send_texts(pools: Pools) -> None:
    """Source: https://github.com/aws-amplify/amplify-backend/pull/1523 (AWS's words); Model:
    CreateUserPoolRequest.SmsConfiguration; Model: CreateUserPool.errors InvalidParameterException."""
    message = "SMS configuration is required when phone_number is selected for auto verification"
    with refused("InvalidParameterException", message=message):
        pools.create(AutoVerifiedAttributes=["email", "phone_number"])
    pool = pools.create(AutoVerifiedAttributes=["email", "phone_number"], SmsConfiguration=SMS)
    with refused("InvalidParameterException", message=message):
        update(pool, AutoVerifiedAttributes=["email", "phone_number"])


def test_nobody_gives_a_pool_a_tag_of_awss_own(pool: Pool) -> None:
    """Source: https://docs.aws.amazon.com/cognito/latest/developerguide/tagging.html ("Tag restrictions")."""
    with refused("InvalidParameterException"):
        pool.cognito.tag_resource(ResourceArn=pool.arn, Tags={"aws:owner": "somebody"})
