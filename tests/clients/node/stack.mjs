// Where the stack is, by the environment alone; people who sign up on it; and steps that a table can name.

import test from "node:test";
import { randomUUID } from "node:crypto";

export const stack = {
  endpoint: setting("AWS_ENDPOINT_URL"),
  region: setting("AWS_REGION"),
  userPoolId: setting("USER_POOL_ID"),
  issuer: setting("USER_POOL_ISSUER"),
  jwksUrl: setting("JWKS_URL"),
  clientId: setting("CLIENT_ID"),
  callbackUrl: setting("CALLBACK_URL"),
};

/** What a client does: each step is a test of its own, and none comes after one that has failed. */
export function flow(client, steps) {
  test(client, async (context) => {
    for (const [name, step] of Object.entries(steps)) {
      await stepOf(context, name, step);
    }
  });
}

async function stepOf(context, name, step) {
  let failure;
  await context.test(name, async () => {
    try {
      await step();
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  if (failure) throw failure;
}

export function newPerson() {
  return {
    email: `${randomUUID()}@example.com`,
    name: "Ada Lovelace",
    type: "Doctor",
    password: "Correct-horse-1",
    newPassword: "Battery-staple-2",
  };
}

/** The code in the newest mail to an address. */
export async function codeTo(email) {
  const answer = await fetch(`${stack.endpoint}/_inbox.json?to=${encodeURIComponent(email)}`);
  const { messages } = await answer.json();
  return messages[0].code;
}

/** A token's claims, read and not verified. */
export function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; next: .venv/bin/python -m pytest tests/clients/test_node.py`);
  }
  return value;
}
