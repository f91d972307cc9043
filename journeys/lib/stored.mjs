// What the product has stored, looked at while it does not run: an SQLite file has room for one process.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { sql } from './database.mjs';
import { program } from './product.mjs';

const run = promisify(execFile);

/** Writes a configuration for the commands that look into what a product has stored. Returns its path. */
export async function configuration({ data, database }, more = '') {
  const path = join(data, 'commands.toml');
  await writeFile(path, `database = ${JSON.stringify(database)}\ndata_dir = ${JSON.stringify(data)}\n${more}`);
  return path;
}

/** Runs `record show`. Returns what it prints, and the fields in it. */
export async function record(product, id) {
  const config = await configuration(product);
  const { stdout } = await run(program(), ['record', 'show', id, '--config', config, '--reason', 'kontroll']);
  const fields = [...stdout.matchAll(/^([a-z0-9 ]+): /gm)].map(([, field]) => field);
  return { text: stdout, fields };
}

/** Reads the access log, oldest first. It has no page of its own yet, and the database no command to read it. */
export const accessLog = (product) =>
  sql(product, 'SELECT staff_id, action, activity, patient_id, resource_id, reason, outcome FROM audit_log ORDER BY seq');
