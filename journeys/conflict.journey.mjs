import assert from 'node:assert/strict';

import { inEditor } from './lib/certificate.mjs';
import { FIELD, autosaved, beginForm, focused, waitFor } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { logIn, openPatient } from './lib/pages.mjs';

const journey = journeys();

const EVA = 'Eva Exempelius';
const ANNA = 'Anna Provström';

/** Lets Eva begin a draft, and Anna open the same one. */
async function together(visit, patient, options = {}) {
  const { page: eva } = visit;
  const id = await beginForm(eva, patient);
  await eva.locator(FIELD.other).fill('Skrivet av Eva.');
  await eva.locator(FIELD.other).press('Tab');
  if (options.scripts === false) await eva.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Validera' }).click();
  else await autosaved(eva);

  const other = await visit.another(options);
  const { page: anna } = other;
  await logIn(anna, 'anna');
  await openPatient(anna, patient);
  await anna.getByRole('radio', { name: /Läkarintyg för sjukpenning/ }).first().check();
  await anna.getByRole('button', { name: 'Ändra' }).click();
  assert.equal(await inEditor(anna), id);
  return { eva, anna, id, inspectAnna: other.inspect };
}

async function type(page, field, text) {
  await page.locator(field).fill(text);
  await page.locator(field).press('Tab');
}

journey('A07: changes of two people to different answers are both kept', async (visit) => {
  const { eva, anna } = await together(visit, '19850314-9828');
  await anna.getByText(new RegExp(`${EVA} har utkastet öppet sedan \\d\\d\\.\\d\\d`)).waitFor();
  await type(anna, FIELD.impairment, 'Skrivet av Anna.');
  await autosaved(anna);
  await type(eva, FIELD.limitation, 'Också av Eva.');
  await waitFor(eva, FIELD.impairment, 'Skrivet av Anna.');
  await autosaved(eva);
  assert.equal(await eva.getByRole('dialog').count(), 0);
  await anna.reload();
  await waitFor(anna, FIELD.limitation, 'Också av Eva.');
  await waitFor(anna, FIELD.impairment, 'Skrivet av Anna.');
});

journey('A07: the later save of the same answer is stopped, and told who changed it', async (visit) => {
  const { eva, anna } = await together(visit, '19780522-9817');
  await type(anna, FIELD.other, 'Annas text.');
  await type(anna, FIELD.impairment, 'Annas fynd.');
  await autosaved(anna);
  await type(eva, FIELD.other, 'Evas nya text.');

  const dialog = eva.getByRole('dialog', { name: `${ANNA} har ändrat samma utkast` });
  await dialog.waitFor();
  assert.equal(await focused(eva), 'konflikt-rubrik');
  const fields = dialog.getByRole('group');
  assert.deepEqual(await fields.locator('legend').allInnerTexts(), ['Övriga upplysningar'], 'only what both changed');
  const versions = await fields.locator('.version').allInnerTexts();
  assert.match(versions[0], /Ditt svar\s+Evas nya text\./);
  assert.match(versions[1], new RegExp(`Svar från ${ANNA}\\s+Annas text\\.`));
  await visit.inspect();
  await visit.screenshot('conflict');

  // Put off, it saves nothing and can be taken up again.
  await dialog.getByRole('link', { name: 'Avbryt' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.match(await eva.locator('#sparstatus').innerText(), new RegExp(`^Ändrat av ${ANNA} \\d\\d\\.\\d\\d$`));
  assert.equal(await eva.locator(FIELD.other).inputValue(), 'Evas nya text.', 'what was typed is there');
  await anna.reload();
  await waitFor(anna, FIELD.other, 'Annas text.');
  await eva.getByRole('button', { name: 'Visa skillnader' }).click();
  await dialog.getByRole('radio', { name: /^Ditt svar/ }).check();
  await dialog.getByRole('button', { name: 'Använd valen' }).click();
  await dialog.waitFor({ state: 'detached' });
  await autosaved(eva);
  await waitFor(eva, FIELD.other, 'Evas nya text.');
  await waitFor(eva, FIELD.impairment, 'Annas fynd.');

  // Now Anna is the later one, and takes what Eva wrote.
  await type(anna, FIELD.other, 'Annas andra text.');
  const hers = anna.getByRole('dialog', { name: `${EVA} har ändrat samma utkast` });
  await hers.getByRole('radio', { name: new RegExp(`^Svar från ${EVA}`) }).check();
  await hers.getByRole('button', { name: 'Använd valen' }).click();
  await waitFor(anna, FIELD.other, 'Evas nya text.');
  await type(anna, FIELD.limitation, 'Går vidare.');
  await autosaved(anna);
  await eva.reload();
  await waitFor(eva, FIELD.limitation, 'Går vidare.');
});

journey(
  'A07: without scripts the later save leads to a page with both answers',
  async (visit) => {
    const { eva, anna, inspectAnna } = await together(visit, '19690203-9830', { scripts: false });
    const validate = (page) => page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('button', { name: 'Validera' }).click();
    await anna.locator(FIELD.other).fill('Annas text.');
    await anna.locator(FIELD.impairment).fill('Annas fynd.');
    await eva.locator(FIELD.other).fill('Evas nya text.');
    await eva.locator(FIELD.limitation).fill('Evas iakttagelse.');
    await validate(eva);
    await eva.locator('.nav-count').waitFor();
    await validate(anna);
    await anna.getByRole('heading', { level: 1, name: `${EVA} har ändrat samma utkast` }).waitFor();
    await inspectAnna();
    await anna.getByRole('radio', { name: /^Ditt svar/ }).check();
    await anna.getByRole('button', { name: 'Använd valen' }).click();
    await inEditor(anna);
    assert.equal(await anna.locator(FIELD.other).inputValue(), 'Annas text.');
    assert.equal(await anna.locator(FIELD.impairment).inputValue(), 'Annas fynd.');
    assert.equal(await anna.locator(FIELD.limitation).inputValue(), 'Evas iakttagelse.');
  },
  { scripts: false },
);
