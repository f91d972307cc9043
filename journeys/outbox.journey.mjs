import assert from 'node:assert/strict';

import { becomes } from './lib/becomes.mjs';
import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { advance } from './lib/clock.mjs';
import { journeys } from './lib/journey.mjs';
import { isFocused, tabTo } from './lib/keyboard.mjs';
import { fault, messages, noFaults, toOutbox, unfold } from './lib/outbox.mjs';
import { act, received, toOverview } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys(['--empty']);

const UNIT = 'Exempelby vårdcentral';
const HOUR = 'Ett meddelande försöker skickas i en timme. Går det inte hamnar det här. Det skickas inte av sig självt mer.';

async function begin(page, product, patient = PATIENTS.ordinary, user = 'eva') {
  await noFaults(product);
  await logIn(page, user, UNIT);
  await openPatient(page, patient);
}

async function signed(page, options) {
  await newCertificate(page);
  await fillComplete(page);
  return sign(page, options);
}

const menu = (page) => page.getByRole('navigation', { name: 'Huvudmeny' });
const types = (rows) => rows.locator('th [lang=en]').allInnerTexts();

journey(
  'S89 S90: what is signed, sent and deleted stands in the unit\'s outbox with its exact types',
  async ({ page, product, inspect, screenshot }) => {
    await begin(page, product);
    const id = await signed(page);
    await delivered(page);
    await toOutbox(page);
    await inspect();
    await unfold(page, 'skickade');
    const done = messages(page, 'skickade', id);
    assert.deepEqual(await types(done), ['Care certificate send', 'Care certificate']);
    assert.match(await done.first().innerText(), /Intyg till Försäkringskassan[\s\S]*19850314-9828[\s\S]*FK7804/);
    await done.first().getByRole('link', { name: 'Visa meddelande' }).click();
    await page.getByText('Kvittens').waitFor();
    await page.getByText(/^Intygstjänsten svarade .*: OK/).waitFor();
    assert.equal(await page.locator('#kontrollsumma').innerText().then((text) => text.length), 64);
    assert.equal(await page.locator('pre').isVisible(), false, 'the exact content is folded');
    await page.getByText('Exakt innehåll', { exact: true }).first().click();
    await page.locator('pre').waitFor();
    await inspect();
    await screenshot('message');

    await toOverview(page);
    await act(page, id, 'Radera');
    await page.getByLabel('Annat allvarligt fel').check();
    await page.getByLabel('Beskriv felet').fill('Fel datum i intyget.');
    await page.getByRole('button', { name: 'Radera', exact: true }).last().click();
    await page.locator('#flash').getByText('Intyget är raderat.').waitFor();
    await becomes(async () => {
      await page.goto('/enhet/utkorg');
      await unfold(page, 'skickade');
      return types(messages(page, 'skickade', id));
    }, ['Care certificate revoke', 'Care certificate send', 'Care certificate']);
    const revoke = messages(page, 'skickade', id).first();
    assert.match(await revoke.innerText(), /Raderat intyg\s+Intygstjänsten och Försäkringskassan/);
  },
);

journey(
  'S92 A89 D11: a receiver that is away is tried again by itself, and gets it once',
  async ({ page, product, inspect }) => {
    await begin(page, product);
    await fault(product, 'cut_before');
    const id = await signed(page);
    await page.locator('#lage .tag', { hasText: 'Försöker igen' }).waitFor();
    await toOutbox(page);
    const waiting = messages(page, 'vantar', id);
    await waiting.filter({ hasText: /Försöker igen \d\d\.\d\d, ger upp \d\d\.\d\d \(försök \d+\)/ }).waitFor();
    await waiting.filter({ hasText: 'Det gick inte att nå Intygstjänsten.' }).first().waitFor();
    await waiting.filter({ hasText: 'Väntar på Care certificate.' }).waitFor();
    await page.getByText(/Intygstjänsten svarar inte sedan \d\d\.\d\d\. 2 meddelanden väntar\./).waitFor();
    await inspect();
    await noFaults(product);
    await waiting.filter({ hasText: /Skickat \d\d\.\d\d/ }).nth(1).waitFor({ timeout: 60_000 });
    const there = await received(product, id);
    assert.deepEqual([there.register.length, there.recipient.length], [1, 1]);
    assert.ok(there.transmissions.length > 2, 'the first attempts are among what came');
  },
);

