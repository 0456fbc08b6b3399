"""AWS's own page of an operation, a trigger or an error."""

from __future__ import annotations

from cognito_emulator.recording.step import Kind, Step

_DOCS = "https://docs.aws.amazon.com"
_GUIDE = f"{_DOCS}/cognito/latest/developerguide"
_REFERENCES = {
    "cognito-idp": "cognito-user-identity-pools/latest/APIReference",
    "dynamodb": "amazondynamodb/latest/APIReference",
    "sqs": "AWSSimpleQueueService/latest/APIReference",
    "sns": "sns/latest/api",
    "lambda": "lambda/latest/api",
    "iam": "IAM/latest/APIReference",
    "sts": "STS/latest/APIReference",
    "kms": "kms/latest/APIReference",
    "s3": "AmazonS3/latest/API",
    "ses": "ses/latest/APIReference",
    "logs": "AmazonCloudWatchLogs/latest/APIReference",
    "monitoring": "AmazonCloudWatch/latest/APIReference",
    "events": "eventbridge/latest/APIReference",
    "secretsmanager": "secretsmanager/latest/apireference",
    "ssm": "systems-manager/latest/APIReference",
}
_ENDPOINTS = {
    "token": "token-endpoint",
    "userInfo": "userinfo-endpoint",
    "revoke": "revocation-endpoint",
    "authorize": "authorization-endpoint",
}
_TRIGGERS = {
    "PreSignUp": "pre-sign-up",
    "PostConfirmation": "post-confirmation",
    "PreAuthentication": "pre-authentication",
    "PostAuthentication": "post-authentication",
    "PreTokenGeneration": "pre-token-generation",
    "UserMigration": "migrate-user",
    "CustomMessage": "custom-message",
    "CustomEmailSender": "custom-email-sender",
    "CustomSMSSender": "custom-sms-sender",
    "DefineAuthChallenge": "define-auth-challenge",
    "CreateAuthChallenge": "create-auth-challenge",
    "VerifyAuthChallengeResponse": "verify-auth-challenge-response",
}
_TRIGGER_ERRORS = f"{_GUIDE}/cognito-user-pools-working-with-lambda-triggers.html"


def page_of(step: Step) -> str | None:
    """Where AWS describes what a step did."""
    if step.kind is Kind.TRIGGER:
        named = _TRIGGERS.get(step.name)
        return f"{_GUIDE}/user-pool-lambda-{named}.html" if named else _TRIGGER_ERRORS
    if step.service == "oauth2":
        endpoint = _ENDPOINTS.get(step.name.rpartition("/")[2])
        return f"{_GUIDE}/{endpoint}.html" if endpoint else None
    reference = _REFERENCES.get(step.service)
    if step.kind in (Kind.CALL, Kind.OPERATION) and reference and _is_an_operation(step.name):
        return f"{_DOCS}/{reference}/API_{_named(step)}.html"
    return None


def error_page_of(step: Step) -> str | None:
    """Where AWS describes the error that a step ended in: among those of its operation."""
    page = page_of(step)
    if page is None or not step.has_failed:
        return None
    if step.kind is Kind.TRIGGER or step.error.startswith(
        ("UserLambda", "UnexpectedLambda", "InvalidLambda")
    ):
        return _TRIGGER_ERRORS
    return f"{page}#API_{_named(step)}_Errors" if "/API_" in page else page


def _is_an_operation(name: str) -> bool:
    """A method of HTTP is all that is known of some calls."""
    return name.isalnum() and not name.isupper()


def _named(step: Step) -> str:
    # IAM's name of the one action that is another than the operation's
    return "Invoke" if step.name == "InvokeFunction" else step.name
