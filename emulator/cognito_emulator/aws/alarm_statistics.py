"""An alarm has a statistic or an extended one, as PutMetricAlarm in CloudWatch's API reference says.

MiniStack adds an `Average` to an extended statistic, and Terraform's AWS provider finds that difference in
every plan.
"""

from __future__ import annotations

from typing import Any

from cognito_emulator.aws.when_loaded import when_loaded


def keep_one_statistic() -> None:
    """Have no alarm keep a statistic beside its extended one. MiniStack looks it up at every use."""
    when_loaded("cloudwatch", _keep_one_statistic_in)


def _keep_one_statistic_in(cloudwatch: Any) -> None:
    put = cloudwatch._put_metric_alarm
    if getattr(put, "_keeps_one_statistic", False):
        return

    def put_with_one_statistic(*request: Any) -> Any:
        answer = put(*request)
        for alarm in cloudwatch._alarms.values():
            if alarm.get("ExtendedStatistic"):
                alarm.pop("Statistic", None)
        return answer

    put_with_one_statistic._keeps_one_statistic = True  # type: ignore[attr-defined]
    cloudwatch._put_metric_alarm = put_with_one_statistic
