// Brings in what happens as it happens. Without it the page shows the same: reload it.
"use strict";

// between two pages, while much happens: the engine has more to do than to show it
const PAUSE_MILLISECONDS = 500;

let isFetching = false;
let isStale = false;

async function refresh() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isStale) {
      isStale = false;
      const answer = await fetch(location.href);
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  } catch (error) {
    // the engine is down: the next event comes when it is up again
  } finally {
    isFetching = false;
  }
}

function show(fresh) {
  const shown = document.querySelector("#flows");
  const found = fresh.querySelector("#flows");
  if (!found || found.dataset.version === shown.dataset.version) return;
  for (const flow of shown.querySelectorAll("details[open]")) {
    const same = found.querySelector(`#${flow.id}`);
    if (same) same.open = true;
  }
  const focused = document.activeElement?.closest("#flows details")?.id;
  shown.replaceWith(found);
  if (focused) document.querySelector(`#${focused} > summary`)?.focus();
  document.querySelector("#news").textContent = "The timeline has news.";
}

let seen = document.querySelector("#flows").dataset.version;
const source = new EventSource("/_console/timeline/events");
source.addEventListener("message", (event) => {
  if (event.data !== seen) refresh();
  seen = event.data;
});
