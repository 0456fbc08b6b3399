import assert from "node:assert/strict";

import * as oidc from "openid-client";

import { Visitor } from "./hosted_pages.mjs";
import { claimsOf, codeTo, flow, newPerson, stack } from "./stack.mjs";

const person = newPerson();
const visitor = new Visitor();
let config;
let asked;
let tokens;

/** The URL of the pages, for one sign-in that only this client can end. */
async function authorizationUrl(more = {}) {
  asked = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: stack.callbackUrl,
    scope: "openid email profile",
    code_challenge: await oidc.calculatePKCECodeChallenge(asked.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: asked.expectedState,
    nonce: asked.expectedNonce,
    ...more,
  });
}

async function signIn(password) {
  const page = await visitor.open(await authorizationUrl({ prompt: "login" }));
  return visitor.submit(page, { username: person.email, "current-password": password });
}

flow("openid-client", {
  discovery: async () => {
    // the issuer is AWS's, so it is not the address that the document is read from
    const document = await fetch(`${stack.endpoint}/${stack.userPoolId}/.well-known/openid-configuration`);
    config = new oidc.Configuration(await document.json(), stack.clientId, undefined, oidc.None());
    oidc.allowInsecureRequests(config);
    oidc.enableNonRepudiationChecks(config);
    assert.equal(config.serverMetadata().issuer, stack.issuer);
  },
  "sign up": async () => {
    const signUpUrl = await authorizationUrl();
    signUpUrl.pathname = "/signup";
    const confirmation = await visitor.submit(await visitor.open(signUpUrl), {
      username: person.email,
      name: person.name,
      "custom:user_type": person.type,
      "new-password": person.password,
    });
    const code = await codeTo(person.email);
    await visitor.submit(confirmation, { "one-time-code": code });
  },
  "sign in": async () => {
    const refused = await signIn(person.newPassword);
    assert.ok(refused.isRefused);
    const callback = await signIn(person.password);
    tokens = await oidc.authorizationCodeGrant(config, callback, asked);
    assert.deepEqual(tokens.claims()["cognito:groups"], [person.type]);
    await assert.rejects(oidc.authorizationCodeGrant(config, callback, asked), { error: "invalid_grant" });
  },
  "user info": async () => {
    const user = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(user.email, person.email);
  },
  refresh: async () => {
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(claimsOf(refreshed.access_token).sub, tokens.claims().sub);
  },
  "reset password": async () => {
    const url = await authorizationUrl({ prompt: "login" });
    url.pathname = "/forgotPassword";
    const page = await visitor.submit(await visitor.open(url), { username: person.email });
    const code = await codeTo(person.email);
    await visitor.submit(page, { "one-time-code": code, "new-password": person.newPassword });
    const callback = await signIn(person.newPassword);
    tokens = await oidc.authorizationCodeGrant(config, callback, asked);
  },
  revoke: async () => {
    await oidc.tokenRevocation(config, tokens.refresh_token);
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: "invalid_grant" });
  },
  "sign out": async () => {
    await visitor.open(`${stack.endpoint}/logout?client_id=${stack.clientId}&logout_uri=http://localhost:3000/`);
    const page = await visitor.open(await authorizationUrl());
    assert.ok(page.hasForm);
  },
});
