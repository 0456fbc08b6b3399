import { Amplify } from "aws-amplify";
import { fetchAuthSession, getCurrentUser, signInWithRedirect, signOut } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

import { assert, flow, stack } from "./person.mjs";

Hub.listen("auth", ({ payload }) => {
  document.body.dataset.event = payload.event;
});
Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: stack.userPoolId,
      userPoolClientId: stack.clientId,
      userPoolEndpoint: stack.endpoint,
      loginWith: {
        oauth: {
          domain: new URL(stack.endpoint).host, // Amplify puts https:// before it: TLS=1
          scopes: ["openid", "email", "profile"],
          redirectSignIn: [stack.page],
          redirectSignOut: [stack.page],
          responseType: "code",
        },
      },
    },
  },
});

flow("aws-amplify", {
  "to the pages": () => void signInWithRedirect(),
  "signed in": async () => {
    const { tokens } = await fetchAuthSession();
    assert(tokens.idToken.payload.iss === stack.issuer, "another issuer");
    assert(tokens.idToken.payload["cognito:groups"][0] === "Doctor", "no group in the ID token");
    assert((await getCurrentUser()).userId === tokens.idToken.payload.sub, "somebody else");
  },
  refresh: async () => {
    const before = (await fetchAuthSession()).tokens;
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    assert(tokens.accessToken.toString() !== before.accessToken.toString(), "the same access token");
  },
  "sign out": () => void signOut(),
  "signed out": async () => {
    assert((await fetchAuthSession()).tokens === undefined, "tokens after signing out");
  },
});
