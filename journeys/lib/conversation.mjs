// Konversation, and Försäkringskassan at the other end of it.

/** Försäkringskassan writes about a certificate: `ask` a subject, or `reminder_of` or `reply_to` a message. */
export async function write(product, certificate, message) {
  const answer = await fetch(`${product.simulator}api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ certificate, ...message }),
  });
  if (!answer.ok) throw new Error(`the simulator refuses the message: ${answer.status} ${await answer.text()}`);
}

/** Returns the messages about a certificate as the simulator knows them, those from care with `from: "care"`. */
export async function written(product, certificate) {
  const state = await (await fetch(`${product.simulator}api/state`)).json();
  return state.messages.filter((message) => message.certificate === certificate);
}

/** Returns the messages with this heading. */
export function message(page, heading) {
  return page.locator('article.message').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
}

/** Opens Nytt meddelande by its button. */
export async function newMessage(page) {
  await page.getByRole('link', { name: 'Nytt meddelande', exact: true }).click();
  await page.waitForURL(/\/konversation\/nytt/);
}

/** Sends what stands in the form. */
export async function send(page, text) {
  await page.getByLabel('Meddelande', { exact: false }).last().fill(text);
  await page.getByRole('button', { name: 'Skicka', exact: true }).click();
  await page.locator('#flash').getByText('Meddelandet är lagt i utkorgen.').waitFor();
}

/** The word after the certificate: Pågående, Avslutad or Ingen konversation. */
export async function state(page) {
  return (await page.locator('#konversation-lage .tag').innerText()).trim();
}
