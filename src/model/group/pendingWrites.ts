import type { ErrorCode } from '../protocol/errorCode.ts';
import type { Assignment, Subscription } from '../protocol/requests.ts';
import type { CoordinatorRecord } from './coordinatorRecord.ts';
import type { CoordinatorTimers } from './coordinatorTimers.ts';
import { CoordinatorTimer } from './coordinatorTimers.ts';
import type { GroupStore } from './groupStore.ts';
import { replay } from './groupStore.ts';

/** The `__consumer_offsets` partition of a coordinator, as far as it writes to it. */
export interface OffsetsLog<Metadata = Subscription, Assigned = Assignment> {
  /**
   * Appends the records as one batch. Calls back exactly once, perhaps before it returns: with NONE
   * when the high watermark has passed them, or with the error of the append. Batches are committed
   * in order.
   */
  append(
    groupId: string,
    records: readonly CoordinatorRecord<Metadata, Assigned>[],
    onCommitted: (error: ErrorCode) => void,
  ): void;
}

/** What a write came to: NONE, or an error of the kind that coordinators answer. */
export type WriteResult = (error: ErrorCode) => void;

interface PendingWrite<Metadata, Assigned> {
  readonly records: readonly CoordinatorRecord<Metadata, Assigned>[];
  readonly onResult: WriteResult;
  readonly onReplayed: (() => void) | null;
  readonly deadlineUs: number;
  /** The log has called back. */
  isOver: boolean;
  /** The caller knows the result. */
  isAnswered: boolean;
}

/**
 * Writes to `__consumer_offsets` that are not committed yet. Once one is, its records are replayed
 * into the store and then the caller hears of it. Mirrors the deferred writes of
 * `CoordinatorRuntime`.
 *
 * A write that takes longer than offsets.commit.timeout.ms fails for its caller, but is replayed if
 * it is committed after all.
 */
export class PendingWrites<Metadata, Assigned> {
  private readonly log: OffsetsLog<Metadata, Assigned>;
  private readonly store: GroupStore<Metadata, Assigned>;
  private readonly timers: CoordinatorTimers;
  private readonly timeoutUs: number;
  private readonly timeoutTimer = new CoordinatorTimer(() => this.onTimeout());
  /** Oldest first; those in front may be over. */
  private queue: PendingWrite<Metadata, Assigned>[] = [];
  private isClosed = false;

  constructor(
    log: OffsetsLog<Metadata, Assigned>,
    store: GroupStore<Metadata, Assigned>,
    timers: CoordinatorTimers,
    timeoutUs: number,
  ) {
    this.log = log;
    this.store = store;
    this.timers = timers;
    this.timeoutUs = timeoutUs;
  }

  /**
   * Appends records of a group. `onResult` is called once, perhaps before this returns.
   * `onReplayed` is called before it when the records are committed, or after it if that takes
   * longer than the timeout.
   */
  append(
    groupId: string,
    records: readonly CoordinatorRecord<Metadata, Assigned>[],
    onResult: WriteResult,
    onReplayed: (() => void) | null = null,
  ): void {
    const deadlineUs = this.timers.nowUs + this.timeoutUs;
    const write = { records, onResult, onReplayed, deadlineUs, isOver: false, isAnswered: false };
    this.log.append(groupId, records, (error) => this.onCommitted(write, error));
    if (write.isOver || this.isClosed) return;
    this.queue.push(write);
    if (!this.timeoutTimer.isSet) this.timers.schedule(this.timeoutTimer, this.timeoutUs);
  }

  /**
   * The coordinator resigns: what is pending fails with NOT_COORDINATOR, and later commits are
   * ignored.
   */
  close(): void {
    this.isClosed = true;
    const pending = this.queue;
    this.queue = [];
    for (const write of pending) answer(write, 'NOT_COORDINATOR');
  }

  private onCommitted(write: PendingWrite<Metadata, Assigned>, error: ErrorCode): void {
    write.isOver = true;
    if (this.isClosed) return;
    while (this.queue.length > 0 && this.queue[0]!.isOver) this.queue.shift();
    if (error === 'NONE') {
      for (const record of write.records) replay(this.store, record);
      write.onReplayed?.();
    }
    answer(write, toCoordinatorError(error));
  }

  private onTimeout(): void {
    const nowUs = this.timers.nowUs;
    let nextUs = Infinity;
    for (const write of [...this.queue]) {
      if (write.isOver || write.isAnswered) continue;
      if (write.deadlineUs <= nowUs) answer(write, toCoordinatorError('REQUEST_TIMED_OUT'));
      else nextUs = Math.min(nextUs, write.deadlineUs);
    }
    if (nextUs < Infinity && !this.timeoutTimer.isSet) {
      this.timers.schedule(this.timeoutTimer, nextUs - nowUs);
    }
  }
}

function answer(
  write: { isAnswered: boolean; readonly onResult: WriteResult },
  error: ErrorCode,
): void {
  if (write.isAnswered) return;
  write.isAnswered = true;
  write.onResult(error);
}

/** Errors of an append after which a client shall look for the coordinator again, or try again. */
const COORDINATOR_ERRORS: Partial<Record<ErrorCode, ErrorCode>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'COORDINATOR_NOT_AVAILABLE',
  NOT_ENOUGH_REPLICAS: 'COORDINATOR_NOT_AVAILABLE',
  REQUEST_TIMED_OUT: 'COORDINATOR_NOT_AVAILABLE',
  NOT_LEADER_OR_FOLLOWER: 'NOT_COORDINATOR',
  KAFKA_STORAGE_ERROR: 'NOT_COORDINATOR',
  MESSAGE_TOO_LARGE: 'UNKNOWN_SERVER_ERROR',
};

/**
 * What a client is told of an append's error. Mirrors `appendGroupMetadataErrorToResponseError`.
 */
function toCoordinatorError(error: ErrorCode): ErrorCode {
  return COORDINATOR_ERRORS[error] ?? error;
}
