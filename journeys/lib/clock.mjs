// The simulator's clock, which the product of the demo follows.

/** Moves the clock on; what is due happens on the way. */
export async function advance(product, seconds) {
  const answer = await fetch(`${product.simulator}api/clock/advance`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ seconds }),
  });
  if (!answer.ok) throw new Error(`the clock was not moved: ${answer.status} ${await answer.text()}`);
}
