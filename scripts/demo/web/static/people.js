// Keeps the overview fresh. Without it the page shows the same: reload it.
"use strict";

const POLL_MILLISECONDS = 3000;

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#overview");
    const shown = document.querySelector("#overview");
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
  } catch (error) {
    // the app is down: the next poll tries again
  }
}

setInterval(refresh, POLL_MILLISECONDS);
