"""ECR's registry is refused: MiniStack gives everybody the same token, and asks for none.

On AWS a registry wants the token of ecr:GetAuthorizationToken, and each request is one that IAM has allowed
(ecr:BatchGetImage, ecr:PutImage). Here nothing could tell whose token it is. The API of ECR is not touched.
Source of the form: "Errors" in the OCI Distribution Specification.
"""

from __future__ import annotations

from dataclasses import dataclass

from ministack.app import _is_ecr_registry_path
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_REFUSAL = (
    "This engine has no container registry, since it could not check who pushes and pulls. ECR's API is here;"
    " keep images in a registry of your own."
)


@dataclass(frozen=True)
class NoRegistry:
    """Lets through what is not for a container registry."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_ecr_registry_path(scope["path"]):
            error = {"code": "DENIED", "message": _REFUSAL, "detail": {}}
            await JSONResponse({"errors": [error]}, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
