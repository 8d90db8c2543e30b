import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { ConnectionId } from '../brokerConnections.ts';
import { coordinatorConnectionId } from '../brokerConnections.ts';
import type { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { ApplicationThread, Blocking } from './applicationThread.ts';
import { ConsumerError, exceptionOf } from './consumerError.ts';
import type { ConsumerNetwork } from './consumerNetwork.ts';
import type { MicrosecondClock } from './deadline.ts';
import { Deadline } from './deadline.ts';
import { RequestFuture } from './requestFuture.ts';

const UNKNOWN: ConnectionId = -1;

/** Errors that show that the broker is not, or no longer, the coordinator. */
export function isCoordinatorGone(error: ErrorCode): boolean {
  return error === 'COORDINATOR_NOT_AVAILABLE' || error === 'NOT_COORDINATOR';
}

/**
 * Finds the group's coordinator and keeps it until an answer or a lost connection shows that it has
 * moved. Mirrors the coordinator half of `AbstractCoordinator`.
 */
export class CoordinatorLookup {
  /** Called when a coordinator was found: it starts every session anew. */
  onFound: () => void = () => undefined;
  private readonly groupId: string;
  private readonly clock: MicrosecondClock;
  private readonly network: ConsumerNetwork;
  private readonly thread: ApplicationThread;
  private readonly backoff: ExponentialBackoff;
  private coordinator: ConnectionId = UNKNOWN;
  private future: RequestFuture<void> | null = null;
  private fatalError: ConsumerError | null = null;
  private lockDepth = 0;

  constructor(
    groupId: string,
    clock: MicrosecondClock,
    network: ConsumerNetwork,
    thread: ApplicationThread,
    backoff: ExponentialBackoff,
  ) {
    this.groupId = groupId;
    this.clock = clock;
    this.network = network;
    this.thread = thread;
    this.backoff = backoff;
  }

  /** True if a coordinator is known, reachable or not. */
  get isKnown(): boolean {
    return this.coordinator !== UNKNOWN;
  }

  /**
   * True while the application waits for a coordinator and so holds the lock of the heartbeat
   * thread.
   */
  get isLocked(): boolean {
    return this.lockDepth > 0;
  }

  /** True if a lookup is under way or its result has not been taken up. */
  get isLookingUp(): boolean {
    return this.future !== null;
  }

  /**
   * The connection to the coordinator; -1: unknown. One that has become unreachable is forgotten.
   */
  checkAndGet(): ConnectionId {
    if (this.isKnown && this.network.isUnavailable(this.coordinator)) this.markUnknown(true);
    return this.coordinator;
  }

  /** True if no reachable coordinator is known. */
  isUnknown(): boolean {
    return this.checkAndGet() === UNKNOWN;
  }

  /** Forgets the coordinator. Unless its connection is lost already, the next poll closes it. */
  markUnknown(isDisconnected: boolean): void {
    if (!this.isKnown) return;
    const { coordinator } = this;
    this.coordinator = UNKNOWN;
    if (!isDisconnected) this.network.disconnectAsync(coordinator);
  }

  /** Asks any broker for the coordinator, unless that is under way. */
  lookup(): RequestFuture<void> {
    if (this.future !== null) return this.future;
    const node = this.network.leastLoadedNode();
    if (node < 0) return RequestFuture.failed(noAvailableBrokers());
    const future = new RequestFuture<void>();
    this.future = future;
    this.network.send(
      node,
      { api: 'FindCoordinator', keyType: 'group', key: this.groupId },
      (response, error) => {
        if (error !== null) return future.raise(error);
        if (response!.error !== 'NONE') return this.onRefused(exceptionOf(response!.error), future);
        this.coordinator = coordinatorConnectionId(response!.nodeId);
        this.network.tryConnect(this.coordinator);
        this.onFound();
        future.complete(undefined);
      },
    );
    return future;
  }

  /** Forgets the last lookup, so that the next one asks again. */
  clearLookup(): void {
    this.future = null;
  }

  /**
   * Waits for a coordinator until the deadline, at least for one poll. Returns whether one is
   * known. Throws what is not retriable.
   */
  *ensureReady(deadline: Deadline): Blocking<boolean> {
    if (!this.isUnknown()) return true;
    this.lockDepth++;
    try {
      let attempts = 0;
      do {
        this.throwFatalError();
        const future = this.lookup();
        yield* this.network.pollFor(future, deadline);
        if (!future.isDone) break;
        let error: ConsumerError | null = null;
        if (future.error !== null) {
          if (!future.error.isRetriableException) error = future.error;
          else {
            yield* this.backOff(deadline, attempts++);
            yield* this.network.awaitMetadataUpdate(deadline);
          }
        } else if (this.isKnown && this.network.isUnavailable(this.coordinator)) {
          this.markUnknown(false);
          yield* this.backOff(deadline, attempts++);
        }
        this.clearLookup();
        if (error !== null) throw error;
      } while (this.isUnknown() && !deadline.isExpired);
    } finally {
      this.lockDepth--;
    }
    return !this.isUnknown();
  }

  /** One try without waiting. Returns whether a coordinator is known. */
  ensureReadyNow(): boolean {
    return (
      !this.isUnknown() ||
      this.thread.runWithoutWaiting(this.ensureReady(new Deadline(this.clock, 0)))
    );
  }

  private *backOff(deadline: Deadline, attempts: number): Blocking<void> {
    yield* this.thread.sleep(Math.min(this.backoff.backoffUs(attempts), deadline.remainingUs));
    deadline.update();
  }

  private onRefused(error: ConsumerError, future: RequestFuture<void>): void {
    if (!error.isRetriableException) this.fatalError = error;
    future.raise(error);
  }

  private throwFatalError(): void {
    const { fatalError } = this;
    this.fatalError = null;
    if (fatalError !== null) throw fatalError;
  }
}

function noAvailableBrokers(): ConsumerError {
  return new ConsumerError('NoAvailableBrokersException', 'there is no broker to ask', true);
}
