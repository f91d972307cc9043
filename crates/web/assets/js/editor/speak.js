// The two live regions. Nothing else on the page speaks.

const said = { text: "", at: 0 };

/** Speaks when the user pauses. */
export const tell = (text) => speak("status", text);

/** Speaks at once. */
export const warn = (text) => speak("alert", text);

function speak(id, text) {
  const now = Date.now();
  if (!text || (text === said.text && now - said.at < 3000)) return;
  Object.assign(said, { text, at: now });
  const region = document.getElementById(id);
  region.textContent = "";
  // A change of text is spoken, a repetition is not.
  requestAnimationFrame(() => { region.textContent = text; });
}
