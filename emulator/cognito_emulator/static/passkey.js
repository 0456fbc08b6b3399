// Asks the browser for a passkey, or for a new one, and sends what it answers with the form.
// The form has the options of the ceremony; what a person reads stands in its templates.
"use strict";

const form = document.querySelector("form[data-ceremony]");
const problem = form.querySelector("[data-problem]");
const BY_NAME = {
  NotAllowedError: "cancelled",
  InvalidStateError: "known",
  SecurityError: "foreign",
  // what the browser lacks: the API itself, or what reads its options
  ReferenceError: "unable",
  TypeError: "unable",
};
let isUnderWay = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isUnderWay) return;
  isUnderWay = true;
  problem.replaceChildren();
  try {
    const credential = await ceremony(JSON.parse(form.dataset.options));
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    explain(BY_NAME[error.name] || "failed");
  }
  isUnderWay = false;
});

function ceremony(options) {
  return form.dataset.ceremony === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function explain(what) {
  problem.append(form.querySelector(`template[data-when="${what}"]`).content.cloneNode(true));
}
