/**
 * What the coupon issuer needs from the world. The service knows nothing else: not Kafka, not the
 * database, not whether it is simulated.
 */

/** Milliseconds since the epoch of the machine, and waiting. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
}

/** Makes request ids. */
export interface IdGenerator {
  /** Unique among all instances of the service. */
  nextRequestId(): string;
}

/** A record to send. `key` null: none. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}

/** Where a record was written. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Publishes records; resolves when the log has acknowledged the record. */
export interface RequestPublisher {
  /** Rejects with PublishError. */
  publish(record: OutgoingRecord): Promise<RecordPosition>;
}

/** The record was not acknowledged. `definite`: it is certainly not in the log. */
export class PublishError extends Error {
  override name = 'PublishError';
  readonly code: string;
  readonly definite: boolean;

  constructor(code: string, definite: boolean) {
    super(`not published: ${code}`);
    this.code = code;
    this.definite = definite;
  }
}

/** A record as the worker gets it. */
export interface IncomingRecord extends RecordPosition {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  readonly timestampMs: number;
}

/** The next offset to read of a partition. */
export interface OffsetToCommit {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the next record to read: last handled + 1. */
  readonly offset: number;
}

export interface ConsumerPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Called within `poll`, on the worker's own thread of control. */
export interface AssignmentListener {
  onAssigned(partitions: readonly ConsumerPartition[]): Promise<void>;
  /** Still owner: offsets may be committed. */
  onRevoked(partitions: readonly ConsumerPartition[]): Promise<void>;
  /** No longer owner: others may already work on these. */
  onLost(partitions: readonly ConsumerPartition[]): Promise<void>;
}

/** A member of a consumer group. */
export interface RequestConsumer {
  /** Joins at the next poll. */
  subscribe(topics: readonly string[], listener: AssignmentListener): void;
  /** At most max.poll.records records; empty after `timeoutMs`. */
  poll(timeoutMs: number): Promise<readonly IncomingRecord[]>;
  /** Rejects with CommitError. */
  commitSync(offsets: readonly OffsetToCommit[]): Promise<void>;
  /** Returns at once; the outcome goes to `onComplete` at a later poll. */
  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void;
  /** Commits if auto-commit is on, gives partitions back, leaves the group. */
  close(): Promise<void>;
}

/**
 * A refused commit. `retriable`: the same commit may work later (RebalanceInProgress, timeouts);
 * otherwise the partitions are no longer this member's (CommitFailed, FencedInstanceId).
 */
export class CommitError extends Error {
  override name = 'CommitError';
  readonly code: string;
  readonly retriable: boolean;

  constructor(code: string, retriable: boolean) {
    super(`commit refused: ${code}`);
    this.code = code;
    this.retriable = retriable;
  }
}

/** What was decided about a request; what the client polls. */
export interface CouponIssueResult {
  readonly requestId: string;
  readonly couponId: string;
  readonly userId: string;
  readonly outcome: 'ISSUED' | 'SOLD_OUT' | 'ALREADY_ISSUED' | 'UNKNOWN_COUPON';
}

/** A row of the issue history (USER_COUPON), with the record it came from. */
export interface UserCoupon {
  readonly couponId: string;
  readonly userId: string;
  readonly requestId: string;
}

/**
 * Statements inside one transaction of the store (read committed, row locks held to the end, as
 * PostgreSQL does it). Each rejects with StoreError; after a rejection the transaction is over.
 */
export interface CouponTransaction {
  /** SELECT from COUPON_ISSUE_RESULT by request id. */
  findResult(requestId: string): Promise<CouponIssueResult | null>;
  /**
   * INSERT ... ON CONFLICT (request_id) DO NOTHING. False: there was one. Waits for a rival's
   * insert.
   */
  insertResult(result: CouponIssueResult): Promise<boolean>;
  /**
   * UPDATE COUPON SET stock = stock - 1 WHERE id = ? AND stock > 0. The stock after it, or null:
   * none left or no such coupon.
   */
  deductStock(couponId: string): Promise<number | null>;
  /**
   * UPDATE COUPON SET stock = stock + 1 WHERE id = ?. Takes back a `deductStock` of this same
   * transaction, whose row lock it has, so it never waits.
   */
  returnStock(couponId: string): Promise<void>;
  /** SELECT stock FROM COUPON. null: no such coupon. */
  readStock(couponId: string): Promise<number | null>;
  /** UPDATE COUPON SET stock = ? without any condition. Only planted bugs use it. */
  writeStock(couponId: string, stock: number): Promise<void>;
  /**
   * INSERT INTO USER_COUPON ... ON CONFLICT (coupon_id, user_id) DO NOTHING. False: the user has
   * one.
   */
  insertUserCoupon(row: UserCoupon): Promise<boolean>;
  /** INSERT INTO USER_COUPON without the unique key. Only planted bugs use it. */
  appendUserCoupon(row: UserCoupon): Promise<void>;
}

/** The database. */
export interface CouponStore {
  /**
   * Runs `body` in one transaction: commits when it resolves, rolls back when it rejects. `origin`
   * is stored with each row, so that every effect can be traced to the record that caused it.
   * Rejects with StoreError, or, once rolled back, with the error that `body` rejected with.
   */
  transaction<T>(
    origin: RecordPosition,
    body: (transaction: CouponTransaction) => Promise<T>,
  ): Promise<T>;
  /** The result query of the client; outside any transaction. */
  readResult(requestId: string): Promise<CouponIssueResult | null>;
}

/**
 * `unavailable`, `serialization`, `statement`: rolled back for certain. `outcome-unknown`: the
 * connection was lost while committing; the transaction may have been committed or not.
 */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly code: 'unavailable' | 'serialization' | 'statement' | 'outcome-unknown';

  constructor(code: StoreError['code'], detail = '') {
    super(detail === '' ? `store: ${code}` : `store: ${code}: ${detail}`);
    this.code = code;
  }
}

/** What the worker tells its operators (logs, metrics, tracing). Never throws, never waits. */
export interface WorkerTelemetry {
  handlerStarted(record: IncomingRecord, requestId: string, attempt: number): void;
  handlerEnded(record: IncomingRecord, outcome: WorkerOutcome, error: string): void;
  deadLettered(record: IncomingRecord, reason: string): void;
  /**
   * Polled, not handled, and not to be handled here: `count` records of one partition from `first`
   * on.
   */
  abandoned?(first: IncomingRecord, count: number, reason: string): void;
  /** A commit was refused. `retriable`: it is tried again with the next one. */
  commitRefused?(offsets: readonly OffsetToCommit[], error: CommitError): void;
}

/** How one attempt to handle a record ended. */
export type WorkerOutcome =
  CouponIssueResult['outcome'] | 'DUPLICATE' | 'DEAD_LETTERED' | 'HANDLED' | 'FAILED';
