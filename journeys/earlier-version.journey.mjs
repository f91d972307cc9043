import assert from 'node:assert/strict';

import { certificateId, delivered, fillComplete, inEditor, newCertificate, saved, sign } from './lib/certificate.mjs';
import { versionTwo } from './lib/configuration.mjs';
import { beginForm } from './lib/editor.mjs';
import { journeys } from './lib/journey.mjs';
import { act, toOverview } from './lib/overview.mjs';
import { openPatient, PATIENTS } from './lib/pages.mjs';

const journey = journeys(['--empty']);

const NOTE = /Utkastet följer en tidigare version av formuläret, 1\.3\./;

journey('A31: a draft of an earlier version says so once the later one is offered, and can be finished and sent', async ({ page, product, inspect }) => {
  const id = await beginForm(page, PATIENTS.ordinary);
  await fillComplete(page);
  assert.equal(await page.getByText(NOTE).count(), 0);

  await product.restart(() => versionTwo());
  await openPatient(page, PATIENTS.ordinary);
  await newCertificate(page);
  await page.getByLabel('min undersökning vid digitalt vårdmöte', { exact: true }).waitFor();
  assert.equal(await page.getByText(NOTE).count(), 0);
  await toOverview(page);

  await act(page, id, 'Ändra');
  assert.equal(await inEditor(page), id);
  await page.getByText(NOTE).waitFor();
  await inspect();
  await page.getByLabel('Övriga upplysningar', { exact: true }).fill('Skrivet i den tidigare versionen.');
  await saved(page);
  await page.getByRole('group', { name: 'Åtgärder', exact: true }).getByRole('checkbox', { name: 'Utkast' }).uncheck();
  await sign(page);
  assert.equal(certificateId(page), id);
  await delivered(page);
  const stored = await (await page.request.get(`${product.simulator}api/certificates/${id}`)).text();
  assert.match(stored, />1\.3</);
});
