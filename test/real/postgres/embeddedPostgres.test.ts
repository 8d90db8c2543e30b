import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EmbeddedPostgres } from '../../../src/adapters/postgres/embeddedPostgres.ts';
import { PostgresCouponStore } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import { PostgresUnusable } from '../../../src/adapters/postgres/postgresUnusable.ts';
import { RunDatabase } from '../../../src/adapters/postgres/runDatabase.ts';
import { stockOf } from '../../contract/couponStoreSteps.ts';
import { pollUntil } from './pollUntil.ts';
import { usablePostgres } from './usablePostgres.ts';

const ROOT = join(import.meta.dirname, '../../..');
const server = await usablePostgres();
let programFolder = '';
/** Where the servers of the programs have their data. */
let temporary = '';

beforeAll(async () => {
  programFolder = await mkdtemp(join(tmpdir(), 'partition-lab-test-'));
  // PostgreSQL runs as another user if the tests run as root: it must be able to enter.
  await chmod(programFolder, 0o755);
  temporary = join(programFolder, 'tmp');
  await mkdir(temporary);
  // As in the package: one bundle, and the keeper beside it.
  await build({
    entryPoints: [join(import.meta.dirname, 'ownerProgram.ts')],
    outfile: join(programFolder, 'ownerProgram.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const keeper = 'postgresKeeper.mjs';
  await copyFile(join(ROOT, 'src/adapters/postgres', keeper), join(programFolder, keeper));
  await symlink(join(ROOT, 'node_modules'), join(programFolder, 'node_modules'));
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await server?.stop();
  await rm(programFolder, { recursive: true, force: true });
});

type Owner = ChildProcessByStdio<null, Readable, null>;

interface Owned {
  readonly serverPid: number;
  readonly keeperPid: number;
  readonly dataFolder: string;
}

function startOwner(...options: readonly string[]): Owner {
  return spawn(process.execPath, [join(programFolder, 'ownerProgram.mjs'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: temporary },
  });
}

async function ownedBy(owner: Owner): Promise<Owned> {
  for await (const line of createInterface({ input: owner.stdout })) {
    return JSON.parse(line) as Owned;
  }
  throw new Error('the program ended without a server');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when server and keeper have ended and the data is removed. */
async function untilNothingIsLeft({ serverPid, keeperPid, dataFolder }: Owned): Promise<void> {
  await pollUntil('the end of the keeper', () => !isAlive(keeperPid));
  await pollUntil('the end of the server', () => !isAlive(serverPid));
  expect(existsSync(dataFolder)).toBe(false);
}

async function answerOf(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ answer: unknown }>(sql);
  await client.end();
  return rows[0]!.answer;
}

/** The reason of the failed start. */
async function complaintOf(start: Promise<EmbeddedPostgres>): Promise<string> {
  const error: unknown = await start.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PostgresUnusable);
  return (error as PostgresUnusable).message;
}

describe.skipIf(server === null)('EmbeddedPostgres', () => {
  it('answers, in UTF-8, with the settings that were asked for, on this machine only', async () => {
    const url = server!.url;
    expect(await answerOf(url, `SELECT '쿠폰' AS answer`)).toBe('쿠폰');
    expect(await answerOf(url, `SELECT current_setting('server_encoding') AS answer`)).toBe('UTF8');
    expect(await answerOf(url, `SELECT current_setting('fsync') AS answer`)).toBe('off');
    expect(await answerOf(url, `SELECT current_setting('listen_addresses') AS answer`)).toBe(
      '127.0.0.1',
    );
    expect(isAlive(server!.serverPid)).toBe(true);
  });

  it('keeps strangers out', async () => {
    const wrong = server!.url.replace(/:[0-9a-f]+@/, ':wrong@');
    await expect(answerOf(wrong, 'SELECT 1')).rejects.toThrow(/password/);
  });

  it('says in the words of PostgreSQL why it does not start, and leaves nothing', async () => {
    vi.stubEnv('TMPDIR', temporary);
    const message = await complaintOf(EmbeddedPostgres.start({ settings: { no_such: '1' } }));
    expect(message).toMatch(/the embedded PostgreSQL does not start/);
    expect(message).toMatch(/unrecognized configuration parameter "no_such"/);
    expect(await leftovers(temporary)).toEqual([]);
  });

  it('gives up in time, and leaves nothing', async () => {
    vi.stubEnv('TMPDIR', temporary);
    const message = await complaintOf(EmbeddedPostgres.start({ startTimeoutMs: 1 }));
    expect(message).toMatch(/not ready within 1 ms/);
    expect(await leftovers(temporary)).toEqual([]);
  });

  it('is started for a run that names no server, and ends with it', async () => {
    const database = await RunDatabase.open({
      url: null,
      runId: 'own',
      hasUserCouponKey: true,
      coupons: new Map([['C', 3]]),
    });
    const store = new PostgresCouponStore(database.storeSettings(1));
    expect(await stockOf(store, 'C')).toBe(3);
    await store.close();
    await database.close();
    await untilNothingIsLeft(database.embedded!);
  });

  it('tells when it is killed, or its keeper is; others go on, and stop in order', async () => {
    const others = await Promise.all([EmbeddedPostgres.start(), EmbeddedPostgres.start()]);
    expect(new Set([server!, ...others].map(({ url }) => url)).size).toBe(3);
    process.kill(others[0].serverPid, 'SIGKILL');
    process.kill(others[1].keeperPid, 'SIGKILL');
    expect(await others[0].ended).toBe('killed by SIGKILL');
    expect(await others[1].ended).toBe('its keeper was killed');
    await Promise.all(others.map(untilNothingIsLeft));
    await Promise.all(others.map((other) => other.stop()));

    const client = new pg.Client({ connectionString: server!.url });
    client.on('error', () => undefined);
    await client.connect();
    await Promise.all([server!.stop(), server!.stop()]);
    expect(await server!.ended).toBeNull();
    await untilNothingIsLeft(server!);
    const socket = connect(Number(new URL(server!.url).port), '127.0.0.1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe.skipIf(server === null)('EmbeddedPostgres: the process that owns it', () => {
  it('leaves nothing behind, be it killed, interrupted, or just at its end', async () => {
    const ends: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGINT', null];
    await Promise.all(
      ends.map(async (signal) => {
        const owner = startOwner(...(signal === null ? ['--exit'] : []));
        const exit = once(owner, 'exit');
        const owned = await ownedBy(owner);
        if (signal !== null) owner.kill(signal);
        await exit;
        await untilNothingIsLeft(owned);
      }),
    );
  });

  it('leaves nothing behind when it dies before the server is up', async () => {
    const owner = startOwner();
    const exit = once(owner, 'exit');
    // initdb is at work.
    await pollUntil('a data folder with something in it', async () => {
      const [folder] = await leftovers(temporary);
      return folder !== undefined && (await readdir(join(temporary, folder))).length > 0;
    });
    owner.kill('SIGKILL');
    await exit;
    await pollUntil('the end of the data', async () => (await leftovers(temporary)).length === 0);
  });
});

/** Data folders of servers. */
async function leftovers(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith('partition-lab-postgres-'));
}
