import assert from "node:assert/strict";

import {
  ChangePasswordCommand,
  CodeMismatchException,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  NotAuthorizedException,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";

import { client, confirm, initiate, signIn, signUp } from "./sdk_v3.mjs";
import { claimsOf, codeTo, flow, newPerson, stack } from "./stack.mjs";

const person = newPerson();
const whom = { ClientId: stack.clientId, Username: person.email };
let tokens;

flow("@aws-sdk/client-cognito-identity-provider", {
  "sign up": () => signUp(person),
  confirm: async () => {
    const wrong = new ConfirmSignUpCommand({ ...whom, ConfirmationCode: "000000x" });
    await assert.rejects(client.send(wrong), CodeMismatchException);
    await confirm(person);
  },
  "sign in": async () => {
    await assert.rejects(signIn({ ...person, password: person.newPassword }), NotAuthorizedException);
    tokens = await signIn(person);
    assert.deepEqual(claimsOf(tokens.IdToken)["cognito:groups"], [person.type]);
  },
  refresh: async () => {
    const refreshed = await initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: tokens.RefreshToken });
    assert.equal(claimsOf(refreshed.AccessToken).sub, claimsOf(tokens.AccessToken).sub);
  },
  "change attributes": async () => {
    const UserAttributes = [{ Name: "name", Value: "Ada King" }];
    await client.send(new UpdateUserAttributesCommand({ AccessToken: tokens.AccessToken, UserAttributes }));
    const user = await client.send(new GetUserCommand({ AccessToken: tokens.AccessToken }));
    assert.equal(user.UserAttributes.find(({ Name }) => Name === "name").Value, "Ada King");
  },
  "change password": async () => {
    await client.send(
      new ChangePasswordCommand({
        AccessToken: tokens.AccessToken,
        PreviousPassword: person.password,
        ProposedPassword: person.newPassword,
      }),
    );
    tokens = await signIn({ ...person, password: person.newPassword });
  },
  "reset password": async () => {
    await client.send(new ForgotPasswordCommand(whom));
    const ConfirmationCode = await codeTo(person.email);
    await client.send(
      new ConfirmForgotPasswordCommand({ ...whom, ConfirmationCode, Password: person.password }),
    );
    tokens = await signIn(person);
  },
  "sign out": async () => {
    await client.send(new GlobalSignOutCommand({ AccessToken: tokens.AccessToken }));
    const refresh = initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: tokens.RefreshToken });
    await assert.rejects(refresh, NotAuthorizedException);
  },
});
