import { StoreError } from '../../issuer/ports.ts';
import type {
  CouponIssueResult,
  CouponStore,
  RecordPosition,
  UserCoupon,
} from '../../issuer/ports.ts';
import type { Kernel } from '../../sim/kernel.ts';
import type { Completion, SimProcess } from '../../sim/process.ts';
import type { RandomStream } from '../../sim/randomStream.ts';
import { CouponTables } from './store/couponTables.ts';
import type { CommittedChange } from './store/couponTables.ts';
import { drawDurationUs } from './store/durationUs.ts';
import type { DurationUs } from './store/durationUs.ts';
import { SimCouponStoreClient } from './store/simCouponStoreClient.ts';
import { StoreFaults } from './store/storeFaults.ts';
import type { StoreFault } from './store/storeFaults.ts';
import type { DataStatement, Statement, StoreTransaction } from './store/storeTransaction.ts';

/** How fast the database is, and how many connections a client process may open. */
export interface SimStoreSettings {
  readonly latency: { readonly statement: DurationUs; readonly commit: DurationUs };
  readonly poolSize: number;
  /** How long after a client's crash the server notices and rolls back. Default: 0. */
  readonly crashNoticeUs?: number;
}

/** A transaction that has become durable and changed something. */
export interface StoreEffect extends CommittedChange {
  readonly process: string;
  readonly origin: RecordPosition;
  readonly atUs: number;
}

/**
 * The coupon database as one server, which all simulated processes share.
 *
 * Mirrors PostgreSQL 18 at READ COMMITTED, statement by statement: transactions of different
 * connections interleave; row locks are held to the end; an UPDATE that has waited evaluates its
 * WHERE again; a unique insert waits for a rival's uncommitted one; a ring of waits is broken by
 * failing one of its transactions. A paused client keeps its locks; a crashed one loses them. A
 * COMMIT that has been sent is executed, whether the client lives to hear of it or not.
 *
 * Simplified: one latency a statement, at whose end it is executed and answered at once; BEGIN
 * rides on the first statement. A ring of waits is found as it closes, and whoever closes it is the
 * victim; PostgreSQL looks after deadlock_timeout (1 s). A failed transaction is rolled back by the
 * server at once; in PostgreSQL it holds its locks until the client's ROLLBACK arrives. Connections
 * are always there and cost nothing to open.
 */
export class SimCouponStore {
  /** Called when a commit has become durable and changed something. */
  onEffect: ((effect: StoreEffect) => void) | null = null;
  /**
   * Called right after `onEffect`, before the client can learn of the commit: faults strike here.
   */
  onDurable: ((process: string, origin: RecordPosition) => void) | null = null;
  private readonly kernel: Kernel;
  private readonly settings: SimStoreSettings;
  private readonly random: RandomStream;
  private readonly faults: StoreFaults;
  private readonly open: StoreTransaction[] = [];
  private readonly tables = new CouponTables(this.open);
  private readonly clients = new Map<SimProcess, SimCouponStoreClient>();
  private lockWaits = 0;
  private deadlocks = 0;

  constructor(kernel: Kernel, settings: SimStoreSettings) {
    this.kernel = kernel;
    this.settings = settings;
    this.random = kernel.random.stream('store');
    this.faults = new StoreFaults(this.random);
  }

  /** Adds a row to COUPON, before the run or during it. */
  addCoupon(couponId: string, stock: number): void {
    this.tables.coupons.set(couponId, { couponId, stock, writer: null, pendingStock: 0 });
  }

  /** The store as this process sees it, with its own pool of connections. */
  clientFor(process: SimProcess): CouponStore {
    let client = this.clients.get(process);
    if (client === undefined) {
      client = new SimCouponStoreClient(this, process, this.settings.poolSize);
      this.clients.set(process, client);
      process.onCrash(() => this.onClientCrash(process));
    }
    return client;
  }

