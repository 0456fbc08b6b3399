import assert from "node:assert/strict";

import { CognitoJwtVerifier } from "aws-jwt-verify";
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidGroupError,
  CognitoJwtInvalidTokenUseError,
  JwtInvalidSignatureError,
} from "aws-jwt-verify/error";

import { tokensOfSomebody } from "./sdk_v3.mjs";
import { flow, stack } from "./stack.mjs";

let tokens;
let keys;

/** A verifier that has the pool's keys: it would ask the issuer for them, which is AWS's address. */
function verifier(expected) {
  const { userPoolId, clientId } = stack;
  const made = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access", ...expected });
  made.cacheJwks(keys);
  return made;
}

flow("aws-jwt-verify", {
  "read the keys": async () => {
    keys = await (await fetch(stack.jwksUrl)).json();
    tokens = await tokensOfSomebody();
  },
  "verify access token": async () => {
    const claims = await verifier({ groups: ["Doctor"] }).verify(tokens.AccessToken);
    assert.equal(claims.client_id, stack.clientId);
    assert.equal(claims.iss, stack.issuer);
  },
  "verify ID token": async () => {
    const claims = await verifier({ tokenUse: "id" }).verify(tokens.IdToken);
    assert.equal(claims.aud, stack.clientId);
  },
  "refuse others": async () => {
    const { AccessToken, IdToken } = tokens;
    await assert.rejects(verifier().verify(IdToken), CognitoJwtInvalidTokenUseError);
    await assert.rejects(verifier({ groups: ["Admin"] }).verify(AccessToken), CognitoJwtInvalidGroupError);
    await assert.rejects(verifier({ clientId: "another" }).verify(AccessToken), CognitoJwtInvalidClientIdError);
    const [head, , signature] = AccessToken.split(".");
    const forged = [head, IdToken.split(".")[1], signature].join(".");
    await assert.rejects(verifier({ tokenUse: "id" }).verify(forged), JwtInvalidSignatureError);
  },
});
