"""Threat protection: risk configuration, the history of a user, and logs."""

from __future__ import annotations

from typing import Any

from tests.conformance.pools import Pool, Pools, some_address
from tests.conformance.refusals import refused

PROTECTED: dict[str, Any] = {"UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}
LOG_GROUP = {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:users"}
BUCKET = {"BucketArn": "arn:aws:s3:::conformance-users"}
BLOCKED = {"BlockedIPRangeList": ["192.0.2.0/24"]}


def events(pool: Pool, username: str, **page: Any) -> list[dict[str, Any]]:
    answer = pool.cognito.admin_list_user_auth_events(UserPoolId=pool.id, Username=username, **page)
    return list(answer["AuthEvents"])


def deliver(pool: Pool, *logs: dict[str, Any]) -> list[dict[str, Any]]:
    answer = pool.cognito.set_log_delivery_configuration(UserPoolId=pool.id, LogConfigurations=list(logs))
    return list(answer["LogDeliveryConfiguration"]["LogConfigurations"])


def messages(**log: Any) -> dict[str, Any]:
    return {"LogLevel": "ERROR", "EventSource": "userNotification", **log}


def activity(**log: Any) -> dict[str, Any]:
    return {"LogLevel": "INFO", "EventSource": "userAuthEvents", **log}


def test_a_risk_configuration_needs_threat_protection(pool: Pool) -> None:
    """Model: SetRiskConfiguration.errors UserPoolAddOnNotEnabledException."""
    with refused("UserPoolAddOnNotEnabledException"):
        pool.cognito.set_risk_configuration(UserPoolId=pool.id, RiskExceptionConfiguration=BLOCKED)


def test_a_risk_configuration_is_kept_for_all_clients_and_for_one(pools: Pools) -> None:
    """Model: SetRiskConfigurationRequest.ClientId ("maps the configuration to the app client only")."""
    pool = pools.create(**PROTECTED)
    other = {"BlockedIPRangeList": ["198.51.100.0/24"]}
    pool.cognito.set_risk_configuration(UserPoolId=pool.id, RiskExceptionConfiguration=BLOCKED)
    about = {"UserPoolId": pool.id, "ClientId": pool.client_id}
    pool.cognito.set_risk_configuration(**about, RiskExceptionConfiguration=other)
    of_all = pool.cognito.describe_risk_configuration(UserPoolId=pool.id)["RiskConfiguration"]
    of_one = pool.cognito.describe_risk_configuration(**about)["RiskConfiguration"]
    assert of_all["RiskExceptionConfiguration"] == BLOCKED
    assert of_one["RiskExceptionConfiguration"] == other


def test_an_exception_is_a_range_in_cidr_notation(pools: Pools) -> None:
    """Model: RiskExceptionConfigurationType.BlockedIPRangeList ("set in CIDR notation")."""
    pool = pools.create(**PROTECTED)
    with refused("InvalidParameterException"):
        pool.cognito.set_risk_configuration(
            UserPoolId=pool.id, RiskExceptionConfiguration={"SkippedIPRangeList": ["anywhere"]}
        )


def test_an_action_that_notifies_needs_a_message(pools: Pools) -> None:
    """Model: AccountTakeoverRiskConfigurationType.NotifyConfiguration ("When you choose to notify users")."""
    pool = pools.create(**PROTECTED)
    actions = {"HighAction": {"Notify": True, "EventAction": "BLOCK"}}
    with refused("InvalidParameterException"):
        pool.cognito.set_risk_configuration(
            UserPoolId=pool.id, AccountTakeoverRiskConfiguration={"Actions": actions}
        )


def test_a_pool_without_threat_protection_has_no_history(pool: Pool) -> None:
    """Model: AdminListUserAuthEvents.errors UserPoolAddOnNotEnabledException."""
    person = pool.confirmed()
    with refused("UserPoolAddOnNotEnabledException"):
        events(pool, person.username)


def test_the_history_has_sign_ups_and_sign_ins_the_newest_first(pools: Pools) -> None:
    """Model: AuthEventType.EventType, AuthEventType.EventResponse (Pass, Fail)."""
    pool = pools.create(**PROTECTED)
    person = pool.confirmed()
    with refused("NotAuthorizedException"):
        pool.log_in(person, "Quite-Wrong-7-Password")
    pool.log_in(person)
    listed = events(pool, person.username)
    assert [(each["EventType"], each["EventResponse"]) for each in listed] == [
        ("SignIn", "Pass"),
        ("SignIn", "Fail"),
        ("SignUp", "Pass"),
    ]


def test_a_history_comes_a_page_at_a_time(pools: Pools) -> None:
    """Model: AdminListUserAuthEventsRequest.MaxResults, AdminListUserAuthEventsRequest.NextToken."""
    pool = pools.create(**PROTECTED)
    person = pool.confirmed()
    pool.log_in(person)
    about = {"UserPoolId": pool.id, "Username": person.username}
    first = pool.cognito.admin_list_user_auth_events(**about, MaxResults=1)
    second = pool.cognito.admin_list_user_auth_events(**about, NextToken=first["NextToken"])
    assert [each["EventType"] for each in second["AuthEvents"]] == ["SignUp"]
    assert not second.get("NextToken")


def test_an_administrators_feedback_stands_with_its_event(pools: Pools) -> None:
    """Model: AdminUpdateAuthEventFeedback; EventFeedbackType.Provider ("Admin")."""
    pool = pools.create(**PROTECTED)
    person = pool.confirmed()
    (event,) = events(pool, person.username)
    pool.cognito.admin_update_auth_event_feedback(
        UserPoolId=pool.id, Username=person.username, EventId=event["EventId"], FeedbackValue="Valid"
    )
    (after,) = events(pool, person.username)
    assert (after["EventFeedback"]["FeedbackValue"], after["EventFeedback"]["Provider"]) == ("Valid", "Admin")


def test_there_is_no_feedback_on_an_event_that_is_not_there(pools: Pools) -> None:
    """Model: AdminUpdateAuthEventFeedback.errors ResourceNotFoundException."""
    pool = pools.create(**PROTECTED)
    person = pool.confirmed()
    with refused("ResourceNotFoundException", "InvalidParameterException"):
        pool.cognito.admin_update_auth_event_feedback(
            UserPoolId=pool.id, Username=person.username, EventId="nothing", FeedbackValue="Valid"
        )


def test_nobody_has_no_history(pools: Pools) -> None:
    """Model: AdminListUserAuthEvents.errors UserNotFoundException."""
    pool = pools.create(**PROTECTED)
    with refused("UserNotFoundException"):
        events(pool, some_address())


def test_logs_of_messages_go_to_a_log_group(pool: Pool) -> None:
    """Model: LogConfigurationType.LogLevel ("To send userNotification activity ... choose ERROR with
    CloudWatchLogsConfiguration")."""
    wanted = messages(CloudWatchLogsConfiguration=LOG_GROUP)
    assert deliver(pool, wanted) == [wanted]
    kept = pool.cognito.get_log_delivery_configuration(UserPoolId=pool.id)["LogDeliveryConfiguration"]
    assert kept["LogConfigurations"] == [wanted]
    with refused("InvalidParameterException"):
        deliver(pool, messages(S3Configuration=BUCKET))


def test_a_source_of_events_has_one_level(pool: Pool) -> None:
    """Model: LogConfigurationType.LogLevel (ERROR for userNotification, INFO for userAuthEvents)."""
    with refused("InvalidParameterException"):
        deliver(pool, messages(LogLevel="INFO", CloudWatchLogsConfiguration=LOG_GROUP))


def test_a_source_of_events_stands_once(pool: Pool) -> None:
    """Model: SetLogDeliveryConfiguration.errors InvalidParameterException;
    LogConfigurationType.EventSource."""
    with refused("InvalidParameterException"):
        deliver(pool, *[messages(CloudWatchLogsConfiguration=LOG_GROUP)] * 2)


def test_a_log_goes_to_one_place(pools: Pools) -> None:
    """Model: LogConfigurationType.LogLevel ("choose INFO with one of ...")."""
    pool = pools.create(**PROTECTED)
    for places in ({}, {"S3Configuration": BUCKET, "CloudWatchLogsConfiguration": LOG_GROUP}):
        with refused("InvalidParameterException"):
            deliver(pool, activity(**places))


def test_logs_of_activity_need_the_plan_plus(pools: Pools) -> None:
    """Model: LogConfigurationType.EventSource ("user pools with the Plus feature plan");
    SetLogDeliveryConfiguration.errors FeatureUnavailableInTierException."""
    with refused("FeatureUnavailableInTierException"):
        deliver(pools.create(), activity(S3Configuration=BUCKET))
    assert deliver(pools.create(**PROTECTED), activity(S3Configuration=BUCKET))


def test_an_empty_list_ends_the_delivery(pool: Pool) -> None:
    """Model: LogConfigurationListType (min 0)."""
    deliver(pool, messages(CloudWatchLogsConfiguration=LOG_GROUP))
    assert deliver(pool) == []
