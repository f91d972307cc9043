// The product's database, past the product.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX = { maxBuffer: 64 << 20 };

const IN_FILE = `
import json, sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=10) as database:
    cursor = database.execute(sys.argv[2])
    names = [column[0] for column in cursor.description or []]
    print(json.dumps([dict(zip(names, row)) for row in cursor]))
`;

/**
 * Runs one statement that both databases understand.
 *
 * @param {{database: string}} product whose database it is
 * @param {string} statement without a semicolon
 * @returns {Promise<object[]>} the rows of a SELECT
 */
export async function sql({ database }, statement) {
  if (database.startsWith('sqlite:')) {
    const { stdout } = await run(process.env.PYTHON ?? 'python3', ['-c', IN_FILE, database.slice('sqlite:'.length), statement], MAX);
    return JSON.parse(stdout);
  }
  const asked = /^SELECT/.test(statement) ? `SELECT COALESCE(json_agg(row), '[]') FROM (${statement}) row` : statement;
  const { stdout } = await run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', asked, database], MAX);
  return stdout.trim() === '' ? [] : JSON.parse(stdout);
}
