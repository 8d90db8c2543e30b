import { StoreError } from '../../issuer/ports.ts';
import type {
  CouponIssueResult,
  CouponStore,
  RecordPosition,
  UserCoupon,
} from '../../issuer/ports.ts';
import type { Kernel } from '../../sim/kernel.ts';
import { drawLatencyUs } from '../../sim/latency.ts';
import type { Latency } from '../../sim/latency.ts';
import type { Completion, SimProcess } from '../../sim/process.ts';
import type { RandomStream } from '../../sim/randomStream.ts';
import { CouponTables } from './store/couponTables.ts';
import type { CommittedChange } from './store/couponTables.ts';
import { SimCouponStoreClient } from './store/simCouponStoreClient.ts';
import { StoreFaults } from './store/storeFaults.ts';
import type { StoreFault } from './store/storeFaults.ts';
import type { DataStatement, Statement, StoreTransaction } from './store/storeTransaction.ts';

/** How fast the database is, and how many connections a client process may open. */
export interface SimStoreSettings {
  readonly latency: { readonly statement: Latency; readonly commit: Latency };
  readonly poolSize: number;
  /** How long after a client's crash the server notices and rolls back. Default: 0. */
  readonly crashNoticeUs?: number;
  /** False: USER_COUPON is without its unique key, as some planted bugs need it. Default: true. */
  readonly hasUserCouponKey?: boolean;
}

/** PostgreSQL's `deadlock_timeout`: a statement that waits so long looks for a ring, once. */
const DEADLOCK_TIMEOUT_US = 1_000_000;

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
 * connections interleave; row locks are held to the end; an UPDATE that has waited locks the row
 * and evaluates its WHERE again, and keeps the lock even if that is false now; a unique insert
 * waits for a rival's uncommitted one; a statement that fails ends its transaction and gives its
 * locks back at once. A ring of waits is broken by the first of its statements
 * that has waited for deadlock_timeout. A paused client keeps its locks. A crashed one loses them,
 * but the server first ends what it is at: it does not look for the client while it waits for a
 * lock. A COMMIT that has been sent is executed, whether the client lives to hear of it or not. One
 * contract test runs here and on PostgreSQL.
 *
 * Simplified: one latency a statement, at whose end it is executed and answered at once; BEGIN
 * rides on the first statement. Those who wait for a row get it in the order in which they came;
 * PostgreSQL keeps that order only roughly. Texts are not looked through for characters that
 * PostgreSQL cannot store. Connections are always there and cost nothing to open.
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
  private readonly tables: CouponTables;
  private readonly clients = new Map<SimProcess, SimCouponStoreClient>();
  private lockWaits = 0;
  private deadlocks = 0;

  constructor(kernel: Kernel, settings: SimStoreSettings) {
    this.kernel = kernel;
    this.settings = settings;
    this.tables = new CouponTables(this.open, settings.hasUserCouponKey ?? true);
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

  /** Lets statements fail from now on. `onStruck` is called for each that does. */
  inject(fault: StoreFault, onStruck?: () => void): void {
    this.faults.inject(fault, this.kernel.nowUs, onStruck);
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

  /** Statements that wait for another transaction now. */
  get waitingCount(): number {
    return this.open.filter(({ blocker }) => blocker !== null).length;
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

  private delayUs(process: SimProcess, latency: Latency): number {
    const extraUs = this.faults.extraUs(process.name, this.kernel.nowUs);
    return drawLatencyUs(this.random, latency) + extraUs;
  }

  private putOnWire(
    transaction: StoreTransaction,
    statement: Statement,
    completion: Completion<unknown>,
  ): void {
    transaction.statement = statement;
    transaction.completion = completion;
    transaction.hasWaited = false;
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
    let answer: unknown;
    try {
      this.tables.check(statement);
      const blocker = this.tables.blockerOf(transaction, statement);
      if (blocker !== null) return this.wait(transaction, blocker);
      answer = this.tables.run(transaction, statement);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return this.abort(transaction, error);
    }
    if (transaction.isOrphan) return this.abort(transaction, null);
    const completion = transaction.completion!;
    transaction.statement = null;
    transaction.completion = null;
    completion.succeed(answer);
    const next = transaction.queued?.shift();
    if (next !== undefined) this.putOnWire(transaction, next.statement, next.completion);
  }

  private wait(transaction: StoreTransaction, blocker: StoreTransaction): void {
    transaction.blocker = blocker;
    transaction.waitNumber = ++this.lockWaits;
    transaction.waitingSinceUs = this.kernel.nowUs;
    transaction.hasWaited = true;
    (blocker.waiters ??= []).push(transaction);
    const victim = this.victimOfRing(transaction);
    if (victim === null) return;
    const delayUs = victim.waitingSinceUs + DEADLOCK_TIMEOUT_US - this.kernel.nowUs;
    this.kernel.schedule(delayUs, this.breakRing, victim);
  }

  /**
   * Who will break the ring that this wait closes: the one that has waited longest, of those that
   * have not looked yet. Null: there is no ring.
   */
  private victimOfRing(last: StoreTransaction): StoreTransaction | null {
    const earliestUs = this.kernel.nowUs - DEADLOCK_TIMEOUT_US;
    let victim = last;
    let steps = 0;
    for (let member = last.blocker!; member !== last; member = member.blocker) {
      // Nobody waits at the end of the chain, or the chain leads into a ring of others.
      if (member.blocker === null || ++steps > this.open.length) return null;
      if (member.waitingSinceUs < earliestUs) continue;
      if (member.waitNumber < victim.waitNumber) victim = member;
    }
    return victim;
  }

  /** Nothing else can have ended the ring: none of its members can go on, dead or alive. */
  private readonly breakRing = (victim: StoreTransaction): void => {
    this.deadlocks++;
    this.abort(victim, new StoreError('serialization', 'deadlock detected'));
  };

  private arriveCommit(transaction: StoreTransaction, isUnavailable: boolean): void {
    const { process, origin } = transaction;
    const { nowUs } = this.kernel;
    const lost = isUnavailable ? 'rolled-back' : this.faults.lostCommit(process.name, nowUs);
    const unknown = lost === null ? null : new StoreError('outcome-unknown');
    if (lost === 'rolled-back') return this.abort(transaction, unknown);
    const change = this.tables.commit(transaction);
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
      if (transaction.process !== process) continue;
      // What the client has not sent yet died with it.
      transaction.queued = null;
      // A COMMIT on the wire arrives although its sender is dead.
      if (transaction.statement?.type === 'commit') continue;
      if (delayUs === 0) this.noticeCrash(transaction);
      else this.kernel.schedule(delayUs, this.noticeCrash, transaction);
    }
  }

  private readonly noticeCrash = (transaction: StoreTransaction): void => {
    if (transaction.state !== 'open') return;
    // The server is at a statement, or about to get it: it learns of the end when it answers.
    if (transaction.statement !== null) transaction.isOrphan = true;
    else this.abort(transaction, null);
  };
}
