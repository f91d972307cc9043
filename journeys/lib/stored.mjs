// What the product has stored, looked at while it does not run: the database has room for one process.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { program } from './product.mjs';

const run = promisify(execFile);

const DATABASE = 'intyg.db';

/** The access log has no page of its own yet, and the database no command to read it. */
const ACCESS_LOG = `
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT staff_id, action, activity, patient_id, resource_id, reason, outcome FROM audit_log ORDER BY seq")
names = [column[0] for column in rows.description]
print(json.dumps([dict(zip(names, row)) for row in rows]))
`;

/** Writes a configuration for the commands that look into a folder of data. Returns its path. */
export async function configuration(data, more = '') {
  const path = join(data, 'commands.toml');
  await writeFile(path, `database = ${JSON.stringify(`sqlite:${join(data, DATABASE)}`)}\ndata_dir = ${JSON.stringify(data)}\n${more}`);
  return path;
}

/** Runs `record show`. Returns what it prints, and the fields in it. */
export async function record(data, id) {
  const config = await configuration(data);
  const { stdout } = await run(program(), ['record', 'show', id, '--config', config, '--reason', 'kontroll']);
  const fields = [...stdout.matchAll(/^([a-z0-9 ]+): /gm)].map(([, field]) => field);
  return { text: stdout, fields };
}

/** Reads the access log, oldest first. */
export async function accessLog(data) {
  const { stdout } = await run(process.env.PYTHON ?? 'python3', ['-c', ACCESS_LOG, join(data, DATABASE)], { maxBuffer: 64 << 20 });
  return JSON.parse(stdout);
}