journey(
  'S93 A90 N05 A65: after the hour it is under FEL with its cause, is printed in its place, and arrives once when sent again',
  async ({ page, product, inspect, screenshot }) => {
    await begin(page, product);
    const before = await menu(page).getByRole('link', { name: /^Enhetens utkorg/ }).innerText();
    assert.equal(before.trim(), 'Enhetens utkorg');
    await fault(product, 'cut_before');
    const id = await signed(page);
    await page.locator('#lage .tag', { hasText: 'Försöker igen' }).waitFor();
    await advance(product, 61 * 60);
    await becomes(async () => {
      await page.goto('/enhet/utkorg');
      return messages(page, 'fel', id).count();
    }, 1);
    await page.getByRole('heading', { level: 2, name: /^FEL \(\d+\)$/ }).waitFor();
    await page.getByText(HOUR).waitFor();
    await menu(page).getByRole('link', { name: 'Enhetens utkorg, 1 FEL', exact: true }).waitFor();
    const row = messages(page, 'fel', id);
    assert.match(await row.innerText(), /FEL sedan \d\d\.\d\d[\s\S]*Det gick inte att nå Intygstjänsten\./);
    await row.getByText(/^\d+ försök/).click();
    await row.getByText(/^\d{4}-\d\d-\d\d kl\. \d\d\.\d\d\.\d\d/).first().waitFor();
    const behind = messages(page, 'vantar', id);
    assert.match(await behind.innerText(), /Väntar på Care certificate\.[\s\S]*Det ligger under FEL: Det gick inte att nå Intygstjänsten\./);
    await inspect();
    await screenshot('outbox');

    await row.getByRole('link', { name: 'Skriv ut som reservrutin' }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByLabel('Varför skriver du ut?').inputValue(), 'Reservrutin vid driftstopp');
    await dialog.getByRole('button', { name: 'Skriv ut', exact: true }).click();
    await dialog.getByText('Utskriften är loggad').waitFor();
    await dialog.getByText('Stäng', { exact: true }).click();

    const sent = (await received(product, id)).transmissions.length;
    await noFaults(product);
    await page.waitForTimeout(2500);
    assert.equal((await received(product, id)).transmissions.length, sent, 'nothing more is tried by itself');
    await row.getByRole('button', { name: /^Skicka igen/ }).dblclick();
    await page.locator('#flash').getByText('Skickas igen.', { exact: true }).waitFor();
    await becomes(async () => {
      const { register, recipient } = await received(product, id);
      return [register.length, recipient.length];
    }, [1, 1]);
    await becomes(async () => {
      await page.goto('/enhet/utkorg');
      return messages(page, 'skickade', id).count();
    }, 2);
    const bodies = (await received(product, id)).transmissions.map((t) => `${t.interaction} ${t.body_digest}`);
    assert.equal(new Set(bodies).size, 2, 'every attempt had the same bytes');
  },
);

