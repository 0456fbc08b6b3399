// Somebody signs up, types the code that was mailed, and is signed in by SRP: the password never leaves the page.
const { CognitoUserPool, CognitoUserAttribute, CognitoUser, AuthenticationDetails } = AmazonCognitoIdentity;
const [signUp, confirm, said] = ["sign-up", "confirm", "said"].map((id) => document.getElementById(id));
const pool = fetch("config.json")
  .then((answer) => answer.json())
  .then((config) => new CognitoUserPool(config));

signUp.addEventListener("submit", async (event) => {
  event.preventDefault();
  const email = new CognitoUserAttribute({ Name: "email", Value: signUp.email.value });
  (await pool).signUp(signUp.email.value, signUp.password.value, [email], null, (error) => {
    said.textContent = error ? error.message : "We have sent you a code.";
    confirm.hidden = Boolean(error);
  });
});

confirm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const user = new CognitoUser({ Username: signUp.email.value, Pool: await pool });
  user.confirmRegistration(confirm.code.value, false, (error) => (error ? failed(error) : signIn(user)));
});

function signIn(user) {
  const details = { Username: signUp.email.value, Password: signUp.password.value };
  user.authenticateUser(new AuthenticationDetails(details), {
    onSuccess: (session) => {
      said.textContent = `You are signed in as ${session.getIdToken().payload.email}.`;
    },
    onFailure: failed,
  });
}

function failed(error) {
  said.textContent = error.message;
}
