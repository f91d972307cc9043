import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { comes } from './lib/becomes.mjs';
import { day, delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { tabTo } from './lib/keyboard.mjs';
import { write } from './lib/conversation.mjs';
import { act } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const run = promisify(execFile);
const journey = journeys(['--empty']);

const UNIT = 'Exempelby vårdcentral';
const OTHER_UNIT = 'Ortopedmottagningen Exempelby sjukhus';
const EMPTY = 'Inkorgen är tom. Nya meddelanden från Försäkringskassan visas här.';

const menu = (page) => page.getByRole('navigation', { name: 'Huvudmeny' });
const rows = (page) => page.locator('main tbody');

/** Signs a certificate that Försäkringskassan gets. Returns its id. */
async function sent(page, patient) {
  await openPatient(page, patient);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page);
  await delivered(page);
  return id;
}

journey(
  'S87 S88 D10 A73: what Försäkringskassan writes stands in the inbox of the unit that issued, is counted and read in, and leaves when handled',
  async ({ page, product, another, inspect, screenshot }) => {
    await logIn(page, 'eva', UNIT);
    const id = await sent(page, PATIENTS.ordinary);
    await menu(page).getByRole('link', { name: 'Enhetens inkorg', exact: true }).click();
    await page.getByText(EMPTY, { exact: true }).waitFor();
    await inspect();

    await write(product, id, { ask: 'KONTKT', text: 'När går det bra att ringa?' });
    const points = [{ question: '35', text: 'Beskriv fynden närmare.' }];
    await write(product, id, { ask: 'KOMPLT', text: 'Vi behöver fler uppgifter.', points, last_reply_date: day(2) });
    // Neither the count nor the button needs a reload; they are asked for every half minute.
    await menu(page).getByRole('link', { name: 'Enhetens inkorg, 2 att åtgärda', exact: true }).waitFor({ timeout: 45_000 });
    await page.getByRole('link', { name: 'Visa 2 nya' }).click({ timeout: 45_000 });
    await page.getByText('2 träffar').waitFor();
    const request = rows(page).filter({ hasText: 'Begäran om komplettering' });
    assert.equal(await rows(page).first().getAttribute('id'), await request.getAttribute('id'), 'what must be answered comes first');
    assert.match(
      await request.innerText(),
      /PMOCareCertificateMessageToCare\s+Fråga\/svar från Försäkringskassan till läkare som utfärdat intyg[\s\S]*19850314-9828[\s\S]*FK7804 \d{4}-\d\d-\d\d[\s\S]*Eva Exempel[\s\S]*2 dagar kvar[\s\S]*Inläst/,
    );
    await inspect();
    await screenshot('inbox');

    const text = request.getByText('Vi behöver fler uppgifter.');
    assert.equal(await text.isVisible(), false);
    await request.getByRole('rowheader').click({ force: true });
    await text.waitFor();
    await request.getByRole('link', { name: /^Läs in/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`Meddelandet är redan inläst på intyget ${day()}.`).waitFor();
    await inspect();
    await dialog.getByText('Stäng', { exact: true }).click();
    const way = request.getByRole('link', { name: /^Åtgärda/ });
    assert.match(await way.getAttribute('href'), new RegExp(`^/intyg/${id}/konversation#`));

    await request.getByRole('link', { name: /^Tilldela/ }).click();
    await dialog.getByLabel('Vem ska ta hand om meddelandet?').selectOption({ index: 1 });
    const name = (await dialog.locator('option:checked').innerText()).split(',')[0];
    await dialog.getByRole('button', { name: 'OK' }).click();
    await page.locator('#flash').getByText('Meddelandet är tilldelat.').waitFor();
    await page.getByLabel('Tilldelat', { exact: true }).selectOption({ label: name });
    await page.getByLabel('Ärende').selectOption({ label: 'Begäran om komplettering' });
    await page.getByLabel('Personnummer').fill(PATIENTS.ordinary);
    await page.getByRole('button', { name: 'Sök' }).click();
    await page.getByText('1 träff', { exact: true }).waitFor();
    assert.doesNotMatch(page.url(), /850314/);
    assert.match(await request.innerText(), new RegExp(`Tilldelat ${name}`));

    const other = await another();
    await logIn(other.page, 'eva', OTHER_UNIT);
    await other.page.goto('/enhet/inkorg?status=alla');
    await other.page.getByText('Inga meddelanden i inkorgen passar filtret.').waitFor();
    await menu(other.page).getByRole('link', { name: 'Enhetens inkorg', exact: true }).waitFor();

    // A certificate that is taken back needs no answer any more.
    await openPatient(page, PATIENTS.ordinary);
    await act(page, id, 'Radera');
    await page.getByLabel('Annat allvarligt fel').check();
    await page.getByLabel('Beskriv felet').fill('Fel datum i intyget.');
    await page.getByRole('button', { name: 'Radera', exact: true }).last().click();
    await page.locator('#flash').getByText('Intyget är raderat.').waitFor();
    await menu(page).getByRole('link', { name: 'Enhetens inkorg', exact: true }).click();
    await page.getByText(EMPTY, { exact: true }).waitFor();
    await page.getByLabel('Status').selectOption({ label: 'Åtgärdade' });
    await page.getByRole('button', { name: 'Sök' }).click();
    await page.getByText('2 träffar').waitFor();
    assert.match(await request.innerText(), /Åtgärdad \d{4}-\d\d-\d\d, Eva Exempel/);
  },
);

const MOVED = `
import sqlite3, sys, uuid
database = sqlite3.connect(sys.argv[1], timeout=10)
database.row_factory = sqlite3.Row
with database:
    row = dict(database.execute("SELECT * FROM message WHERE certificate_id = ?", [sys.argv[2]]).fetchone())
    row.update(id=str(uuid.uuid4()), message_id="flyttat", certificate_id=None, read_in_at=None)
    names = ", ".join(row)
    database.execute(f"INSERT INTO message ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
`;

journey(
  'S88 D10: a message whose certificate has moved is read in by hand, without scripts, by keyboard and at 820 px',
  async ({ page, product, inspect }) => {
    await logIn(page, 'eva', UNIT);
    await openPatient(page, PATIENTS.young);
    await newCertificate(page);
    await fillComplete(page);
    const id = await sign(page);
    await comes('the certificate', async () => {
      await page.reload();
      return page.locator('#lage .tag', { hasText: 'Skickat till Försäkringskassan' }).count();
    });
    await write(product, id, { ask: 'OVRIGT', text: 'Vilket intyg gäller?' });
    await run(process.env.PYTHON ?? 'python3', ['-c', MOVED, join(product.data, 'intyg.db'), id]);
    await page.goto('/enhet/inkorg');
    const lost = rows(page).filter({ hasText: 'Hittades inte' });
    assert.match(await lost.innerText(), /20010610-9804[\s\S]*Ny\b[\s\S]*Läs in meddelandet på ett intyg först\./);
    await inspect();
    await tabTo(page, lost.getByRole('link', { name: /^Läs in/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Läs in meddelandet' }).waitFor();
    await inspect();
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByRole('link', { name: 'Välj vilket intyg meddelandet hör till.' }).waitFor();
    await inspect();
    await page.getByLabel(/FK7804 .*, signerat av Eva Exempel/).check();
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByText('Meddelandet är inläst på intyget.', { exact: true }).waitFor();
    assert.equal(await lost.count(), 0);
    assert.equal(await rows(page).filter({ hasText: '20010610-9804' }).filter({ hasText: 'Inläst' }).count(), 2);
  },
  { scripts: false, viewport: 'tablet', readsFile: true },
);
