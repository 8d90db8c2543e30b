import type {
  CouponIssueResult,
  CouponStore,
  CouponTransaction,
  RecordPosition,
} from '../../../issuer/ports.ts';
import type { Completion, SimProcess } from '../../../sim/process.ts';
import type { SimCouponStore } from '../simCouponStore.ts';
import { SimCouponTransaction } from './simCouponTransaction.ts';

/** The connections of one incarnation of a process. */
interface ConnectionPool {
  free: number;
  /** Callers that wait for a connection, oldest first. */
  readonly waiting: Completion<void>[];
}

/** One process's access to the simulated database. */
export class SimCouponStoreClient implements CouponStore {
  private readonly server: SimCouponStore;
  private readonly process: SimProcess;
  private readonly poolSize: number;
  private pool: ConnectionPool;

  constructor(server: SimCouponStore, process: SimProcess, poolSize: number) {
    if (!(poolSize >= 1)) throw new RangeError('the pool must have at least one connection');
    this.server = server;
    this.process = process;
    this.poolSize = poolSize;
    this.pool = { free: poolSize, waiting: [] };
  }

  async transaction<T>(
    origin: RecordPosition,
    body: (transaction: CouponTransaction) => Promise<T>,
  ): Promise<T> {
    const pool = this.connect() ?? (await this.waitForConnection());
    const transaction = new SimCouponTransaction(this.server, this.process, origin);
    let value: T;
    try {
      value = await body(transaction);
    } catch (error) {
      await transaction.rollback();
      release(pool);
      throw error;
    }
    try {
      await transaction.commit();
    } finally {
      release(pool);
    }
    return value;
  }

  async readResult(requestId: string): Promise<CouponIssueResult | null> {
    const pool = this.connect() ?? (await this.waitForConnection());
    try {
      return await this.process.call<CouponIssueResult | null>('store readResult', (completion) => {
        this.server.sendRead(this.process, requestId, completion);
      });
    } finally {
      release(pool);
    }
  }

  /** The process has crashed: the next incarnation begins with a fresh pool. */
  reset(): void {
    this.pool = { free: this.poolSize, waiting: [] };
  }

  /** Takes a connection, or null if there is none now. */
  private connect(): ConnectionPool | null {
    // Code of a crashed process may run on to its next wait; that one never ends.
    if (this.pool.free === 0 || this.process.state === 'crashed') return null;
    this.pool.free--;
    return this.pool;
  }

  private async waitForConnection(): Promise<ConnectionPool> {
    const { pool } = this;
    await this.process.call<void>('store connection', (completion) => {
      pool.waiting.push(completion);
    });
    return pool;
  }
}

function release(pool: ConnectionPool): void {
  const next = pool.waiting.shift();
  if (next === undefined) pool.free++;
  else next.succeed(undefined);
}
