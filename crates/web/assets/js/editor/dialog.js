// Shows a fragment in a dialog on top of the page. Source: ui 5.13.

/** Opens a dialog with `html`; `submitted(form, submitter, close)` handles its forms, `cancelled()` follows Avbryt and Esc. */
export function open(html, submitted, cancelled) {
  const dialog = document.createElement("dialog");
  dialog.innerHTML = html;
  dialog.setAttribute("aria-labelledby", dialog.querySelector("h2").id);
  let isDone = false;
  dialog.onclick = (event) => {
    if (!event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    dialog.close();
  };
  dialog.onsubmit = (event) => {
    event.preventDefault();
    submitted?.(event.target, event.submitter, () => {
      isDone = true;
      dialog.close();
    });
  };
  dialog.onclose = () => {
    dialog.remove();
    if (!isDone) cancelled?.();
  };
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("h2").focus();
  return dialog;
}

/** Fetches a dialog. Gives null when the server does not answer with one. */
export async function load(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const html = answer?.ok ? await answer.text() : "";
  return html.includes("dialog-body") ? html : null;
}
