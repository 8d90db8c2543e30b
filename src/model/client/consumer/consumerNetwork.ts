import type { ProcessTimers } from '../../../sim/process.ts';
import type { ApiRequest } from '../../protocol/requests.ts';
import type { BrokerConnections, ConnectionId, Outcome } from '../brokerConnections.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import type { ApplicationThread, Blocking } from './applicationThread.ts';
import { disconnected, timedOut } from './consumerError.ts';
import type { ConsumerError } from './consumerError.ts';
import type { Deadline } from './deadline.ts';
import { LEAST_WAIT_US } from './deadline.ts';
import type { RequestFuture } from './requestFuture.ts';

/** Takes the answer to a request, or why there is none. */
export type ResponseHandler<R extends ApiRequest> = (
  response: Exclude<Outcome<R>, string> | null,
  error: ConsumerError | null,
) => void;

/** Tells whether what a poll waits for is still missing (`PollCondition`). */
export interface PollCondition {
  shouldBlock(): boolean;
}

type AnyHandler = (response: unknown, error: ConsumerError | null) => void;

interface UnsentRequest {
  readonly connection: ConnectionId;
  readonly request: ApiRequest;
  readonly timeoutMs: number;
  readonly createdUs: number;
  readonly handler: AnyHandler;
}

/** A request that has ended, with its answer or the reason why there is none. */
interface Completion {
  readonly handler: AnyHandler;
  readonly response: unknown;
  readonly error: ConsumerError | null;
}

/** The times of ConsumerNetworkClient, from the consumer's config. */
export interface ConsumerNetworkSettings {
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
}

/**
 * Requests and answers of one consumer. Mirrors `ConsumerNetworkClient`: requests are queued until
 * a thread polls the network, and answers are handled by the thread that polls: the application's
 * inside one of its calls, or the heartbeat thread. An answer that arrives while neither listens
 * stays unread.
 *
 * Simplified: of requests queued for several connections, those of the lower connection id go
 * first; Kafka's order is that of a hash table of nodes.
 * Simplified: request.timeout.ms runs from queueing on; Kafka starts it again when the request is
 * sent.
 */
export class ConsumerNetwork {
  /** Something arrived and the application does not wait for the network. */
  onArrival: () => void = () => undefined;
  /** The heartbeat thread has its turn and will handle what arrives. */
  isBackgroundBusy = false;
  private readonly timers: ProcessTimers;
  private readonly connections: BrokerConnections;
  private readonly metadata: ClientMetadata;
  private readonly thread: ApplicationThread;
  private readonly settings: ConsumerNetworkSettings;
  private unsent: UnsentRequest[] = [];
  /** Answers that no thread has read. */
  private arrived: Completion[] = [];
  /** Answers that a poll has read, and failures, to be handled at its end. */
  private completed: Completion[] = [];
  private readonly pendingDisconnects: ConnectionId[] = [];
  private unansweredCount = 0;
  private firedCount = 0;

  constructor(
    timers: ProcessTimers,
    connections: BrokerConnections,
    metadata: ClientMetadata,
    thread: ApplicationThread,
    settings: ConsumerNetworkSettings,
  ) {
    this.timers = timers;
    this.connections = connections;
    this.metadata = metadata;
    this.thread = thread;
    this.settings = settings;
    metadata.onUpdate(() => this.wake());
  }

  /** True if an answer has arrived that no thread has read. */
  get hasArrivals(): boolean {
    return this.arrived.length > 0;
  }

  /** True if a poll that does not wait would find anything to do. */
  get hasWork(): boolean {
    return (
      this.arrived.length > 0 ||
      this.completed.length > 0 ||
      this.unsent.length > 0 ||
      this.pendingDisconnects.length > 0 ||
      this.connections.poll !== undefined
    );
  }

  /** How many answers have been handled so far. */
  get handledCount(): number {
    return this.firedCount;
  }

