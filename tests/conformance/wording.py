"""AWS's own words in errors, as far as they are documented or on record; the rest is asked by its name alone.

Each is a part of the message. The link is a page of AWS, or a public record of AWS's answer; the last group
is in the logs of many public projects and in the translation tables of AWS's own Amplify UI, without a page
of AWS to link.
"""

from __future__ import annotations

# https://github.com/aws/aws-sdk-js/issues/1319, and with email_verified https://github.com/aws/aws-sdk-js/issues/3603
NOT_WRITABLE = "A client attempted to write unauthorized attribute"
# https://github.com/aws-amplify/amplify-swift/issues/3981
IMMUTABLE = "Attribute cannot be updated"
# https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/89
NOT_IN_SCHEMA = "Attributes did not conform to the schema"
# https://github.com/boto/boto3/issues/3836
USERNAME_NO_EMAIL = "Username should be an email"
# https://github.com/aws-amplify/amplify-ui/issues/300
USERNAME_IS_EMAIL = "Username cannot be of email format, since user pool is configured for email alias"
# https://github.com/amazon-archives/amazon-cognito-identity-js/issues/386
USERNAME_TAKEN = "User already exists"
# https://github.com/pmill/aws-cognito/issues/37
ADMINS_ONLY = "SignUp is not permitted for this user pool"
# https://github.com/aws-amplify/amplify-android/issues/2504
NO_SECRET_HASH = "SECRET_HASH was not received"
# https://github.com/ArranJacques/laravel-aws-cognito-auth/issues/26
WRONG_SECRET_HASH = "Unable to verify secret hash for client"
# https://github.com/aws-amplify/amplify-js/issues/11738
WRONG_CODE = "Invalid verification code provided, please try again"
# https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/80
CONFIRMED_BEFORE = "User cannot be confirmed. Current status is CONFIRMED"
# https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/103
NO_CODE_NEEDED = "User is already confirmed"
# https://github.com/aws-amplify/aws-sdk-ios/issues/380
INCORRECT = "Incorrect username or password."
# https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
LOCKED = "Password attempts exceeded"
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
REVOKED = "Access Token has been revoked"
# https://github.com/aws/aws-sdk-net/issues/1936
REFRESH_TOKEN_REVOKED = "Refresh Token has been revoked"
# https://github.com/aws/aws-sdk-cpp/issues/1789 (the answer itself, in a debug log)
NO_REFRESH_TOKEN = "Invalid Refresh Token."
# https://github.com/amazon-archives/amazon-cognito-identity-js/issues/678
NO_VERIFIED_ADDRESS = "no registered/verified email or phone_number"
# https://github.com/amazon-archives/amazon-cognito-identity-js/issues/167
NO_EVENT_RETURNED = "Unrecognizable lambda output"
# https://github.com/aws/serverless-application-model/issues/1253
MAY_NOT_INVOKE = "invocation failed due to error AccessDeniedException"
# https://github.com/anomalyco/sst/issues/1815
TOO_SLOW = "invocation failed due to error Socket timeout while invoking Lambda function"
# https://github.com/aws-amplify/amplify-flutter/pull/1051
FAILED_WITH = "failed with error refused by the function."

NOTHING_IS_VERIFIED = "Cannot resend codes. Auto verification not turned on"
NO_PASSWORD_FLOW = "USER_PASSWORD_AUTH flow not enabled for this client"
NO_SRP_FLOW = "USER_SRP_AUTH is not enabled for the client"
NO_PASSWORD_SENT = "Missing required parameter PASSWORD"
NOT_CONFIRMED = "User is not confirmed."
UNKNOWN_USER = "User does not exist."
WEAK_PASSWORD = "Password did not conform with policy"
NO_ACCESS_TOKEN = "Invalid Access Token"
LAMBDA_ENDED_IT = "Task timed out after 1.00 seconds"
TOO_OFTEN = "Attempt limit exceeded, please try after some time"
