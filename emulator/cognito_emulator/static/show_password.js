// Shows a password while somebody asks for it; a form never sends it shown.
"use strict";

function set(button, isShown) {
  document.getElementById(button.dataset.shows).type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", String(isShown));
}

document.documentElement.classList.add("has-script");
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-shows]");
  if (button) set(button, button.getAttribute("aria-pressed") !== "true");
});
// a browser remembers and suggests what was typed into a text field
document.addEventListener("submit", () => {
  for (const button of document.querySelectorAll("button[data-shows]")) set(button, false);
});
