import assert from 'node:assert/strict';

import { certificateId, day, delivered, fillComplete, inEditor, logIn, newCertificate, openPatient, save, saved, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { act, action, interactions, post, row, section, toOverview } from './lib/overview.mjs';

const journey = journeys();

const UNIT = 'Exempelby vårdcentral';
const IMPAIRMENT = 'Beskriv undersökningsfynd, testresultat och observationer';
const LOCKED = 'Intyget är signerat och låst. Välj Visa.';

async function begin(page, patient) {
  await logIn(page, 'eva', UNIT);
  await openPatient(page, patient);
}

const keepAsDraft = (page) => page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('checkbox', { name: 'Utkast' });

journey('S55 S56: Utkast stores an unfinished form without demands, and everything under Utkast can be changed', async ({ page, product, inspect }) => {
  await begin(page, PATIENTS.ordinary);
  const ids = [];
  for (const text of ['', 'Nedsatt grepp i vänster hand.']) {
    const id = await newCertificate(page);
    ids.push(id);
    await page.getByLabel(IMPAIRMENT).fill(text);
    await keepAsDraft(page).check();
    await save(page);
    await page.waitForURL(/\/patient\/[^/]+\/intyg/);
    await page.locator('#flash').getByText('Utkastet är sparat. Det är inte skickat.').waitFor();
    await row(page, id, 'Utkast').getByText('Utkast', { exact: true }).waitFor();
    assert.equal(await page.locator('#felsammanfattning').count(), 0);
    await inspect();
  }

  const listed = await section(page, 'Utkast').locator('tbody tr').evaluateAll((rows) => rows.map((each) => each.id.replace('rad-', '')));
  assert.deepEqual(listed.toSorted(), ids.toSorted());
  for (const id of listed) {
    await act(page, id, 'Ändra');
    assert.equal(await inEditor(page), id);
    assert.ok(await page.getByLabel(IMPAIRMENT).isEditable());
    await toOverview(page);
    assert.deepEqual(await interactions(product, id), [], 'nothing is sent');
  }
});

journey('D04: Utkast is not ticked from the start; what is begun is listed as Påbörjat and reopened with the tick', async ({ page, inspect }) => {
  await begin(page, PATIENTS.leapDay);
  const id = await newCertificate(page);
  assert.equal(await keepAsDraft(page).isChecked(), false);
  await page.getByLabel(IMPAIRMENT).fill('Svullnad över knäet.');
  await saved(page);
  await toOverview(page);
  await row(page, id, 'Utkast').getByText('Påbörjat', { exact: true }).waitFor();
  await act(page, id, 'Ändra');
  await inEditor(page);
  assert.equal(await keepAsDraft(page).isChecked(), true);
  await inspect();
});

journey('S25: a draft is sent only after Ändra and unticking Utkast', async ({ page, product }) => {
  await begin(page, PATIENTS.young);
  const id = await newCertificate(page);
  await fillComplete(page);
  await keepAsDraft(page).check();
  await save(page);
  await page.waitForURL(/\/patient\//);

  await act(page, id, 'Ändra');
  await inEditor(page);
  assert.equal(await keepAsDraft(page).isChecked(), true);
  await save(page);
  await page.locator('#flash').getByText('Utkastet är sparat. Det är inte skickat.').waitFor();
  await row(page, id, 'Utkast').waitFor();
  await act(page, id, 'Visa');
  await page.getByRole('link', { name: 'Leverans' }).click();
  await page.getByRole('region', { name: 'Leverans' }).getByText('Inget har skickats.').waitFor();
  assert.deepEqual(await interactions(product, id), []);

  await toOverview(page);
  await act(page, id, 'Ändra');
  await inEditor(page);
  await keepAsDraft(page).uncheck();
  await sign(page);
  await delivered(page);
  assert.deepEqual(await interactions(product, id), ['RegisterCertificate', 'SendCertificateToRecipient']);
});

journey('S57: a signed certificate is locked, for the buttons, the addresses and requests made by hand', async ({ page, inspect }) => {
  await begin(page, PATIENTS.manyDiagnoses);
  const id = await newCertificate(page);
  const rev = await page.locator('#rev').inputValue();
  const type = await page.locator('input[name=typ]').inputValue();
  await fillComplete(page);
  await sign(page);
  await delivered(page);
  await page.reload();
  const before = await page.locator('main').innerText();

  await toOverview(page);
  await row(page, id).getByRole('radio').check();
  await action(page, 'Ändra').press('Enter');
  await page.locator('#orsak').getByText(LOCKED).waitFor();
  await page.getByRole('alert').filter({ hasText: LOCKED }).waitFor();
  await inspect();

  await page.goto(`/intyg/${id}/redigera`);
  assert.notEqual(await page.getByText(/signerat/).count(), 0, 'the address of the editor says why');
  assert.equal(await page.locator('#formular, main textarea:not([readonly])').count(), 0);
  await inspect();

  const current = String(Number(rev) + 1);
  for (const [path, fields] of [
    ['svar', { 25: 'Ändrat för hand' }],
    ['spara', { fraga: '25', 25: 'Ändrat för hand' }],
    ['spara', { fraga: '25', 25: 'Ändrat för hand', utkast: 'true' }],
    ['validera', { fraga: '25', 25: 'Ändrat för hand' }],
  ]) {
    for (const at of [rev, current]) {
      const { status, code } = await post(page, `/intyg/${id}/${path}`, { typ: type, rev: at, ...fields });
      assert.deepEqual([status, code], [409, 'STATE_CONFLICT'], `${path} at ${at}`);
    }
  }
  await page.goto(`/intyg/${id}`);
  assert.equal(await page.locator('main').innerText(), before, 'nothing has changed');
  assert.equal(certificateId(page), id);
});

journey('S56: a draft that is taken up by a colleague can be changed by them', async ({ page, another }) => {
  await begin(page, PATIENTS.overHundred);
  const id = await newCertificate(page);
  await page.getByLabel(IMPAIRMENT).fill(`Undersökt ${day()}.`);
  await saved(page);
  const { page: theirs } = await another();
  await logIn(theirs, 'anna', UNIT);
  await openPatient(theirs, PATIENTS.overHundred);
  await act(theirs, id, 'Ändra');
  await inEditor(theirs);
  await theirs.getByLabel('Övriga upplysningar', { exact: true }).fill('Tillagt av en kollega.');
  await saved(theirs);
  await page.reload();
  assert.equal(await page.getByLabel('Övriga upplysningar', { exact: true }).inputValue(), 'Tillagt av en kollega.');
});
