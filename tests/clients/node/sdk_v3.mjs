// The sign-up by the AWS SDK, for those who need somebody to be there.

import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";

import { codeTo, newPerson, stack } from "./stack.mjs";

export const client = new CognitoIdentityProviderClient();

export async function signUp(person) {
  await client.send(
    new SignUpCommand({
      ClientId: stack.clientId,
      Username: person.email,
      Password: person.password,
      UserAttributes: [
        { Name: "email", Value: person.email },
        { Name: "name", Value: person.name },
        { Name: "custom:user_type", Value: person.type },
      ],
    }),
  );
}

export async function confirm(person) {
  const code = await codeTo(person.email);
  const whom = { ClientId: stack.clientId, Username: person.email };
  await client.send(new ConfirmSignUpCommand({ ...whom, ConfirmationCode: code }));
}

export async function signIn(person) {
  return initiate("USER_PASSWORD_AUTH", { USERNAME: person.email, PASSWORD: person.password });
}

export async function initiate(flow, parameters) {
  const asked = { ClientId: stack.clientId, AuthFlow: flow, AuthParameters: parameters };
  return (await client.send(new InitiateAuthCommand(asked))).AuthenticationResult;
}

/** The tokens of somebody new. */
export async function tokensOfSomebody() {
  const person = newPerson();
  await signUp(person);
  await confirm(person);
  return signIn(person);
}
