// What every module of the editor uses.

export const $ = (id) => document.getElementById(id);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const form = $("formular");

/** Makes an element with properties, and attributes in `set`. */
export function make(tag, { set = {}, ...properties }) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const name in set) element.setAttribute(name, set[name]);
  return element;
}

/** Asks the server for a fragment; with `body` it is a post. */
export const ask = (url, body) =>
  fetch(url, { method: body ? "POST" : "GET", headers: { "HX-Request": "true" }, body, signal: AbortSignal.timeout(30000) });
