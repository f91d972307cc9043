// Försäkringskassan writes, through the simulator.

/** Lets Försäkringskassan write about a certificate: `ask` with a subject's code, `reminder_of` or `reply_to` with a message's id. */
export async function write(product, certificate, message) {
  const answer = await fetch(`${product.simulator}api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ certificate, ...message }),
  });
  if (!answer.ok) throw new Error(`the simulator refuses the message: ${answer.status} ${await answer.text()}`);
}
