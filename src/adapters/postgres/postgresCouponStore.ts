import type {
  CouponIssueResult,
  CouponStore,
  CouponTransaction,
  RecordPosition,
} from '../../issuer/ports.ts';
import { CouponStatements } from './couponStatements.ts';
import { checkPostgresUrl } from './postgresUrl.ts';
import { PostgresTransaction } from './postgresTransaction.ts';
import { resultOfRow } from './resultOfRow.ts';
import { StoreConnections } from './storeConnections.ts';
import type { ConnectionSettings } from './storeConnections.ts';
import { storeErrorOf } from './storeErrorOf.ts';

/** Which tables, and how to reach them. */
export interface PostgresStoreSettings extends Partial<ConnectionSettings> {
  readonly url: string;
  readonly poolSize: number;
  /** The schema that holds the service's tables. */
  readonly schema: string;
}

const DEFAULTS = {
  connectTimeoutMs: 5_000,
  answerTimeoutMs: 30_000,
  applicationName: 'partition-lab',
};

/**
 * The coupon database on a real PostgreSQL, for one client process.
 *
 * Connections are opened when they are needed, so a server that comes later is no error; one that
 * breaks is replaced. A COMMIT whose answer does not come leaves the outcome unknown, and the
 * caller is told so; everything else that fails is rolled back for certain.
 */
export class PostgresCouponStore implements CouponStore {
  private readonly connections: StoreConnections;
  private readonly statements: CouponStatements;
  private readonly answerTimeoutMs: number;

  /** Throws PostgresUnusable for what is no URL, RangeError for senseless settings. */
  constructor(settings: PostgresStoreSettings) {
    checkPostgresUrl(settings.url);
    const connectionSettings = { ...DEFAULTS, ...settings };
    this.connections = new StoreConnections(connectionSettings);
    this.statements = new CouponStatements(settings.schema);
    this.answerTimeoutMs = connectionSettings.answerTimeoutMs;
  }

  async transaction<T>(
    origin: RecordPosition,
    body: (transaction: CouponTransaction) => Promise<T>,
  ): Promise<T> {
    const { connections, statements } = this;
    const client = await connections.take();
    try {
      const transaction = new PostgresTransaction(connections, client, statements, origin);
      await transaction.begin(this.answerTimeoutMs);
      let value: T;
      try {
        value = await body(transaction);
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
      await transaction.commit();
      return value;
    } finally {
      connections.give(client, true);
    }
  }

  async readResult(requestId: string): Promise<CouponIssueResult | null> {
    const { connections, statements } = this;
    const client = await connections.take();
    let isWhole = true;
    try {
      const { rows } = await connections.query(client, statements.findResult, [requestId]);
      return rows.length === 0 ? null : resultOfRow(rows[0]!);
    } catch (error) {
      isWhole = false;
      throw storeErrorOf(error, 'statement');
    } finally {
      connections.give(client, isWhole);
    }
  }

  /** Lets open transactions end, refuses new ones, closes the connections. */
  close(): Promise<void> {
    return this.connections.close();
  }

  /** Breaks all connections off at once, as the death of the process would. */
  cut(): void {
    this.connections.cut();
  }
}
