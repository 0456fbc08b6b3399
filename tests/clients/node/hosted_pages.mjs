// Somebody at the hosted pages: keeps cookies, follows links and redirects, fills forms in.

import makeFetchCookie from "fetch-cookie";
import { parse } from "node-html-parser";

export class Visitor {
  #fetch = makeFetchCookie(fetch);

  /** A page, or the app's own URL where the pages have sent the visitor back to it. */
  async open(url, request = {}) {
    const answer = await this.#fetch(url, { ...request, redirect: "manual" });
    const location = answer.headers.get("location");
    if (!location) return new Page(url, await answer.text());
    const next = new URL(location, url);
    return next.origin === new URL(url).origin ? this.open(next) : next;
  }

  /** Sends the page's first form; fields are named by their name or by what they are for (`autocomplete`). */
  async submit(page, values) {
    return this.open(page.action, { method: "POST", body: page.filled(values) });
  }
}

class Page {
  #form;

  constructor(url, text) {
    const document = parse(text);
    this.#form = document.querySelector("form");
    this.hasForm = this.#form !== null;
    this.isRefused = document.querySelector('[role="alert"]') !== null;
    this.action = this.hasForm && new URL(this.#form.getAttribute("action"), url);
  }

  filled(values) {
    const form = new URLSearchParams();
    for (const input of this.#form.querySelectorAll("input")) {
      const [name, purpose] = [input.getAttribute("name"), input.getAttribute("autocomplete")];
      form.append(name, values[name] ?? values[purpose] ?? input.getAttribute("value") ?? "");
    }
    return form;
  }
}
