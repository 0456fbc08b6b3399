import assert from "node:assert/strict";

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
  updatePassword,
  updateUserAttributes,
} from "aws-amplify/auth";

import { codeTo, flow, newPerson, stack } from "./stack.mjs";

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: stack.userPoolId,
      userPoolClientId: stack.clientId,
      userPoolEndpoint: stack.endpoint,
    },
  },
});
const person = newPerson();
const username = person.email;

async function signInBy(authFlowType, password) {
  const { isSignedIn } = await signIn({ username, password, options: { authFlowType } });
  assert.ok(isSignedIn);
}

flow("aws-amplify", {
  "sign up": async () => {
    const userAttributes = { email: person.email, name: person.name, "custom:user_type": person.type };
    const { nextStep } = await signUp({ username, password: person.password, options: { userAttributes } });
    assert.equal(nextStep.signUpStep, "CONFIRM_SIGN_UP");
  },
  confirm: async () => {
    const wrong = confirmSignUp({ username, confirmationCode: "000000x" });
    await assert.rejects(wrong, { name: "CodeMismatchException" });
    const { isSignUpComplete } = await confirmSignUp({ username, confirmationCode: await codeTo(username) });
    assert.ok(isSignUpComplete);
  },
  "sign in (SRP)": async () => {
    const wrong = signIn({ username, password: person.newPassword });
    await assert.rejects(wrong, { name: "NotAuthorizedException" });
    await signInBy("USER_SRP_AUTH", person.password);
    const { tokens } = await fetchAuthSession();
    assert.deepEqual(tokens.idToken.payload["cognito:groups"], [person.type]);
  },
  refresh: async () => {
    const before = (await fetchAuthSession()).tokens;
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    assert.notEqual(tokens.accessToken.toString(), before.accessToken.toString());
    assert.equal(tokens.accessToken.payload.sub, before.accessToken.payload.sub);
  },
  "change attributes": async () => {
    await updateUserAttributes({ userAttributes: { name: "Ada King" } });
    assert.equal((await fetchUserAttributes()).name, "Ada King");
  },
  "change password": async () => {
    await updatePassword({ oldPassword: person.password, newPassword: person.newPassword });
    await signOut();
    await signInBy("USER_PASSWORD_AUTH", person.newPassword);
    await signOut();
  },
  "reset password": async () => {
    await resetPassword({ username });
    const confirmationCode = await codeTo(username);
    await confirmResetPassword({ username, confirmationCode, newPassword: person.password });
    await signInBy("USER_SRP_AUTH", person.password);
  },
  "sign out": async () => {
    await signOut({ global: true });
    assert.equal((await fetchAuthSession()).tokens, undefined);
  },
});
