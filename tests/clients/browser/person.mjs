// Who signs up, where the stack is, and what a step may find: all of a page of the tests' own server.

/** Set by the test before a page's own scripts run. */
export const stack = window.stack;

export const person = {
  email: `${crypto.randomUUID()}@example.com`,
  name: "Ada Lovelace",
  type: "Doctor",
  password: "Correct-horse-1",
  newPassword: "Battery-staple-2",
};

/** What a client does, each step by its name: the test calls one after the other. */
export function flow(_client, steps) {
  window.steps = steps;
}

/** The code in the newest mail to this person: by the test, since no foreign page may read the inbox. */
export const newestCode = () => window.newestCode(person.email);

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Whether a call is refused with this error's name. */
export async function refused(call, name) {
  try {
    await call;
  } catch (error) {
    assert(error.name === name, `${error.name} in place of ${name}: ${error.message}`);
    return;
  }
  throw new Error(`nothing in place of ${name}`);
}

/** A token's claims, read and not verified. */
export function claimsOf(token) {
  const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(payload));
}
