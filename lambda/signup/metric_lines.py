"""Metrics in CloudWatch's embedded metric format, without a library.

Powertools imports botocore, which a function that calls nothing of AWS would wait for at every cold start.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from signup.clock import Clock


@dataclass(frozen=True, slots=True)
class MetricLines:
    """Writes a line for each metric, with the one dimension that Powertools gives: `service`."""

    namespace: str
    service: str
    write: Callable[[str], None]
    clock: Clock

    def count(self, name: str, **properties: str) -> None:
        """Count one event of this name; properties stand in the line and are no dimension of the metric."""
        metric = {
            "Namespace": self.namespace,
            "Dimensions": [["service"]],
            "Metrics": [{"Name": name, "Unit": "Count"}],
        }
        milliseconds = round(self.clock.now().timestamp() * 1000)
        line = {"_aws": {"Timestamp": milliseconds, "CloudWatchMetrics": [metric]}}
        self.write(json.dumps({**line, "service": self.service, name: 1, **properties}))
