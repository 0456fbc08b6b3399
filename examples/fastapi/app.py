"""An API that lets doctors alone see the ward: it checks an access token, and `cognito:groups` in it."""

import os
from functools import cache
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()


@cache
def keys(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url)


def claims(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict:
    token = bearer.credentials
    try:
        key = keys(os.environ["JWKS_URL"]).get_signing_key_from_jwt(token)
        said = jwt.decode(token, key, algorithms=["RS256"], issuer=os.environ["ISSUER"])
    except jwt.PyJWTError as error:
        raise HTTPException(401, "Sign in first") from error
    if said["token_use"] != "access" or said["client_id"] != os.environ["USER_POOL_CLIENT_ID"]:
        raise HTTPException(401, "Sign in first")
    return said


@app.get("/ward")
def ward(who: Annotated[dict, Depends(claims)]) -> dict:
    if "Doctor" not in who.get("cognito:groups", []):
        raise HTTPException(403, "For doctors alone")
    return {"ward": 7, "for": who["sub"]}
