// Copies a code, and brings in new mail. Without it the page shows the same: reload it.
"use strict";

const POLL_MILLISECONDS = 2000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-code]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.code);
  button.textContent = "Copied";
});

async function refresh() {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#mails");
    const shown = document.querySelector("#mails");
    if (fresh && fresh.dataset.version !== shown.dataset.version) {
      document.querySelector("#news").textContent = "New mail has come.";
      shown.replaceWith(fresh);
    }
  } catch (error) {
    // the engine is down: the next poll tries again
  }
}

document.documentElement.classList.add("has-script");
setInterval(refresh, POLL_MILLISECONDS);
