"""A refusal as its reader understands it: a page for a person, and the form of its own protocol for an SDK.

Sources of the forms: AWS JSON 1.1, AWS query and AWS restXml in the Smithy documentation; "Error responses"
in S3's API reference.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from starlette.responses import Response
from starlette.types import Scope

from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.protocol import error_answer
from cognito_emulator.gateway.admission import RefusedError
from cognito_emulator.gateway.headers import values_of
from cognito_emulator.pages import page

STATUS = 403
_S3 = re.compile(r"/s3/aws4_request")
_QUERY = "application/x-www-form-urlencoded"
_ERROR = "<Error>{type}<Code>{code}</Code><Message>{message}</Message></Error>"


def refusal(scope: Scope, refused: RefusedError) -> Response:
    """The answer 403 to a request of any kind but a websocket's."""
    if any("text/html" in value for value in values_of(scope, b"accept")):
        return page(
            "refusal.html",
            status=STATUS,
            title="The engine does not answer this",
            explanation=refused.message,
            go_on=refused.goes_on,
        )
    return error(scope, "AccessDenied", refused.message, STATUS)


def error(scope: Scope, code: str, message: str, status: int) -> Response:
    """An error in the protocol that the request seems to be in; JSON adds `Exception` to a code."""
    xml = _ERROR.format(type="", code=code, message=escape(message))
    if any(_S3.search(value) for value in values_of(scope, b"authorization")):
        return Response(xml, status, media_type="application/xml")
    if any(value.lower().startswith(_QUERY) for value in values_of(scope, b"content-type")):
        xml = _ERROR.format(type="<Type>Sender</Type>", code=code, message=escape(message))
        return Response(f"<ErrorResponse>{xml}</ErrorResponse>", status, media_type="text/xml")
    return error_answer(AwsError(f"{code}Exception", message, status))
