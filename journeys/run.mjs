// Runs the journeys, two files at a time: `node journeys/run.mjs [FILE…]`, without arguments all of them.
//
// Fails when a journey fails, and after a full run on SQLite also when a row of rows.json is named by no journey that passed.
// With JOURNEYS_DATABASE=postgres the product runs on PostgreSQL. JOURNEYS_REPORT names a file that gets the numbers of those passed and failed.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

import { onPostgres } from './lib/product.mjs';
import { missingRows } from './lib/rows.mjs';

const here = new URL('.', import.meta.url).pathname;
const inFolder = (folder, ending) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));

const named = process.argv.slice(2);
const all = [...inFolder(join(here, 'lib'), '.test.mjs'), ...inFolder(here, '.journey.mjs')];
const files = named.length > 0 ? named : all;

const passed = [];
const shown = [];
const failed = [];
const isTest = ({ name, details }) => details?.type !== 'suite' && !/\.mjs$/.test(name);

const stream = run({ files, concurrency: 2 });
stream.on('test:pass', (test) => {
  if (!isTest(test) || test.skip !== undefined || test.todo !== undefined) return;
  passed.push(test.name);
  if (!test.file?.endsWith('.test.mjs')) shown.push(test.name);
});
stream.on('test:fail', (test) => failed.push(test.name));
stream.compose(new spec()).pipe(process.stdout);
await new Promise((resolve) => {
  stream.once('end', resolve);
});

if (process.env.JOURNEYS_REPORT) writeFileSync(process.env.JOURNEYS_REPORT, `${passed.length} ${failed.length}\n`);

const problems = [];
if (failed.length > 0) problems.push(`failed: ${failed.join(' · ')}`);
if (passed.length === 0) problems.push('no journey was run');
if (named.length === 0 && !onPostgres) {
  const missing = missingRows(JSON.parse(readFileSync(join(here, 'rows.json'), 'utf8')), shown);
  if (missing.length > 0) problems.push(`rows that no journey shows: ${missing.join(' ')}`);
}
process.exitCode = problems.length > 0 ? 1 : 0;
process.on('exit', () => {
  for (const problem of problems) console.error(problem);
});