  /** True if requests are queued or unanswered. */
  get hasPendingRequests(): boolean {
    return this.unsent.length > 0 || this.unansweredCount > 0;
  }

  /** True if requests to this broker are queued or unanswered. */
  hasPendingRequestsTo(connection: ConnectionId): boolean {
    if (this.connections.inFlightCount(connection) > 0) return true;
    return this.unsent.some((request) => request.connection === connection);
  }

  /** True while the last connection attempt failed and its reconnect backoff has not passed. */
  isUnavailable(connection: ConnectionId): boolean {
    return this.connections.isUnavailable(connection);
  }

  /** A broker to ask; -1: none usable. */
  leastLoadedNode(): number {
    return this.connections.leastLoadedNode();
  }

  /** Opens the connection if it is closed and not backing off. */
  tryConnect(connection: ConnectionId): void {
    this.connections.ready(connection);
  }

  /** Queues a request. It goes out when a thread next polls the network. */
  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    handler: ResponseHandler<R>,
    timeoutMs = this.settings.requestTimeoutMs,
  ): void {
    const createdUs = this.timers.nowUs;
    let index = this.unsent.length;
    while (index > 0 && this.unsent[index - 1]!.connection > connection) index--;
    const unsent = { connection, request, timeoutMs, createdUs, handler: handler as AnyHandler };
    if (index === this.unsent.length) this.unsent.push(unsent);
    else this.unsent.splice(index, 0, unsent);
  }

  /** The next poll closes this connection; requests queued for it and unanswered on it fail. */
  disconnectAsync(connection: ConnectionId): void {
    this.pendingDisconnects.push(connection);
  }

  /** Polls without waiting (`pollNoWakeup`). */
  pollNow(): void {
    this.fireCompleted();
    this.handlePendingDisconnects();
    this.trySend();
    this.receive();
  }

  /** Sends what can be sent, and reads but does not handle answers (`transmitSends`). */
  transmitSends(): void {
    this.trySend();
    this.read();
  }

  /**
   * Polls once, waiting at most until the deadline for something to arrive, unless the condition
   * says that it is there already. `mayIdle`: nothing but an arrival can help, so that without
   * requests in flight the wait need not end after the retry backoff.
   */
  *poll(
    deadline: Deadline,
    condition: PollCondition | null = null,
    mayIdle = false,
  ): Blocking<void> {
    if (this.beginPoll(deadline, condition, mayIdle)) yield;
    this.endPoll(deadline);
  }

  /**
   * The first half of `poll`, for a caller that saves a generator within a generator: sends what is
   * queued. True: the caller must yield now. `endPoll` comes next in any case.
   */
  beginPoll(deadline: Deadline, condition: PollCondition | null, mayIdle: boolean): boolean {
    if (!this.mustWait(deadline, condition)) return false;
    this.thread.beginNetworkWait(this.waitEndUs(deadline, mayIdle));
    return true;
  }

  /** The second half of `poll`: reads and handles what has arrived. */
  endPoll(deadline: Deadline): void {
    deadline.update();
    this.receive();
  }

  /** Polls until the future is settled or the deadline has passed; at least once. */
  *pollFor(future: RequestFuture<unknown>, deadline: Deadline): Blocking<void> {
    do {
      if (this.beginPoll(deadline, future, false)) yield;
      this.endPoll(deadline);
    } while (!future.isDone && !deadline.isExpired);
  }

  /** Asks for new metadata and polls until it has come or the deadline has passed. */
  *awaitMetadataUpdate(deadline: Deadline): Blocking<void> {
    const { updateCount } = this.metadata;
    this.metadata.requestUpdate();
    do {
      yield* this.poll(deadline);
    } while (this.metadata.updateCount === updateCount && !deadline.isExpired);
  }

  /** Something other than an answer may have changed what a waiting call waits for. */
  wake(): void {
    if (this.isBackgroundBusy || this.thread.isBusy) return;
    if (this.thread.isWaitingForNetwork) this.thread.wakeFromNetwork();
    else this.onArrival();
  }

  /** Sends what is queued, and tells whether there is nothing to read but something to wait for. */
  private mustWait(deadline: Deadline, condition: PollCondition | null): boolean {
    this.fireCompleted();
    this.handlePendingDisconnects();
    this.trySend();
    const { updateCount } = this.metadata;
    this.connections.poll?.();
    if (this.arrived.length > 0 || this.completed.length > 0) return false;
    if (updateCount !== this.metadata.updateCount || deadline.remainingUs <= 0) return false;
    return condition === null || condition.shouldBlock();
  }

  private waitEndUs(deadline: Deadline, mayIdle: boolean): number {
    const { nowUs } = this.timers;
    const endUs = nowUs + deadline.remainingUs;
    if (mayIdle || this.unansweredCount > 0) return endUs;
    const backoffUs = Math.max(this.settings.retryBackoffMs * 1000, LEAST_WAIT_US);
    return Math.min(endUs, nowUs + backoffUs);
  }

  private receive(): void {
    this.read();
    if (this.unsent.length > 0) {
      this.failUnavailable();
      this.trySend();
      this.failExpired();
    }
    this.fireCompleted();
  }

  private read(): void {
    this.connections.poll?.();
    const { arrived, completed } = this;
    if (arrived.length === 0) return;
    if (completed.length === 0) {
      this.arrived = completed;
      this.completed = arrived;
    } else completed.push(...arrived.splice(0));
  }

  private trySend(): void {
    if (this.unsent.length === 0) return;
    if (this.unsent.length === 1) {
      const only = this.unsent.pop()!;
      if (this.connections.ready(only.connection)) this.transmit(only);
      else this.unsent.push(only);
      return;
    }
    const kept: UnsentRequest[] = [];
    const waiting = this.unsent;
    this.unsent = kept;
    for (const unsent of waiting) {
      const isBehindAnother = kept.some((request) => request.connection === unsent.connection);
      if (isBehindAnother || !this.connections.ready(unsent.connection)) kept.push(unsent);
      else this.transmit(unsent);
    }
  }

  private transmit({ connection, request, timeoutMs, createdUs, handler }: UnsentRequest): void {
    this.unansweredCount++;
    const remainingMs = timeoutMs - Math.floor((this.timers.nowUs - createdUs) / 1000);
    this.connections.send(connection, request, Math.max(0, remainingMs), (outcome) => {
      this.unansweredCount--;
      const isLost = typeof outcome === 'string';
      this.arrived.push({
        handler,
        response: isLost ? null : outcome,
        error: isLost ? disconnected() : null,
      });
      this.wake();
    });
  }

  private fireCompleted(): void {
    while (this.completed.length > 0) {
      const { handler, response, error } = this.completed.shift()!;
      this.firedCount++;
      handler(response, error);
    }
  }

  private handlePendingDisconnects(): void {
    while (this.pendingDisconnects.length > 0) {
      const connection = this.pendingDisconnects.shift()!;
      this.failUnsent((request) => request.connection === connection, disconnected());
      this.connections.disconnect(connection);
    }
  }

  private failUnavailable(): void {
    this.failUnsent(
      (request) => this.connections.isUnavailable(request.connection),
      disconnected(),
    );
  }

  private failExpired(): void {
    const { nowUs } = this.timers;
    const isExpired = (request: UnsentRequest): boolean =>
      nowUs - request.createdUs > request.timeoutMs * 1000;
    this.failUnsent(isExpired, timedOut('the request could not be sent in time'));
  }

  private failUnsent(isFailed: (request: UnsentRequest) => boolean, error: ConsumerError): void {
    if (!this.unsent.some(isFailed)) return;
    for (const request of this.unsent.filter(isFailed)) {
      this.completed.push({ handler: request.handler, response: null, error });
    }
    this.unsent = this.unsent.filter((request) => !isFailed(request));
  }
}
