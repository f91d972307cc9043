// Dialogs on top of the page: a link to one shows it here; without an answer the link is followed.

import { load, open } from "./editor/dialog.js";
import { warn } from "./editor/speak.js";

/** Shows the dialog of an address, or goes there. */
export async function show(url) {
  const html = await load(url);
  if (!html) return location.assign(url);
  open(html, (form, button) => post(form, button));
}

async function post(form, button) {
  if (form.dataset.busy) return;
  const free = work(form, button);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams(new FormData(form, button)),
    });
    const to = answer.headers.get("HX-Redirect");
    if (to) return leave(to);
    replace(form.closest("dialog"), await answer.text());
  } catch {
    warn("Det går inte utan kontakt med servern. Texten är kvar.");
  }
  free();
}

function leave(to) {
  location.assign(to);
  // An address that differs only after its # loads nothing; another one must not be loaded twice, since it says once what was done.
  if (to.includes("#") && new URL(to, location.href).pathname === location.pathname) location.reload();
}

function replace(dialog, html) {
  dialog.innerHTML = html;
  const start = dialog.querySelector("#felsammanfattning, h2");
  start?.focus();
  const body = dialog.querySelector("[aria-labelledby]");
  if (body) dialog.setAttribute("aria-labelledby", body.getAttribute("aria-labelledby"));
  // What is no dialog is an error with a link out of it.
  if (!dialog.querySelector(".dialog-body")) {
    dialog.insertAdjacentHTML("beforeend", '<div class="buttons"><button type="button" class="button" data-cancel>Stäng</button></div>');
    warn(dialog.querySelector("p")?.textContent);
  }
}

/** Marks a form as working until the returned function is called or the page goes. */
export function work(form, button) {
  form.dataset.busy = "true";
  const label = button?.innerHTML;
  const timer = button && setTimeout(() => {
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = "Arbetar…";
    button.ariaDisabled = "true";
  }, 400);
  return () => {
    delete form.dataset.busy;
    clearTimeout(timer);
    if (button?.textContent === "Arbetar…") {
      button.innerHTML = label;
      button.removeAttribute("aria-disabled");
    }
  };
}
