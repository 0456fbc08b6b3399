"""Small Lambda functions for the emulator's tests: each records that it ran, then does one thing."""

from __future__ import annotations

import io
import textwrap
import zipfile

TABLE = "trigger_events"

_MODULE = f"""
import functools, json, os, tempfile, time, uuid
import boto3

@functools.cache
def cognito():
    return boto3.client("cognito-idp")

dynamodb = boto3.client("dynamodb")

def handler(event, context):
    sub = event["request"]["userAttributes"].get("sub", event["userName"])
    key = {{"user": {{"S": sub}}, "id": {{"S": str(uuid.uuid4())}}}}
    dynamodb.put_item(TableName="{TABLE}", Item=key | {{"event": {{"S": json.dumps(event)}}}})
    pool = event["userPoolId"]
"""

RETURNS_THE_EVENT = "return event"
RAISES = 'raise ValueError("no room at the inn")'
RETURNS_NOTHING = "return None"
RETURNS_TEXT = 'return "done"'
RETURNS_ANOTHER_OBJECT = 'return {"statusCode": 200}'
NEVER_ANSWERS = "time.sleep(60)"
IS_SLOW_ONCE = """
path = os.path.join(tempfile.gettempdir(), event["userName"])
if not os.path.exists(path):
    open(path, "w").close()
    time.sleep(20)
return event
"""
ADDS_TO_THE_GROUP_MEMBERS = """
cognito().admin_add_user_to_group(UserPoolId=pool, Username=event["userName"], GroupName="Members")
return event
"""
CONFIRMS_THE_SAME_USER_AGAIN = """
try:
    cognito().admin_confirm_sign_up(UserPoolId=pool, Username=event["userName"])
except cognito().exceptions.NotAuthorizedException:
    return event
"""
CONFIRMS_BEFORE_SIGN_UP = """
event["response"]["autoConfirmUser"] = True
return event
"""
LISTS_USERS_BEFORE_SIGN_UP = """
cognito().list_users(UserPoolId=pool, Limit=60)
return event
"""
PUTS_THE_STATUS_INTO_A_CLAIM = """
user = cognito().admin_get_user(UserPoolId=pool, Username=event["userName"])
event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"status": user["UserStatus"]}}
return event
"""


def package(body: str) -> bytes:
    """A deployment package whose `function.handler` records its event and then runs `body`."""
    return package_of(_MODULE + textwrap.indent(body.strip(), "    ") + "\n")


def package_of(module: str) -> bytes:
    """A deployment package with this module alone, as `function`."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("function.py", module)
    return archive.getvalue()


WAITS_FOR_THE_GATE = """
while True:
    try:
        cognito().get_group(UserPoolId=pool, GroupName="Open")
        return event
    except cognito().exceptions.ResourceNotFoundException as error:
        if "Group not found" not in str(error):
            return event  # the pool itself is gone
"""
NAMES_THE_USER_IN_THE_SUBJECT = """
event["response"]["emailSubject"] = event["userName"]
event["response"]["emailMessage"] = "{####}"
return event
"""
ASKS_A_CUSTOM_CHALLENGE = """
event["response"]["challengeName"] = "CUSTOM_CHALLENGE"
return event
"""
