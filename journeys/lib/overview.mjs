// The lists of a patient's start page, and what the simulated receivers have got.

/** Returns a list of the start page by its heading. */
export function section(page, heading) {
  return page.locator('details.list-section').filter({ has: page.getByRole('heading', { name: new RegExp(`^${heading} \\(\\d+\\)$`) }) });
}

/** Returns the row of a certificate, in a list when its heading is given, otherwise wherever it is. */
export function row(page, id, heading = undefined) {
  return (heading ? section(page, heading) : page).locator(`tr#rad-${id}`);
}

/** Opens the start page by its tab. */
export async function toOverview(page) {
  await page.getByRole('navigation', { name: 'Öppna flikar' }).getByRole('link', { name: 'Översikt' }).click();
  await page.waitForURL(/\/patient\/[^/]+\/intyg/);
}

/** Returns a button of the start page's bar. */
export function action(page, name) {
  return page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name, exact: true });
}

/** Marks a certificate and presses a button of the bar. */
export async function act(page, id, name) {
  await row(page, id).getByRole('radio').check();
  await action(page, name).click();
}

/** Marks the first row of a list. Returns the id of its certificate. */
export async function markFirst(page, heading) {
  const first = section(page, heading).locator('tbody tr').first();
  await first.getByRole('radio').check();
  return (await first.getAttribute('id')).replace('rad-', '');
}

/** Asks the simulator what has come about a certificate, in the order of arrival; questions about it are not among what is transmitted. */
export async function received(product, id) {
  const state = await (await fetch(`${product.simulator}api/state`)).json();
  const calls = state.transmissions.filter(({ certificate }) => certificate === id);
  const isQuestion = ({ interaction }) => interaction === 'GetCertificate';
  return {
    transmissions: calls.filter((call) => !isQuestion(call)),
    questions: calls.filter(isQuestion).length,
    register: state.intygstjansten.filter((entry) => entry.id === id),
    recipient: state.forsakringskassan.filter(({ certificate }) => certificate === id),
  };
}

/** Returns the kinds of messages that have come about a certificate. */
export async function interactions(product, id) {
  return (await received(product, id)).transmissions.map(({ interaction }) => interaction);
}

/** Posts as the page itself would, with its token and origin. Returns status and error code of the answer. */
export async function post(page, path, fields) {
  const csrf = await page.locator('meta[name=csrf-token]').getAttribute('content');
  const answer = await page.request.post(path, {
    form: { csrf, ...fields },
    headers: { origin: new URL(page.url()).origin },
    maxRedirects: 0,
  });
  return { status: answer.status(), code: answer.headers()['x-error-code'] };
}
