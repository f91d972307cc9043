import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { delivered, fillComplete, logIn, newCertificate, openPatient, sign } from './lib/certificate.mjs';
import { journeys } from './lib/journey.mjs';
import { PATIENTS } from './lib/pages.mjs';
import { accessLog, configuration, record } from './lib/stored.mjs';

const journey = journeys();

const DOCTOR = 'SE0000000000-P001';
const UNIT = 'Exempelby vårdcentral';
const OLD = ['Alma', 'Exempelsson'];
const NEW = ['Asta', 'Nytagen'];
const PROTECTED = ['Ebba', 'Provdahl'];
const JOURNAL = new URL('../crates/journal/data/demo.toml', import.meta.url);

const digits = (patient) => patient.replace('-', '');

/** Signs a certificate and reads it once more. Returns its id. */
async function signed(page, patient) {
  await openPatient(page, patient);
  await newCertificate(page);
  await fillComplete(page);
  const id = await sign(page);
  await delivered(page);
  await page.reload();
  return id;
}

/** Writes a demo journal in which the patient has a new name. Returns the arguments that make the product use it. */
async function renamed(product) {
  const journal = await readFile(JOURNAL, 'utf8');
  const changed = journal.replace(`name = "${OLD.join(' ')}"`, `name = "${NEW.join(' ')}"`);
  assert.notEqual(changed, journal);
  const path = join(product.data, 'journal.toml');
  await writeFile(path, changed);
  return ['--config', await configuration(product, `[journal]\ndemo_file = ${JSON.stringify(path)}\n`)];
}

journey(
  'S09 S10 S11: the stored certificate knows its patient by the personnummer alone, and every look at it is in the access log',
  async ({ page, product, inspect }) => {
    await logIn(page, 'eva', UNIT);
    const open = await signed(page, PATIENTS.ordinary);
    const hidden = await signed(page, PATIENTS.protectedIdentity);
    const banner = page.getByRole('region', { name: 'Patient', exact: true });
    await banner.getByText('Skyddade personuppgifter').waitFor();
    await banner.getByText(/Namn visas inte/).waitFor();
    for (const part of PROTECTED) assert.ok(!(await page.content()).includes(part), 'the name is not in the page');
    await inspect();
    await page.goto(`/intyg/${open}`);
    await banner.getByText(OLD.join(' ')).waitFor();
    const body = await page.locator('main').innerText();
    for (const part of OLD) assert.ok(!body.includes(part), 'the certificate shows no name');

    const stored = [];
    let log;
    await product.restart(async () => {
      for (const id of [open, hidden]) stored.push(await record(product, id));
      log = await accessLog(product);
      return renamed(product);
    });

    const [{ text, fields }, { text: hiddenText, fields: hiddenFields }] = stored;
    assert.deepEqual(hiddenFields, fields, 'both records have the same fields');
    assert.match(text, new RegExp(`^personnummer: ${digits(PATIENTS.ordinary)}$`, 'm'));
    assert.match(hiddenText, new RegExp(`^personnummer: ${digits(PATIENTS.protectedIdentity)}$`, 'm'));
    for (const part of [...OLD, ...PROTECTED]) assert.ok(!(text + hiddenText).includes(part), `${part} is not stored`);
    const person = text.match(/<c:patient>[\s\S]*?<\/c:patient>/)[0];
    const inPatient = [...person.matchAll(/<(?:c|t):([\w-]+)>([^<]+)</g)].map(([, name, value]) => [name, value]);
    assert.deepEqual(
      inPatient,
      [
        ['root', '1.2.752.129.2.1.3.1'],
        ['extension', digits(PATIENTS.ordinary)],
      ],
      'nothing but the number is filled in',
    );

    for (const [id, patient] of [
      [open, PATIENTS.ordinary],
      [hidden, PATIENTS.protectedIdentity],
    ]) {
      const about = log.filter((entry) => entry.resource_id === id);
      assert.ok(about.every((entry) => entry.patient_id === digits(patient)));
      const reads = about.filter(({ staff_id: staff, activity }) => staff === DOCTOR && activity === 'Läsa').map(({ action }) => action);
      const visits = id === open ? 3 : 2;
      assert.deepEqual(reads, ['view_draft', ...Array(visits).fill('view_certificate')]);
      assert.equal(about.filter(({ action, reason }) => action === 'record_show' && reason === 'kontroll').length, 1);
    }

    await page.reload();
    await banner.getByText(NEW.join(' ')).waitFor();
    assert.equal(await page.locator('main').innerText(), body, 'the certificate is as it was');
    await inspect();
  },
);