journey(
  'N05: three faults have three explanations; those alike are sent again together, and one is written off',
  async ({ page, context, product, inspect, screenshot }) => {
    await begin(page, product);
    const kinds = [
      ['validation_error', /Intygstjänsten godtog inte innehållet: /],
      ['application_error', /Intygstjänsten kunde inte behandla meddelandet: /],
      ['soap_fault', /Intygstjänsten godtog inte innehållet: Unmarshalling Error/],
      ['validation_error', /Intygstjänsten godtog inte innehållet: /],
    ];
    const ids = [];
    for (const [kind] of kinds) {
      await fault(product, kind, { interaction: 'SendCertificateToRecipient', text: 'Unmarshalling Error: x' });
      ids.push(await signed(page));
      await page.locator('#lage .tag', { hasText: /^\s*FEL\s*$/ }).waitFor();
      await noFaults(product);
      await toOverview(page);
    }
    await toOutbox(page);
    for (const [index, [, cause]] of kinds.entries()) {
      assert.match(await messages(page, 'fel', ids[index]).innerText(), cause);
    }
    await page.getByRole('button', { name: 'Skicka alla med samma orsak (2)' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /Skicka alla med samma orsak/ }).count(), 1);
    await inspect();

    // The count follows on another page without a reload.
    const other = await context.newPage();
    await other.goto('/patient');
    const link = menu(other).getByRole('link', { name: /^Enhetens utkorg/ });
    assert.equal((await link.innerText()).replace(/\s+/g, ' ').trim(), 'Enhetens utkorg, 4 FEL');

    await page.getByRole('button', { name: 'Skicka alla med samma orsak (2)' }).click();
    await page.locator('#flash').getByText('Skickas igen.', { exact: true }).waitFor();
    await becomes(async () => {
      const all = await Promise.all(ids.map(async (id) => (await received(product, id)).recipient.length));
      return all;
    }, [1, 0, 0, 1]);
    await other.bringToFront();
    await becomes(async () => (await link.innerText()).replace(/\s+/g, ' ').trim(), 'Enhetens utkorg, 2 FEL');
    await other.close();

    const row = messages(page, 'fel', ids[1]);
    await row.getByRole('link', { name: /^Avskriv/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Hur sköts ärendet i stället?').fill('Post.');
    await dialog.getByRole('button', { name: 'Avskriv' }).click();
    await dialog.getByRole('link', { name: 'Skriv med minst 10 tecken hur ärendet sköts i stället.' }).waitFor();
    await inspect();
    await screenshot('write-off');
    await dialog.getByLabel('Hur sköts ärendet i stället?').fill('Skickat med post i dag.');
    await dialog.getByRole('button', { name: 'Avskriv' }).click();
    await page.locator('#flash').getByText('Meddelandet är avskrivet och skickas inte.').waitFor();
    await unfold(page, 'skickade');
    assert.match(await messages(page, 'skickade', ids[1]).first().innerText(), /Avskrivet \d\d\.\d\d, /);
    await page.goto(`/intyg/${ids[1]}`);
    await page.getByText('Avskrivet, skickas inte till Försäkringskassan. Kommentar: Skickat med post i dag.').waitFor();
  },
);

journey(
  'N05: an administrator sends again without seeing whose it is, without scripts and at 820 px',
  async ({ page, product, another, inspect, screenshot }) => {
    const doctor = await another();
    await begin(doctor.page, product);
    await fault(product, 'application_error', { interaction: 'RegisterCertificate' });
    const id = await signed(doctor.page, { consent: false });
    await doctor.page.locator('#lage .tag', { hasText: /^\s*FEL\s*$/ }).waitFor();
    await noFaults(product);

    await logIn(page, 'uno', UNIT);
    await page.goto('/enhet/utkorg');
    await page.getByRole('heading', { level: 1, name: 'Enhetens utkorg' }).waitFor();
    const row = page.locator('details#fel tbody').filter({ hasText: 'Intygstjänsten kunde inte behandla meddelandet' });
    await row.first().waitFor();
    const text = await page.locator('main').innerText();
    assert.doesNotMatch(text, /\d{8}-\d{4}/);
    assert.equal(await page.locator('main a[href*="/intyg/"]').count(), 0);
    await inspect();
    await screenshot('outbox-administrator');
    await row.first().getByRole('button', { name: /^Skicka igen/ }).click();
    await page.getByText('Skickas igen.', { exact: true }).waitFor();
    await becomes(async () => (await received(product, id)).register.length, 1);
  },
  { scripts: false, viewport: 'tablet' },
);

journey('N05: the outbox by keyboard alone', async ({ page, product }) => {
  await begin(page, product);
  await fault(product, 'application_error', { interaction: 'SendCertificateToRecipient' });
  const id = await signed(page);
  await page.locator('#lage .tag', { hasText: /^\s*FEL\s*$/ }).waitFor();
  await noFaults(product);
  await page.goto('/enhet/utkorg');
  const row = messages(page, 'fel', id);
  await tabTo(page, row.getByRole('link', { name: /^Avskriv/ }));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.ok(await isFocused(row.getByRole('link', { name: /^Avskriv/ })), 'back where it was opened');
  await page.goto('/enhet/utkorg');
  await tabTo(page, messages(page, 'fel', id).getByRole('button', { name: /^Skicka igen/ }));
  await page.keyboard.press('Enter');
  await page.locator('#flash').getByText('Skickas igen.', { exact: true }).waitFor();
  await becomes(async () => (await received(product, id)).recipient.length, 1);
});

journey('S89: the filter takes a personnummer and shows it in no address', async ({ page, product, inspect }) => {
  await begin(page, product, PATIENTS.leapDay);
  const id = await signed(page, { consent: false });
  await delivered(page, 'Skickat till Intygstjänsten');
  await toOutbox(page);
  await unfold(page, 'skickade');
  await page.getByLabel('Personnummer').fill(PATIENTS.leapDay);
  await page.getByLabel('Meddelandetyp').selectOption({ label: 'Care certificate' });
  await page.getByRole('button', { name: 'Sök' }).click();
  await page.getByText('1 träff', { exact: true }).waitFor();
  assert.doesNotMatch(page.url(), /2000/);
  assert.equal(await messages(page, 'skickade', id).count(), 1);
  await inspect();
  await page.getByLabel('Personnummer').fill(PATIENTS.young);
  await page.getByRole('button', { name: 'Sök' }).click();
  await page.getByText('Enheten har ingenting om det personnumret.').waitFor();
  await page.getByRole('link', { name: 'Återställ sökfilter' }).click();
  await page.waitForURL(/\/enhet\/utkorg(#skickade)?$/);
});
