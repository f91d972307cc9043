// Enhetens utkorg, and receivers that make trouble.

/** Tells the simulator what goes wrong from now on; without a certificate for all of them. */
export async function fault(product, kind, { interaction = 'All', certificate, ...more } = {}) {
  const answer = await fetch(`${product.simulator}api/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ interaction, certificate, fault: { kind, ...more } }),
  });
  if (!answer.ok) throw new Error(`the simulator refuses the fault: ${answer.status} ${await answer.text()}`);
}

/** Lets everything go well again. */
export const noFaults = (product) => fetch(`${product.simulator}api/faults`, { method: 'DELETE' });

/** Opens Enhetens utkorg by the menu. */
export async function toOutbox(page) {
  await page.getByRole('navigation', { name: 'Huvudmeny' }).getByRole('link', { name: /^Enhetens utkorg/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Enhetens utkorg' }).waitFor();
}

/** Returns the rows about a certificate in a part of the outbox. */
export function messages(page, part, certificate) {
  return page.locator(`details#${part} tbody`).filter({ has: page.locator(`a[href="/intyg/${certificate}"]`) });
}

/** Unfolds a part of the outbox. */
export async function unfold(page, part) {
  await page.locator(`details#${part}`).evaluate((details) => {
    details.open = true;
  });
}