  /** Lets statements fail from now on. */
  inject(fault: StoreFault): void {
    this.faults.inject(fault, this.kernel.nowUs);
  }

  /** The committed stock, or null if there is no such coupon. */
  stockOf(couponId: string): number | null {
    return this.tables.coupons.get(couponId)?.stock ?? null;
  }

  /** The committed result of a request, or null. */
  findCommitted(requestId: string): CouponIssueResult | null {
    return this.tables.findCommitted(requestId);
  }

  /** The committed issue history, in order of commit. */
  userCoupons(): Iterable<UserCoupon & { readonly origin: RecordPosition }> {
    return this.tables.userCoupons.rows();
  }

  /** Committed rows of COUPON_ISSUE_RESULT. */
  get resultCount(): number {
    return this.tables.results.count;
  }

  /** Committed rows of USER_COUPON. */
  get userCouponCount(): number {
    return this.tables.userCoupons.count;
  }

  /** Transactions under way. */
  get openTransactionCount(): number {
    return this.open.length;
  }

  /** How often a statement had to wait for another transaction. */
  get lockWaitCount(): number {
    return this.lockWaits;
  }

  /** How often a ring of waits was broken. */
  get deadlockCount(): number {
    return this.deadlocks;
  }

  /** Memory of the tables in bytes. */
  get byteLength(): number {
    const { texts, results, userCoupons } = this.tables;
    return texts.byteLength + results.byteLength + userCoupons.byteLength;
  }

  /** For the client: sends a statement of a transaction; the first one begins it. */
  send(transaction: StoreTransaction, statement: Statement, completion: Completion<unknown>): void {
    if (transaction.state === 'new') {
      transaction.state = 'open';
      this.open.push(transaction);
    }
    if (transaction.state === 'over') {
      completion.fail(new StoreError('statement', 'the transaction is over'));
    } else if (transaction.statement !== null) {
      (transaction.queued ??= []).push({ statement, completion });
    } else {
      this.putOnWire(transaction, statement, completion);
    }
  }

  /** For the client: reads a result outside any transaction. */
  sendRead(
    process: SimProcess,
    requestId: string,
    completion: Completion<CouponIssueResult | null>,
  ): void {
    const arrive = (): void => {
      if (this.faults.isUnavailable(process.name, this.kernel.nowUs)) {
        completion.fail(new StoreError('unavailable'));
      } else completion.succeed(this.tables.findCommitted(requestId));
    };
    this.kernel.schedule(this.delayUs(process, this.settings.latency.statement), arrive, null);
  }

  private delayUs(process: SimProcess, latency: DurationUs): number {
    const extraUs = this.faults.extraUs(process.name, this.kernel.nowUs);
    return drawDurationUs(this.random, latency) + extraUs;
  }

  private putOnWire(
    transaction: StoreTransaction,
    statement: Statement,
    completion: Completion<unknown>,
  ): void {
    transaction.statement = statement;
    transaction.completion = completion;
    const { latency } = this.settings;
    const range = statement.type === 'commit' ? latency.commit : latency.statement;
    this.kernel.schedule(this.delayUs(transaction.process, range), this.arrive, transaction);
  }

  private readonly arrive = (transaction: StoreTransaction): void => {
    // The client crashed meanwhile and the transaction is rolled back.
    if (transaction.state === 'over') return;
    const statement = transaction.statement!;
    if (statement.type === 'rollback') return this.abort(transaction, null);
    const isUnavailable = this.faults.isUnavailable(transaction.process.name, this.kernel.nowUs);
    if (statement.type === 'commit') this.arriveCommit(transaction, isUnavailable);
    else if (isUnavailable) this.abort(transaction, new StoreError('unavailable'));
    else this.execute(transaction, statement);
  };

