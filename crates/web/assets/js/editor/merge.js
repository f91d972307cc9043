// Puts the fragments of an answer into the page around what the user is doing: a field that is being written in keeps its text, its caret and its node.

// Set by scripts and unknown to the server.
const OURS = /^(open|role|aria-(activedescendant|autocomplete|controls|current|expanded|haspopup))$/;

/** Exchanges every element of `html` that is on the page, by its id. `isLive(field)` tells that the page's text is newer than the answer's. */
export function merge(html, isLive) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const fresh of [...answer.content.children]) {
    const old = document.getElementById(fresh.id);
    if (old) morph(old, fresh, isLive);
  }
}

function morph(old, fresh, isLive) {
  attributes(old, fresh);
  if (old.matches("[data-live]")) return;
  if (old.matches("input, textarea")) return value(old, fresh, isLive);
  children(old, fresh, isLive);
  if (old.matches("select")) value(old, fresh, isLive);
}

function value(old, fresh, isLive) {
  if (isLive(old)) return;
  if (old.type === "checkbox" || old.type === "radio") old.checked = fresh.checked;
  else if (old.value !== fresh.value) old.value = fresh.value;
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !OURS.test(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (!OURS.test(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function children(old, fresh, isLive) {
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = find(at, next);
    if (!same) {
      old.insertBefore(next, at);
      continue;
    }
    while (at !== same) at = drop(at);
    if (same.nodeType === Node.ELEMENT_NODE) morph(same, next, isLive);
    else if (same.data !== next.data) same.data = next.data;
    at = same.nextSibling;
  }
  while (at) at = drop(at);
}

function find(at, next) {
  const wanted = key(next);
  for (let node = at; node; node = node.nextSibling) if (key(node) === wanted && !isOurs(node)) return node;
  return null;
}

const key = (node) => node.nodeName + (node.id || node.getAttribute?.("for") || node.getAttribute?.("name") || "");
const isOurs = (node) => node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-js");

function drop(node) {
  const next = node.nextSibling;
  if (!isOurs(node)) node.remove();
  return next;
}
