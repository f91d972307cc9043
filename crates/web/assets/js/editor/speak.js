// The two live regions. Nothing else on the page speaks.

let said, saidAt = 0;

/** Speaks when the user pauses. */
export const tell = (text) => speak("status", text);

/** Speaks at once. */
export const warn = (text) => speak("alert", text);

function speak(id, text) {
  if (!text || (text === said && Date.now() - saidAt < 3000)) return;
  [said, saidAt] = [text, Date.now()];
  const region = document.getElementById(id);
  region.textContent = "";
  // A change of text is spoken, a repetition is not.
  requestAnimationFrame(() => { region.textContent = text; });
}
