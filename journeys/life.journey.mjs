import assert from 'node:assert/strict';

import { comes } from './lib/becomes.mjs';
import { certificateId, day, delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, saved, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { act, action, interactions, markFirst, post, received, row, section, toOverview } from './lib/overview.mjs';
import { PATIENTS } from './lib/pages.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const NAME = 'Läkarintyg för sjukpenning FK7804';

async function begin(page, patient = PATIENTS.ordinary, user = 'eva') {
  await logIn(page, user, UNIT);
  await openPatient(page, patient);
}

/** Writes and signs a certificate; ends in Visa, delivered. Returns its id. */
async function signed(page, { consent = true, ...answers } = {}) {
  await newCertificate(page);
  await fillComplete(page, answers);
  const id = await sign(page, { consent });
  await delivered(page, consent ? 'Skickat till Försäkringskassan' : 'Skickat till Intygstjänsten');
  return id;
}

const dialog = (page) => page.getByRole('dialog');
const danger = (page) => page.getByRole('button', { name: 'Radera', exact: true }).last();

/** Answers the dialog of Radera for a signed certificate. */
async function confirm(page, words = 'Fel datum i intyget.') {
  await page.getByLabel('Annat allvarligt fel').check();
  await page.getByLabel('Beskriv felet').fill(words);
  await danger(page).click();
}

/** Waits until the simulator has a certificate as revoked at both receivers, or at the first one. */
async function revokedAt(product, id, recipients) {
  const seen = await comes(`the revocation of ${id}`, async () => {
    const now = await received(product, id);
    return now.register[0]?.revoked_at && now;
  });
  assert.equal(seen.recipient.length, recipients);
  assert.ok(seen.recipient.every((delivery) => delivery.revoked_at));
  return seen;
}

journey(
  'S21 S67 S68 S69 S71 S72 S73 A49: a sent certificate is deleted with a reason, and is Makulerat at both recipients',
  async ({ page, context, product, inspect, screenshot }) => {
    await begin(page);
    const id = await signed(page);
    await toOverview(page);
    await act(page, id, 'Radera');
    await dialog(page).getByRole('heading', { name: 'Radera intyget?' }).waitFor();
    await dialog(page).getByText('Meddelande går till Intygstjänsten och Försäkringskassan. Det kan inte ångras.').waitFor();
    await inspect();
    await screenshot('delete');
    await page.getByRole('link', { name: 'Avbryt' }).click();
    await row(page, id, 'Aktuella intyg').waitFor();
    assert.deepEqual(await interactions(product, id), ['RegisterCertificate', 'SendCertificateToRecipient'], 'nothing before OK');

    await action(page, 'Radera').click();
    await dialog(page).waitFor();
    await danger(page).click();
    await dialog(page).getByRole('link', { name: 'Välj varför intyget raderas.' }).waitFor();
    await page.getByLabel('Annat allvarligt fel').check();
    await danger(page).click();
    await dialog(page).getByRole('link', { name: 'Beskriv felet.' }).waitFor();
    await inspect();
    await confirm(page);
    await page.locator('#flash').getByText('Intyget är raderat. Meddelande skickas till Intygstjänsten och Försäkringskassan.').waitFor();
    const deleted = row(page, id, 'Raderade');
    await deleted.waitFor();
    assert.equal(await row(page, id, 'Aktuella intyg').count(), 0, 'it has left its old list');
    await deleted.getByText('Annat allvarligt fel').waitFor();
    assert.ok(await deleted.getByRole('radio').isChecked());
    const seen = await revokedAt(product, id, 1);
    assert.equal(seen.transmissions.filter(({ interaction }) => interaction === 'RevokeCertificate').length, 1, 'one message, passed on');
    await inspect();
    await screenshot('deleted');

    await action(page, 'Visa').click();
    await page.waitForURL(/\/intyg\/[^/]+$/);
    await page.locator('#raderat').getByText(`Raderat ${day()} av`).waitFor();
    await page.locator('#raderat').getByText('Fel datum i intyget.').waitFor();
    await page.locator('section.answers').first().waitFor();
    await page.locator('#raderat').getByText('Intygstjänsten och Försäkringskassan är meddelade.').waitFor();
    await inspect();
    await screenshot('deleted-certificate');

    const simulator = await context.newPage();
    await simulator.goto(product.simulator);
    const article = (heading) => simulator.locator('section').filter({ has: simulator.getByRole('heading', { level: 2, name: heading }) });
    for (const heading of ['Intygstjänsten', 'Försäkringskassan']) {
      const entry = article(heading).locator('article').filter({ hasText: id });
      await entry.getByText(/^Makulerat /).waitFor();
      await entry.getByText('Annat allvarligt fel Fel datum i intyget.').waitFor();
    }
  },
);

journey('S72: what was never sent to Försäkringskassan is revoked at Intygstjänsten only', async ({ page, product }) => {
  await begin(page);
  const id = await signed(page, { consent: false });
  await page.getByRole('link', { name: 'Radera', exact: true }).click();
  await dialog(page).getByText('Meddelande går till Intygstjänsten. Det kan inte ångras.').waitFor();
  await confirm(page);
  await page.locator('#flash').getByText('Intyget är raderat. Meddelande skickas till Intygstjänsten.').waitFor();
  const seen = await revokedAt(product, id, 0);
  assert.deepEqual(
    seen.transmissions.map(({ interaction }) => interaction),
    ['RegisterCertificate', 'RevokeCertificate'],
  );
});

journey('D06 S70: a deleted draft goes to Raderade, and can be copied from there', async ({ page, product, inspect }) => {
  await begin(page);
  const id = await newCertificate(page);
  await fillComplete(page, { other: 'Det här ska rättas.' });
  await toOverview(page);
  await act(page, id, 'Radera');
  await dialog(page).getByRole('heading', { name: 'Radera utkastet?' }).waitFor();
  await inspect();
  await danger(page).click();
  await page.locator('#flash').getByText('Utkastet är raderat.').waitFor();
  await row(page, id, 'Raderade').getByText('Raderat utkast').waitFor();
  assert.deepEqual(await interactions(product, id), [], 'nothing is sent');
  await action(page, 'Ny kopia').click();
  const copy = await inEditor(page);
  assert.notEqual(copy, id);
  assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Det här ska rättas.');
});

journey(
  'S22 S61–S62 S64–S66 A19 A40 A41 A44 A46: Ny kopia extends an ongoing sick leave from the day after, and both say so',
  async ({ page, product, inspect, screenshot }) => {
    await begin(page, PATIENTS.ordinary);
    const id = await signed(page, { from: day(), to: day(20), other: 'Återbesök är bokat.' });
    const original = await page.locator('section.answers').allInnerTexts();
    await toOverview(page);
    await act(page, id, 'Ny kopia');
    const copy = await inEditor(page);
    assert.notEqual(copy, id);
    await page.locator('#flikar [aria-current=page]').filter({ hasText: 'Nytt intyg' }).waitFor();
    assert.equal(await page.getByLabel('Från och med, 100 procent', { exact: true }).inputValue(), day(21));
    assert.equal(await page.getByLabel('Till och med, 100 procent', { exact: true }).inputValue(), '');
    assert.ok(await page.getByLabel('100 procent', { exact: true }).isChecked());
    assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Återbesök är bokat.');
    assert.equal(await page.getByLabel('min undersökning av patienten', { exact: true }).isChecked(), false, 'a fact of a visit');
    const line = `På det ursprungliga intyget var slutdatumet för den sista sjukskrivningsperioden ${day(20)} och sjukskrivningsgraden var 100 procent.`;
    await page.getByText(line).waitFor();
    await page.locator('#originalet').getByRole('link', { name: `intyget ${day()}` }).waitFor();
    await inspect();
    await screenshot('copy');

    // Begun, it is continued and not doubled.
    await page.getByLabel('Övriga upplysningar', { exact: true }).fill('Ny bedömning.');
    await saved(page);
    await toOverview(page);
    await row(page, id).getByRole('radio').check();
    await action(page, 'Ny kopia').press('Enter');
    await page.locator('#orsak').getByRole('link', { name: 'Öppna' }).click();
    assert.equal(await inEditor(page), copy);
    assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Ny bedömning.');

    await page.getByLabel('50 procent', { exact: true }).check();
    assert.equal(await page.getByLabel('Från och med, 50 procent', { exact: true }).inputValue(), day(21), 'another degree begins then too');
    await saved(page);
    assert.equal(await page.getByLabel('Från och med, 50 procent', { exact: true }).inputValue(), day(21));
    await page.getByLabel('50 procent', { exact: true }).uncheck();
    await page.getByLabel('min undersökning av patienten', { exact: true }).check();
    await page.getByLabel('Datum, min undersökning av patienten', { exact: true }).fill(day());
    await page.getByLabel('Till och med, 100 procent', { exact: true }).fill(day(40));
    await page.getByLabel('Återgång i nuvarande sysselsättning är oklar.').check();
    await saved(page);
    await page.getByLabel('Utkast', { exact: true }).first().uncheck();
    await sign(page);
    await delivered(page);
    await page.getByRole('main').getByText(`Förlänger intyget ${day()}.`).waitFor();
    const seen = await received(product, copy);
    const exact = await (await fetch(`${product.simulator}api/certificates/${copy}`)).json();
    assert.ok(exact.xml.includes('FRLANG') && exact.xml.includes(id), 'the receivers know what it extends');
    assert.equal(seen.recipient.length, 1);
    await inspect();

    await page.getByRole('main').getByRole('link', { name: `intyget ${day()}` }).click();
    await page.waitForURL(`**/intyg/${id}`);
    await page.getByRole('main').getByText(`Förlängt av intyget ${day()}.`).waitFor();
    assert.deepEqual(await page.locator('section.answers').allInnerTexts(), original, 'the original is unchanged');
    await toOverview(page);
    await row(page, id).getByText('Förlängt', { exact: true }).waitFor();
    await row(page, copy).getByText('Förlänger').waitFor();
    await inspect();
    await screenshot('renewed');

    // A deleted original takes nothing with it; what was built on it is named.
    await act(page, copy, 'Radera');
    await dialog(page).getByText('Kontrollera om det också ska raderas.').waitFor();
    await page.keyboard.press('Escape');
    await act(page, id, 'Radera');
    await dialog(page).getByText('Det här bygger på intyget och raderas inte:').waitFor();
  },
);

journey('S63 D02: an ended sick leave is not extended, not by a made-up request either', async ({ page }) => {
  await begin(page, PATIENTS.endedSickLeave);
  const id = await markFirst(page, 'Tidigare intyg');
  const [, last] = (await row(page, id).locator('.col-period').innerText()).match(/–(\d{4}-\d\d-\d\d)/);
  const reason = `Sjukskrivningen avslutades ${last} och kan inte förlängas. Försäkringskassan tar inte emot en sådan kopia. Välj Ny.`;
  await action(page, 'Ny kopia').press('Enter');
  await page.locator('#orsak').getByText(reason).waitFor();
  const drafts = await section(page, 'Utkast').locator('tbody tr').count();
  const nyckel = await page.locator('input[name=nyckel]').first().inputValue();
  assert.deepEqual(await post(page, `/intyg/${id}/ny-kopia`, { nyckel }), { status: 409, code: 'STATE_CONFLICT' });
  await page.goto(`/intyg/${id}/ny-kopia`);
  await page.getByText(reason).waitFor();
  await page.goBack();
  assert.equal(await section(page, 'Utkast').locator('tbody tr').count(), drafts);
});

journey('S70 D07 A43: a deleted certificate is copied as a correction, dates included', async ({ page, product, inspect }) => {
  await begin(page);
  const id = await signed(page, { from: day(), to: day(10) });
  await toOverview(page);
  await act(page, id, 'Radera');
  await dialog(page).waitFor();
  await page.getByLabel('Skapa en kopia att rätta').check();
  await confirm(page);
  const copy = await inEditor(page);
  await page.locator('#flash').getByText('Intyget är raderat.').waitFor();
  await page.locator('#originalet').getByText('Rättad kopia av det raderade').waitFor();
  assert.equal(await page.getByLabel('Från och med, 100 procent', { exact: true }).inputValue(), day());
  assert.equal(await page.getByLabel('Till och med, 100 procent', { exact: true }).inputValue(), day(10));
  await inspect();
  await sign(page);
  await delivered(page);
  const exact = await (await fetch(`${product.simulator}api/certificates/${copy}`)).json();
  assert.ok(!exact.xml.includes(id), 'no relation to what was withdrawn');
});

journey(
  'S68 S61: deleting and copying work without scripts',
  async ({ page, inspect }) => {
    await begin(page);
    await newCertificate(page);
    await fillComplete(page);
    await page.getByRole('button', { name: 'Spara', exact: true }).last().click();
    await page.getByRole('checkbox', { name: /samtycke/ }).check();
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await page.waitForURL(/\/intyg\/[^/]+$/);
    const id = certificateId(page);
    await toOverview(page);
    await act(page, id, 'Ny kopia');
    const copy = await inEditor(page);
    await toOverview(page);
    await act(page, id, 'Ny kopia');
    await page.locator('#orsak').getByRole('link', { name: 'Öppna' }).click();
    assert.equal(await inEditor(page), copy);
    await toOverview(page);
    await act(page, id, 'Radera');
    await page.getByRole('heading', { level: 1, name: 'Radera intyget?' }).waitFor();
    await inspect();
    await confirm(page);
    await page.locator('#flash').getByText('Intyget är raderat.').waitFor();
    await row(page, id, 'Raderade').waitFor();
  },
  { scripts: false },
);

journey('S24 S31 S33: the preset certificate is chosen in Inställningar with OK', async ({ page, inspect, screenshot }) => {
  await begin(page);
  await page.getByRole('main').getByRole('link', { name: 'Inställningar' }).click();
  await page.getByRole('group', { name: 'Förvalt intyg' }).waitFor();
  await inspect();
  await screenshot('settings');
  assert.ok(await page.getByLabel('Inget').isChecked());
  await page.getByLabel(NAME).check();
  await page.getByRole('link', { name: 'Avbryt' }).click();
  await section(page, 'Utkast').waitFor();
  assert.equal(await page.locator('#forvalt').count(), 0, 'nothing without OK');
  await page.getByRole('main').getByRole('link', { name: 'Inställningar' }).click();
  await page.getByLabel(NAME).check();
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await page.locator('#flash').getByText('Inställningarna är sparade.').waitFor();
  await page.getByRole('button', { name: 'Logga ut' }).click();
  await begin(page);
  assert.equal((await page.locator('#forvalt').textContent()).trim(), `Förvalt: ${NAME}`, 'it survives the logout');
  await action(page, 'Ny').click();
  await inEditor(page);
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
});

journey('A42 N07: the whole form is cleared by mistake, and the state before is brought back from Historik', async ({ page, inspect, screenshot }) => {
  await begin(page);
  const id = await newCertificate(page);
  await fillComplete(page, { other: 'Det här ska tillbaka.' });
  await page.getByLabel('Övriga upplysningar', { exact: true }).fill('');
  await page.getByLabel('100 procent', { exact: true }).uncheck();
  await saved(page);
  await page.goto(`/intyg/${id}/historik`);
  const states = page.getByRole('region', { name: 'Sparade tillstånd, tabell' });
  await states.getByText('nuvarande').waitFor();
  await inspect();
  await screenshot('history');
  await states.getByRole('link').nth(1).click();
  for (let steps = 0; steps < 20 && (await page.locator('section.answers').getByText('Det här ska tillbaka.').count()) === 0; steps += 1) {
    await page.getByRole('link', { name: 'Äldre', exact: true }).click();
  }
  await page.locator('section.answers').getByText('Det här ska tillbaka.').waitFor();
  await inspect();
  await page.getByRole('button', { name: 'Återställ det här' }).click();
  await inEditor(page);
  assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Det här ska tillbaka.');
  assert.ok(await page.getByLabel('100 procent', { exact: true }).isChecked());
  assert.equal(await page.getByLabel('Från och med, 100 procent', { exact: true }).inputValue(), day());
});
