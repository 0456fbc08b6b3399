import { Amplify } from "aws-amplify";
import {
  confirmResetPassword,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updateUserAttributes,
} from "aws-amplify/auth";

import { assert, flow, newestCode, person, refused, stack } from "./person.mjs";

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: stack.userPoolId,
      userPoolClientId: stack.clientId,
      userPoolEndpoint: stack.endpoint,
    },
  },
});
const username = person.email;

async function signInBy(authFlowType, password) {
  const { isSignedIn } = await signIn({ username, password, options: { authFlowType } });
  assert(isSignedIn, "not signed in");
}

flow("aws-amplify", {
  "sign up": async () => {
    const userAttributes = { email: username, name: person.name, "custom:user_type": person.type };
    const { nextStep } = await signUp({ username, password: person.password, options: { userAttributes } });
    assert(nextStep.signUpStep === "CONFIRM_SIGN_UP", nextStep.signUpStep);
  },
  confirm: async () => {
    await refused(confirmSignUp({ username, confirmationCode: "000000x" }), "CodeMismatchException");
    const { isSignUpComplete } = await confirmSignUp({ username, confirmationCode: await newestCode() });
    assert(isSignUpComplete, "not confirmed");
  },
  "sign in (SRP)": async () => {
    await refused(signIn({ username, password: person.newPassword }), "NotAuthorizedException");
    await signInBy("USER_SRP_AUTH", person.password);
    const { tokens } = await fetchAuthSession();
    assert(tokens.idToken.payload["cognito:groups"][0] === person.type, "no group in the ID token");
  },
  refresh: async () => {
    const before = (await fetchAuthSession()).tokens;
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    assert(tokens.accessToken.toString() !== before.accessToken.toString(), "the same access token");
  },
  "change attributes": async () => {
    await updateUserAttributes({ userAttributes: { name: "Ada King" } });
    assert((await fetchUserAttributes()).name === "Ada King", "the name has stayed");
  },
  "reset password": async () => {
    await signOut();
    await resetPassword({ username });
    const change = { confirmationCode: await newestCode(), newPassword: person.newPassword };
    await confirmResetPassword({ username, ...change });
    await signInBy("USER_PASSWORD_AUTH", person.newPassword);
  },
  "sign out": async () => {
    await signOut({ global: true });
    assert((await fetchAuthSession()).tokens === undefined, "tokens after signing out");
  },
});
