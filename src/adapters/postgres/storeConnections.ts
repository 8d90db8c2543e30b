import { once } from 'node:events';
import pg from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import { StoreError } from '../../issuer/ports.ts';
import { storeErrorOf } from './storeErrorOf.ts';

/** Where the server is, and how patient its clients are. */
export interface ConnectionSettings {
  readonly url: string;
  /** Most connections at one time; further callers wait, in order and without limit. */
  readonly poolSize: number;
  /** How long opening a connection may take. */
  readonly connectTimeoutMs: number;
  /**
   * How long a statement may run, lock waits included, before the server gives it up. A server that
   * says nothing for twice as long is taken for lost.
   */
  readonly answerTimeoutMs: number;
  /** Shown by the server in pg_stat_activity. */
  readonly applicationName: string;
}

interface Waiter {
  readonly go: () => void;
  readonly giveUp: (error: StoreError) => void;
}

/**
 * The connections of one client process.
 *
 * pg's own pool opens and keeps them. Waiting for a free one is done here, as its pool counts that
 * wait towards the connect timeout: a busy store would look like a dead one.
 */
export class StoreConnections {
  private readonly settings: ConnectionSettings;
  private readonly pool: pg.Pool;
  private readonly clients = new Set<PoolClient>();
  private readonly waiting: Waiter[] = [];
  private free: number;
  private closing: Promise<void> | null = null;

  constructor(settings: ConnectionSettings) {
    const { url, poolSize, connectTimeoutMs, applicationName } = settings;
    if (!(poolSize >= 1)) throw new RangeError('the pool must have at least one connection');
    this.settings = settings;
    this.free = poolSize;
    this.pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 0,
      keepAlive: true,
      application_name: applicationName,
    });
    // A connection that breaks while nobody uses it: the pool drops it, the next caller gets
    // another one.
    this.pool.on('error', ignore);
    this.pool.on('connect', (client) => {
      this.clients.add(client);
      // One that breaks in use also fails the statement under way; without a listener the process
      // would end.
      client.on('error', ignore);
    });
    this.pool.on('remove', (client) => this.clients.delete(client));
  }

  /** A connection for one caller, who must `give` it back. Rejects with StoreError. */
  async take(): Promise<PoolClient> {
    if (this.closing !== null) throw closedError();
    if (this.free > 0) this.free--;
    else await this.waitForTurn();
    try {
      return await this.pool.connect();
    } catch (error) {
      this.passOn();
      throw storeErrorOf(error, 'connect');
    }
  }

  /** Takes a connection back; one in a transaction still, or not whole, is closed, not reused. */
  give(client: PoolClient, isWhole: boolean): void {
    client.release(!isWhole || client.getTransactionStatus() !== 'I');
    this.passOn();
  }

  /** Runs a statement. Rejects with the driver's error. */
  async query(
    client: PoolClient,
    text: string,
    values: readonly (string | number)[] | null,
  ): Promise<QueryResult<Readonly<Record<string, unknown>>>> {
    const limitMs = 2 * this.settings.answerTimeoutMs;
    const timer = setTimeout(() => {
      client.connection.stream.destroy(new Error(`no answer within ${limitMs} ms`));
    }, limitMs);
    try {
      return await (values === null ? client.query(text) : client.query(text, [...values]));
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Refuses new callers and those who wait, lets the others finish (not longer than a lost server
   * may take), closes the connections.
   */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  /** Breaks all connections off at once, as the death of the process would. */
  cut(): void {
    for (const client of this.clients) client.connection.stream.destroy();
  }

  private async closeAll(): Promise<void> {
    for (const waiter of this.waiting.splice(0)) waiter.giveUp(closedError());
    const timer = setTimeout(() => this.cut(), 2 * this.settings.answerTimeoutMs);
    try {
      await this.pool.end();
      // The pool does not wait for the idle ones.
      while (this.clients.size > 0) await once(this.pool, 'remove');
    } finally {
      clearTimeout(timer);
    }
  }

  private waitForTurn(): Promise<void> {
    return new Promise((go, giveUp) => {
      this.waiting.push({ go, giveUp });
    });
  }

  /** Lets the next caller connect, if one waits. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free++;
    else next.go();
  }
}

function closedError(): StoreError {
  return new StoreError('unavailable', 'the store is closed');
}

function ignore(): void {
  // Said at the place of the listener.
}
