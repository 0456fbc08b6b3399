"""The environment variables of a function, as terraform/lambda.tf sets them where no terms are asked."""

ENVIRONMENT = {
    "TABLE_NAME": "health_users",
    "USER_TYPES": "Doctor,Patient,Admin",
    "DEFAULT_USER_TYPE": "Patient",
    "APPROVAL_REQUIRED_USER_TYPES": "Admin",
    "REPAIR_QUEUE_URL": "https://sqs.example/repair",
}
