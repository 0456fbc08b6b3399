// Copies what a button names, shows a password on demand, and brings in what is new on a page that is live.
// Without it every page shows and does the same: reload it.
"use strict";

document.documentElement.classList.add("has-script");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-shows]");
  if (!button) return;
  const field = document.getElementById(button.dataset.shows);
  const isShown = field.type === "password";
  field.type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", String(isShown));
});

const POLL_MILLISECONDS = 2000;

async function refresh() {
  const shown = document.querySelector("[data-live]");
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (fresh && bringIn(shown, fresh)) document.querySelector("#news").textContent = shown.dataset.news;
  } catch (error) {
    // the engine is down: the next poll tries again
  }
}

// What was there stays as it is, with all that is open in it; whether there is something new.
function bringIn(shown, fresh) {
  const keys = new Set([...fresh.children].map((child) => child.dataset.key));
  for (const child of [...shown.children]) if (!keys.has(child.dataset.key)) child.remove();
  let place = shown.firstElementChild;
  let isNew = false;
  for (const child of [...fresh.children]) {
    if (place && place.dataset.key === child.dataset.key) {
      place = place.nextElementSibling;
    } else {
      shown.insertBefore(child, place);
      isNew = true;
    }
  }
  return isNew;
}

if (document.querySelector("[data-live]")) setInterval(refresh, POLL_MILLISECONDS);
