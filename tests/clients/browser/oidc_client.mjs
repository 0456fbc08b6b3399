import { UserManager } from "oidc-client-ts";

import { assert, claimsOf, flow, stack } from "./person.mjs";

const users = new UserManager({
  authority: stack.issuer, // with ISSUER=endpoint its discovery document is below it
  client_id: stack.clientId,
  redirect_uri: stack.page,
  scope: "openid email profile",
  loadUserInfo: true,
  revokeTokenTypes: ["refresh_token"],
});

async function comeBack() {
  if (!new URL(location).searchParams.has("code")) return;
  await users.signinRedirectCallback();
  history.replaceState({}, "", stack.page);
  document.body.dataset.event = "signedIn";
}

flow("oidc-client-ts", {
  "to the pages": () => void users.signinRedirect({ extraQueryParams: { identity_provider: "COGNITO" } }),
  "signed in": async () => {
    const user = await users.getUser();
    assert(user.profile.iss === stack.issuer, "another issuer");
    assert(user.profile["cognito:groups"][0] === "Doctor", "no group in the ID token");
    assert(user.profile.email_verified !== undefined, "nothing of /oauth2/userInfo");
  },
  refresh: async () => {
    const before = await users.getUser();
    const user = await users.signinSilent();
    assert(user.access_token !== before.access_token, "the same access token");
    assert(claimsOf(user.access_token).sub === user.profile.sub, "somebody else");
  },
  "revoke tokens": () => users.revokeTokens(),
  // Cognito's /logout asks for these two, and an ID token's hint says nothing to it
  "sign out": () => void users.signoutRedirect({ extraQueryParams: { client_id: stack.clientId, logout_uri: stack.page } }),
  "signed out": async () => {
    assert((await users.getUser()) === null, "tokens after signing out");
  },
});
comeBack();
