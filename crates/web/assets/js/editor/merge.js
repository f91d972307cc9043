// Puts the fragments of an answer into the page around what the user is doing: a field that is being written in keeps its text, its caret and its node.

import { $ } from "./editor/page.js";

// Set by scripts and unknown to the server.
const OURS = /^(open|role|aria-(activedescendant|autocomplete|controls|current|expanded))$/;

/** Exchanges every element of `html` that is on the page, by its id. `isLive(field)` tells that the page's text is newer than the answer's. */
export function merge(html, isLive) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const fresh of [...answer.content.children]) if ($(fresh.id)) morph($(fresh.id), fresh, isLive);
}

function morph(old, fresh, isLive) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !OURS.test(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!OURS.test(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.matches("[data-live]")) return;
  if (!old.matches("input, textarea")) children(old, fresh, isLive);
  if (!old.matches("input, textarea, select") || isLive(old)) return;
  old.checked = fresh.checked;
  if (old.value !== fresh.value) old.value = fresh.value;
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
    if (same.data === undefined) morph(same, next, isLive);
    else if (same.data !== next.data) same.data = next.data;
    at = same.nextSibling;
  }
  while (at) at = drop(at);
}

function find(node, next) {
  while (node && (key(node) !== key(next) || isOurs(node))) node = node.nextSibling;
  return node;
}

const key = (node) => node.nodeName + (node.id || node.getAttribute?.("for") || node.getAttribute?.("name") || "");
const isOurs = (node) => node.hasAttribute?.("data-js");

function drop(node) {
  const next = node.nextSibling;
  if (!isOurs(node)) node.remove();
  return next;
}
