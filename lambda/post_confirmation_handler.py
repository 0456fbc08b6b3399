"""The function that Cognito calls after a confirmation (its PostConfirmation trigger)."""

import os

from aws_lambda_powertools.metrics import Metrics

from signup.clients import cognito_client, dynamodb_client, sqs_client
from signup.clock import Clock
from signup.log_level import handler_logger
from signup.onboarding import Onboarding
from signup.post_confirmation import post_confirmation_handler
from signup.settings import Settings

settings = Settings.from_environment(os.environ)
onboarding = Onboarding(settings, dynamodb_client(), cognito_client(), Clock())
lambda_handler = post_confirmation_handler(onboarding, sqs_client, handler_logger(os.environ), Metrics())