  /** Runs the statement, or lets it wait for the transaction in its way, and comes back then. */
  private execute(transaction: StoreTransaction, statement: DataStatement): void {
    const blocker = this.tables.blockerOf(transaction, statement);
    if (blocker !== null) return this.wait(transaction, blocker);
    const answer = this.tables.run(transaction, statement);
    const completion = transaction.completion!;
    transaction.statement = null;
    transaction.completion = null;
    completion.succeed(answer);
    const next = transaction.queued?.shift();
    if (next !== undefined) this.putOnWire(transaction, next.statement, next.completion);
  }

  private wait(transaction: StoreTransaction, blocker: StoreTransaction): void {
    this.lockWaits++;
    for (let other: StoreTransaction | null = blocker; other !== null; other = other.blocker) {
      if (other !== transaction) continue;
      this.deadlocks++;
      return this.abort(transaction, new StoreError('serialization', 'deadlock detected'));
    }
    transaction.blocker = blocker;
    (blocker.waiters ??= []).push(transaction);
  }

  private arriveCommit(transaction: StoreTransaction, isUnavailable: boolean): void {
    const { process, origin } = transaction;
    const { nowUs } = this.kernel;
    const lost = isUnavailable ? 'rolled-back' : this.faults.lostCommit(process.name, nowUs);
    const unknown = lost === null ? null : new StoreError('outcome-unknown');
    if (lost === 'rolled-back') return this.abort(transaction, unknown);
    const hasWritten = transaction.hasWritten;
    const change = hasWritten ? this.tables.commit(transaction) : null;
    this.close(transaction);
    if (change !== null && this.onEffect !== null) {
      const { requestId, couponId, userId, issued, deducted, outcome, stockAfter } = change;
      this.onEffect({
        requestId,
        couponId,
        userId,
        issued,
        deducted,
        outcome,
        stockAfter,
        process: process.name,
        origin,
        atUs: nowUs,
      });
    }
    if (change !== null) this.onDurable?.(process.name, origin);
    this.answerLast(transaction, unknown);
  }

  /** Rolls back. The client gets the error, if any, in answer to what it has sent. */
  private abort(transaction: StoreTransaction, error: StoreError | null): void {
    this.tables.rollback(transaction);
    this.close(transaction);
    this.answerLast(transaction, error);
  }

  /** The transaction is over: it holds and waits for nothing any more. */
  private close(transaction: StoreTransaction): void {
    transaction.state = 'over';
    const { open } = this;
    const last = open.pop()!;
    if (last !== transaction) open[open.indexOf(transaction)] = last;
    const { blocker } = transaction;
    if (blocker === null) return;
    transaction.blocker = null;
    blocker.waiters = blocker.waiters!.filter((waiter) => waiter !== transaction);
  }

  /** Answers everything that the client has sent, and lets those go on that waited for the end. */
  private answerLast(transaction: StoreTransaction, error: StoreError | null): void {
    const { completion, queued, waiters } = transaction;
    if (error === null) completion?.succeed(undefined);
    else completion?.fail(error);
    if (queued !== null) {
      const over = new StoreError('statement', 'the transaction is over');
      for (const later of queued) later.completion.fail(over);
    }
    if (waiters === null) return;
    transaction.waiters = null;
    for (const waiter of waiters) {
      waiter.blocker = null;
      this.execute(waiter, waiter.statement as DataStatement);
    }
  }

  private onClientCrash(process: SimProcess): void {
    this.clients.get(process)!.reset();
    const delayUs = this.settings.crashNoticeUs ?? 0;
    for (const transaction of [...this.open]) {
      // A COMMIT on the wire arrives although its sender is dead.
      if (transaction.process !== process || transaction.statement?.type === 'commit') continue;
      if (delayUs === 0) this.noticeCrash(transaction);
      else this.kernel.schedule(delayUs, this.noticeCrash, transaction);
    }
  }

  private readonly noticeCrash = (transaction: StoreTransaction): void => {
    if (transaction.state === 'open') this.abort(transaction, null);
  };
}
