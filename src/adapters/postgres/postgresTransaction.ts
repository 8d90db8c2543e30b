import type { PoolClient, QueryResult } from 'pg';
import type {
  CouponIssueResult,
  CouponTransaction,
  RecordPosition,
  UserCoupon,
} from '../../issuer/ports.ts';
import { StoreError } from '../../issuer/ports.ts';
import type { CouponStatements } from './couponStatements.ts';
import { resultOfRow } from './resultOfRow.ts';
import type { StoreConnections } from './storeConnections.ts';
import { storeErrorOf } from './storeErrorOf.ts';

type Answer = QueryResult<Readonly<Record<string, unknown>>>;

/**
 * One transaction at READ COMMITTED on a connection of its own. Statements that are sent without
 * waiting go out one after the other, and none after one that failed: PostgreSQL has then ended the
 * transaction and given its locks back.
 */
export class PostgresTransaction implements CouponTransaction {
  private readonly connections: StoreConnections;
  private readonly client: PoolClient;
  private readonly statements: CouponStatements;
  private readonly origin: readonly [string, number, number];
  private isOver = false;
  /** Settles when everything that was sent is answered; never rejects. */
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    connections: StoreConnections,
    client: PoolClient,
    statements: CouponStatements,
    origin: RecordPosition,
  ) {
    this.connections = connections;
    this.client = client;
    this.statements = statements;
    this.origin = [origin.topic, origin.partition, origin.offset];
  }

  /** BEGIN. Rejects with StoreError. */
  async begin(statementTimeoutMs: number): Promise<void> {
    // Both in one message, and the timeout for this transaction only: behind a pooler, the session
    // is not ours.
    await this.run(
      'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;' +
        ` SET LOCAL statement_timeout = ${statementTimeoutMs}`,
      null,
    );
  }

  async findResult(requestId: string): Promise<CouponIssueResult | null> {
    const { rows } = await this.run(this.statements.findResult, [requestId]);
    return rows.length === 0 ? null : resultOfRow(rows[0]!);
  }

  async insertResult(result: CouponIssueResult): Promise<boolean> {
    const { requestId, couponId, userId, outcome } = result;
    const values = [requestId, couponId, userId, outcome, ...this.origin];
    return (await this.run(this.statements.insertResult, values)).rowCount === 1;
  }

  async deductStock(couponId: string): Promise<number | null> {
    return stockOf(await this.run(this.statements.deductStock, [couponId]));
  }

  async returnStock(couponId: string): Promise<void> {
    await this.run(this.statements.returnStock, [couponId]);
  }

  async readStock(couponId: string): Promise<number | null> {
    return stockOf(await this.run(this.statements.readStock, [couponId]));
  }

  async writeStock(couponId: string, stock: number): Promise<void> {
    await this.run(this.statements.writeStock, [couponId, stock]);
  }

  async insertUserCoupon(row: UserCoupon): Promise<boolean> {
    const values = [row.couponId, row.userId, row.requestId, ...this.origin];
    return (await this.run(this.statements.insertUserCoupon, values)).rowCount === 1;
  }

  async appendUserCoupon(row: UserCoupon): Promise<void> {
    const values = [row.couponId, row.userId, row.requestId, ...this.origin];
    await this.run(this.statements.appendUserCoupon, values);
  }

  /** COMMIT. Rejects with StoreError; if a statement failed before, with `statement`. */
  async commit(): Promise<void> {
    await this.tail;
    if (this.isOver) {
      await this.rollback();
      throw overError();
    }
    this.isOver = true;
    let answer: Answer;
    try {
      answer = await this.connections.query(this.client, 'COMMIT', null);
    } catch (error) {
      throw storeErrorOf(error, 'commit');
    }
    // PostgreSQL answers the COMMIT of a failed transaction with the success of a ROLLBACK.
    if (answer.command !== 'COMMIT') throw overError();
  }

  /** ROLLBACK. Never rejects: where it does not arrive, the server rolls back by itself. */
  async rollback(): Promise<void> {
    await this.tail;
    this.isOver = true;
    try {
      await this.connections.query(this.client, 'ROLLBACK', null);
    } catch {
      // The connection is broken and will not be used again.
    }
  }

  private run(text: string, values: readonly (string | number)[] | null): Promise<Answer> {
    const answer = this.tail.then(() => this.send(text, values));
    this.tail = answer.then(ignore, ignore);
    return answer;
  }

  private async send(text: string, values: readonly (string | number)[] | null): Promise<Answer> {
    if (this.isOver) throw overError();
    try {
      return await this.connections.query(this.client, text, values);
    } catch (error) {
      this.isOver = true;
      throw storeErrorOf(error, 'statement');
    }
  }
}

function stockOf({ rows }: Answer): number | null {
  return rows.length === 0 ? null : Number(rows[0]!.stock);
}

function overError(): StoreError {
  return new StoreError('statement', 'the transaction is over');
}

function ignore(): void {
  // The caller of the statement has its error.
}
