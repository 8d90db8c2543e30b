import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { endServer } from './endServer.ts';
import { freePort } from './freePort.ts';
import { KeeperMessages } from './keeperMessages.ts';
import type { Keeper } from './keeperMessages.ts';
import { PortTaken } from './portTaken.ts';
import { PostgresUnusable } from './postgresUnusable.ts';

/** What may be said about the server. */
export interface EmbeddedPostgresOptions {
  /** Settings of postgresql.conf that differ from PostgreSQL's own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long initdb and the start may take together. */
  readonly startTimeoutMs?: number;
}

const KEEPER = fileURLToPath(new URL('./postgresKeeper.mjs', import.meta.url));
const USER = 'partition_lab';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/** A port that was free a moment ago may be taken by another process: then the next one. */
const PORT_ATTEMPTS = 5;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // Shared memory in the data folder: nothing stays behind in /dev/shm after a kill.
  dynamic_shared_memory_type: 'mmap',
};

/**
 * A real PostgreSQL on this machine without an installation: data in a temporary folder of its own,
 * a free port of 127.0.0.1, a random password. It ends with this process at the latest.
 */
export class EmbeddedPostgres {
  readonly url: string;
  /** The server's main process. */
  readonly serverPid: number;
  /** Removed with everything in it when the server has ended. */
  readonly dataFolder: string;
  /** The process that ends the server when this one is gone. */
  readonly keeperPid: number;
  /** Resolves when the server has ended: with null after `stop`, else with what happened. */
  readonly ended: Promise<string | null>;
  private readonly keeper: Keeper;
  private isStopping = false;

  private constructor(keeper: Keeper, messages: KeeperMessages, place: ServerPlace, pid: number) {
    this.keeper = keeper;
    this.url = urlOf(place);
    this.dataFolder = place.dataFolder;
    this.serverPid = pid;
    this.keeperPid = keeper.pid!;
    this.ended = this.watch(messages);
  }

  /** Resolves when the server answers. Rejects with PostgresUnusable, and leaves nothing behind. */
  static async start(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await EmbeddedPostgres.startOnce(options);
      } catch (error) {
        if (!(error instanceof PortTaken) || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  /** Ends the server in order and removes its data. May be called again. */
  async stop(): Promise<void> {
    const { keeper } = this;
    this.isStopping = true;
    keeper.ref();
    for (const pipe of pipesOf(keeper)) pipe.ref();
    keeper.stdin.end();
    const timer = setTimeout(() => keeper.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private static async startOnce(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const port = await freePort();
    const dataFolder = await mkdtemp(join(tmpdir(), 'partition-lab-postgres-'));
    const place = { dataFolder, port, password: randomBytes(16).toString('hex') };
    const keeper: Keeper = spawn(process.execPath, [KEEPER], {
      // A session of its own, and no folder that somebody may want to remove.
      detached: true,
      cwd: tmpdir(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // Written to after its death: its exit is what counts.
    keeper.stdin.on('error', () => undefined);
    const messages = new KeeperMessages(keeper);
    const settings = { ...SETTINGS, ...options.settings };
    keeper.stdin.write(JSON.stringify({ ...place, user: USER, settings }) + '\n');
    try {
      const pid = await messages.started(options.startTimeoutMs ?? START_TIMEOUT_MS);
      await checkAnswers(urlOf(place));
      return new EmbeddedPostgres(keeper, messages, place, pid);
    } catch (error) {
      await endKeeper(keeper, messages, dataFolder);
      throw error;
    }
  }

  private async watch(messages: KeeperMessages): Promise<string | null> {
    const { keeper, dataFolder } = this;
    // Whoever forgets to stop it can still end.
    keeper.unref();
    for (const pipe of pipesOf(keeper)) pipe.unref();
    const last = await messages.exited;
    await endServer(dataFolder);
    if (this.isStopping) return null;
    return last?.type === 'ended' ? last.detail : 'its keeper was killed';
  }
}

/** Where a server is to be. */
interface ServerPlace {
  readonly dataFolder: string;
  readonly port: number;
  readonly password: string;
}

/** The server's port is open before it serves: only an answer counts. */
async function checkAnswers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PostgresUnusable(`the embedded PostgreSQL does not answer: ${reason}`);
  } finally {
    await client.end();
  }
}

/** After a failed start: the keeper ends by itself, or is killed. */
async function endKeeper(
  keeper: Keeper,
  messages: KeeperMessages,
  dataFolder: string,
): Promise<void> {
  keeper.stdin.end();
  const timer = setTimeout(() => keeper.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await messages.exited;
  clearTimeout(timer);
  await endServer(dataFolder);
}

/** Pipes are sockets, which keep the process alive as long as they are open. */
function pipesOf({ stdin, stdout, stderr }: Keeper): readonly Socket[] {
  return [stdin as Socket, stdout as Socket, stderr as Socket];
}

function urlOf({ port, password }: ServerPlace): string {
  // Said here: a PGSSLMODE in the environment is meant for other servers.
  return `postgres://${USER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
}
