"""The function that consumes the repair queue (its event source mapping calls it)."""

import os

from aws_lambda_powertools.metrics import Metrics

from signup.clients import cognito_client, dynamodb_client, sqs_client
from signup.clock import Clock
from signup.log_level import handler_logger
from signup.onboarding import Onboarding
from signup.repair import Repair
from signup.repair_batch import repair_handler
from signup.settings import Settings

settings = Settings.from_environment(os.environ)
cognito = cognito_client()
onboarding = Onboarding(settings, dynamodb_client(), cognito, Clock())
lambda_handler = repair_handler(
    Repair(onboarding, cognito), sqs_client(), handler_logger(os.environ), Metrics()
)
