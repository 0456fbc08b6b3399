import assert from "node:assert/strict";

import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} from "amazon-cognito-identity-js";

import { codeTo, flow, newPerson, stack } from "./stack.mjs";

const pool = new CognitoUserPool({
  UserPoolId: stack.userPoolId,
  ClientId: stack.clientId,
  endpoint: stack.endpoint,
});
const person = newPerson();
const user = new CognitoUser({ Username: person.email, Pool: pool });
let session;

/** A call that takes a callback (error, answer). */
const called = (call) =>
  new Promise((resolve, reject) => call((error, answer) => (error ? reject(error) : resolve(answer))));

/** A call that takes an object of callbacks. */
const told = (call) =>
  new Promise((resolve, reject) => call({ onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve }));

const signIn = (password) =>
  told((to) => user.authenticateUser(new AuthenticationDetails({ Username: person.email, Password: password }), to));

flow("amazon-cognito-identity-js", {
  "sign up": () => {
    const attributes = { email: person.email, name: person.name, "custom:user_type": person.type };
    const list = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));
    return called((to) => pool.signUp(person.email, person.password, list, [], to));
  },
  confirm: async () => {
    const wrong = called((to) => user.confirmRegistration("000000x", true, to));
    await assert.rejects(wrong, { name: "CodeMismatchException" });
    const code = await codeTo(person.email);
    await called((to) => user.confirmRegistration(code, true, to));
  },
  "sign in (SRP)": async () => {
    await assert.rejects(signIn(person.newPassword), { name: "NotAuthorizedException" });
    session = await signIn(person.password);
    assert.ok(session.isValid());
    assert.deepEqual(session.getIdToken().payload["cognito:groups"], [person.type]);
  },
  refresh: async () => {
    const refreshed = await called((to) => user.refreshSession(session.getRefreshToken(), to));
    assert.equal(refreshed.getIdToken().payload.sub, session.getIdToken().payload.sub);
  },
  "change attributes": async () => {
    const name = new CognitoUserAttribute({ Name: "name", Value: "Ada King" });
    await called((to) => user.updateAttributes([name], to));
    const attributes = await called((to) => user.getUserAttributes(to));
    assert.equal(attributes.find((attribute) => attribute.getName() === "name").getValue(), "Ada King");
  },
  "change password": async () => {
    await called((to) => user.changePassword(person.password, person.newPassword, to));
    session = await signIn(person.newPassword);
  },
  "reset password": async () => {
    await told((to) => user.forgotPassword(to));
    const code = await codeTo(person.email);
    await told((to) => user.confirmPassword(code, person.password, to));
    session = await signIn(person.password);
  },
  "sign out": async () => {
    await told((to) => user.globalSignOut(to));
    const refresh = called((to) => user.refreshSession(session.getRefreshToken(), to));
    await assert.rejects(refresh, { name: "NotAuthorizedException" });
  },
});
