"""The function that Cognito calls before it makes a user (its PreSignUp trigger)."""

import os

from signup.clock import Clock
from signup.metric_lines import MetricLines
from signup.pre_sign_up import pre_sign_up_handler
from signup.settings import Settings

settings = Settings.from_environment(os.environ)
metrics = MetricLines(
    os.environ["POWERTOOLS_METRICS_NAMESPACE"], os.environ["POWERTOOLS_SERVICE_NAME"], print, Clock()
)
lambda_handler = pre_sign_up_handler(settings, metrics)
