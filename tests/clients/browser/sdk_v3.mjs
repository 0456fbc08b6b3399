import {
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";

import { assert, claimsOf, flow, newestCode, person, refused, stack } from "./person.mjs";

// no credentials: what an app in a browser calls needs none
const client = new CognitoIdentityProviderClient({ region: stack.region, endpoint: stack.endpoint });
const whom = { ClientId: stack.clientId, Username: person.email };
let tokens;

async function initiate(AuthFlow, AuthParameters) {
  const command = new InitiateAuthCommand({ AuthFlow, ClientId: stack.clientId, AuthParameters });
  return (await client.send(command)).AuthenticationResult;
}

const signIn = (password) => initiate("USER_PASSWORD_AUTH", { USERNAME: person.email, PASSWORD: password });

flow("@aws-sdk/client-cognito-identity-provider", {
  "sign up": async () => {
    const UserAttributes = [
      { Name: "email", Value: person.email },
      { Name: "name", Value: person.name },
      { Name: "custom:user_type", Value: person.type },
    ];
    const answer = await client.send(new SignUpCommand({ ...whom, Password: person.password, UserAttributes }));
    assert(answer.UserConfirmed === false, "confirmed without a code");
    assert(answer.$metadata.requestId, "the page may not read x-amzn-RequestId");
  },
  confirm: async () => {
    const wrong = new ConfirmSignUpCommand({ ...whom, ConfirmationCode: "000000x" });
    await refused(client.send(wrong), "CodeMismatchException");
    await client.send(new ConfirmSignUpCommand({ ...whom, ConfirmationCode: await newestCode() }));
  },
  "sign in": async () => {
    await refused(signIn(person.newPassword), "NotAuthorizedException");
    tokens = await signIn(person.password);
    assert(claimsOf(tokens.IdToken)["cognito:groups"][0] === person.type, "no group in the ID token");
  },
  refresh: async () => {
    const refreshed = await initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: tokens.RefreshToken });
    assert(refreshed.AccessToken !== tokens.AccessToken, "the same access token");
  },
  "change attributes": async () => {
    const UserAttributes = [{ Name: "name", Value: "Ada King" }];
    await client.send(new UpdateUserAttributesCommand({ AccessToken: tokens.AccessToken, UserAttributes }));
    const user = await client.send(new GetUserCommand({ AccessToken: tokens.AccessToken }));
    assert(user.UserAttributes.find(({ Name }) => Name === "name").Value === "Ada King", "the name has stayed");
  },
  "reset password": async () => {
    await client.send(new ForgotPasswordCommand(whom));
    const change = { ConfirmationCode: await newestCode(), Password: person.newPassword };
    await client.send(new ConfirmForgotPasswordCommand({ ...whom, ...change }));
    await refused(signIn(person.password), "NotAuthorizedException");
    tokens = await signIn(person.newPassword);
  },
  "sign out": async () => {
    await client.send(new GlobalSignOutCommand({ AccessToken: tokens.AccessToken }));
    await refused(client.send(new GetUserCommand({ AccessToken: tokens.AccessToken })), "NotAuthorizedException");
  },
});
