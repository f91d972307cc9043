// The real product: `nationella-intyg demo` with its simulator, on free ports and with a database of its own: an SQLite file, or a
// PostgreSQL database with JOURNEYS_DATABASE=postgres.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findPersonNumber } from './privacy.mjs';

const START_MS = 30_000;
const STOP_MS = 15_000;

/** Whether the product runs on PostgreSQL. */
export const onPostgres = process.env.JOURNEYS_DATABASE === 'postgres';

/** Path of the program: NATIONELLA_INTYG_BIN, or what `cargo build` makes. */
export function program() {
  const folder = process.env.CARGO_TARGET_DIR ?? new URL('../../target', import.meta.url).pathname;
  return process.env.NATIONELLA_INTYG_BIN ?? join(folder, 'debug', 'nationella-intyg');
}

/**
 * Starts the product and waits for the addresses that it prints:
 * `Nationella intyg: http://127.0.0.1:PORT/` and `Simulator: http://127.0.0.1:PORT/`.
 *
 * @param {string[]} demoArguments further arguments of the demo command
 * @returns {Promise<{url: string, simulator: string, data: string, database: string, output: () => string, stop: () => Promise<void>,
 *   restart: (between: () => Promise<string[]>) => Promise<void>}>} `data` is the folder of the product's files, `database` the address of its
 *   database; `restart` calls `between` while the product does not run, and starts it again, at the same addresses and with the arguments that
 *   `between` returns
 */
export async function startProduct(demoArguments = []) {
  const database = onPostgres ? await makeDatabase() : undefined;
  const more = database ? [...demoArguments, '--database', database.url] : demoArguments;
  const folder = await mkdtemp(join(tmpdir(), 'nationella-intyg-'));
  const data = join(folder, 'demo-data');
  const forget = () => rm(folder, { recursive: true, force: true });
  const run = (port, simulatorPort, further) =>
    runProduct(['demo', '--port', port, '--simulator-port', simulatorPort, '--data', data, ...further], folder);
  try {
    let running = await run('0', '0', more);
    const { url, simulator } = running;
    return {
      url,
      simulator,
      data,
      database: database?.url ?? `sqlite:${join(data, 'intyg.db')}`,
      output: () => running.output(),
      async restart(between) {
        await running.stop();
        running = await run(new URL(url).port, new URL(simulator).port, [...more, ...(await between())]);
      },
      stop: () => running.stop().finally(forget).finally(database?.remove),
    };
  } catch (error) {
    await forget();
    await database?.remove();
    throw error;
  }
}

/** Makes a PostgreSQL database, which goes when its maker's input ends, however this process ends. */
async function makeDatabase() {
  const maker = spawn(join(dirname(program()), 'test-database'), [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => {
    maker.once('error', (error) => resolve(error.message));
    maker.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const url = await within(
    START_MS,
    Promise.race([
      new Promise((resolve) => {
        maker.stdout.setEncoding('utf8').once('data', (line) => resolve(line.trim()));
      }),
      ended,
    ]),
  );
  if (!url?.startsWith('postgres:')) throw new Error(`no PostgreSQL database: ${url ?? 'it was not made in time'}`);
  const remove = async () => {
    maker.stdin.end();
    const how = await within(STOP_MS, ended);
    if (how !== 'exit code 0') throw new Error(`the PostgreSQL database was not removed: ${how ?? 'not in time'}`);
  };
  return { url, remove };
}

async function runProduct(commandLine, folder) {
  // The whole log, since a personnummer is looked for in it.
  const env = { ...process.env, RUST_LOG: 'info,sqlx=warn' };
  const child = spawn(program(), commandLine, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);

  let output = '';
  let log = '';
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const started = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (stream === child.stderr) log += text;
        const found = addresses(output);
        if (found) resolve(found);
      });
    }
  });

  async function stop() {
    process.removeListener('exit', killAtExit);
    child.kill('SIGINT');
    const how = await within(STOP_MS, ended);
    if (how === undefined) child.kill('SIGKILL');
    if (how !== 'exit code 0') throw new Error(`Ctrl-C did not end the product cleanly: ${how ?? 'it went on'}\n${output}`);
    // The greeting on standard output names patients to try; the log must not.
    const leaked = log.split('\n').find(findPersonNumber);
    if (leaked) throw new Error(`the product logged a personnummer: ${leaked}`);
  }

  const found = await within(START_MS, Promise.race([started, ended]));
  if (!found?.url) {
    await stop().catch(() => {});
    throw new Error(`${program()} did not start (${found ?? 'no addresses printed in time'}):\n${output}`);
  }
  return { ...found, output: () => output, stop };
}

/** Reads the two addresses from what the product has printed so far; undefined until both are there. */
export function addresses(output) {
  const url = output.match(/^Nationella intyg: (http:\/\/\S+)/m)?.[1];
  const simulator = output.match(/^Simulator: (http:\/\/\S+)/m)?.[1];
  return url && simulator ? { url, simulator } : undefined;
}

/** Waits for a promise; undefined when it takes longer. */
async function within(ms, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
