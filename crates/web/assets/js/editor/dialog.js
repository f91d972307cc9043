// Shows a fragment in a dialog on top of the page.

/** Opens a dialog with `html`; `onSubmit(form, submitter, close)` handles its forms. Gives the dialog. */
export function open(html, onSubmit, onCancel = () => {}) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("data-js", "");
  dialog.innerHTML = html;
  const body = dialog.querySelector(".dialog-body");
  dialog.setAttribute("aria-labelledby", body.getAttribute("aria-labelledby"));
  let isDone = false;
  const close = () => {
    isDone = true;
    dialog.close();
  };
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit?.(event.target, event.submitter, close);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!isDone) onCancel();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("h2").focus();
  return dialog;
}

/** Fetches a dialog. Gives null when the server does not answer with one. */
export async function load(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    const html = await answer.text();
    return answer.ok && html.includes("dialog-body") ? html : null;
  } catch {
    return null;
  }
}
