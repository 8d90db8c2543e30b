import type { ProcessTimers } from '../../../../sim/process.ts';
import type { ApiRequest } from '../../../protocol/requests.ts';
import type { BrokerConnections, ConnectionId } from '../../brokerConnections.ts';
import { ConsumerError, disconnected, exceptionOf, timedOut } from '../consumerError.ts';
import type { ResponseHandler } from '../consumerNetwork.ts';
import type { RequestSender } from '../requestSender.ts';

type AnyHandler = (response: unknown, error: ConsumerError | null) => void;

interface UnsentRequest {
  readonly connection: ConnectionId;
  readonly request: ApiRequest;
  readonly deadlineUs: number;
  readonly handler: AnyHandler;
}

interface Completion {
  readonly handler: AnyHandler;
  readonly response: unknown;
  readonly error: ConsumerError | null;
}

/** Instead of a connection: whichever broker has the least to do. */
export const ANY_NODE: ConnectionId = -1;

/**
 * Requests and answers of the network thread. Mirrors `NetworkClientDelegate`: requests go out, and
 * answers are handled, when the thread polls. A request to a broker that cannot be reached fails
 * with the poll that notices it.
 */
export class AsyncNetwork implements RequestSender {
  /** Something arrived that the thread has not read. */
  onArrival: () => void = () => undefined;
  private readonly timers: ProcessTimers;
  private readonly connections: BrokerConnections;
  private readonly requestTimeoutMs: number;
  private unsent: UnsentRequest[] = [];
  private arrived: Completion[] = [];
  private unansweredCount = 0;
  private activityCount = 0;

  constructor(timers: ProcessTimers, connections: BrokerConnections, requestTimeoutMs: number) {
    this.timers = timers;
    this.connections = connections;
    this.requestTimeoutMs = requestTimeoutMs;
  }

  get hasArrivals(): boolean {
    return this.arrived.length > 0;
  }

  get hasUnsent(): boolean {
    return this.unsent.length > 0;
  }

  get hasPendingRequests(): boolean {
    return this.unsent.length > 0 || this.unansweredCount > 0 || this.arrived.length > 0;
  }

  /** How many requests were sent and answers handled so far. */
  get activity(): number {
    return this.activityCount;
  }

  isUnavailable(connection: ConnectionId): boolean {
    return this.connections.isUnavailable(connection);
  }

  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    handler: ResponseHandler<R>,
  ): void {
    const deadlineUs = this.timers.nowUs + this.requestTimeoutMs * 1000;
    this.unsent.push({ connection, request, deadlineUs, handler: handler as AnyHandler });
  }

  /** Sends what can be sent, and handles what has arrived. `isClosing`: nothing may stay queued. */
  poll(isClosing: boolean): void {
    this.trySend();
    this.receive(isClosing);
  }

  /** The first half of a poll. */
  trySend(): void {
    if (this.unsent.length === 0) return;
    const queued = this.unsent;
    this.unsent = [];
    for (const unsent of queued) {
      if (this.timers.nowUs >= unsent.deadlineUs)
        this.handle(unsent.handler, null, timedOut('the request could not be sent in time'));
      else if (!this.transmit(unsent)) this.unsent.push(unsent);
    }
  }

  /** The second half of a poll. */
  receive(isClosing: boolean): void {
    this.connections.poll?.();
    const arrived = this.arrived;
    if (arrived.length > 0) {
      this.arrived = [];
      for (const { handler, response, error } of arrived) {
        this.activityCount++;
        this.handle(handler, response, error);
      }
    }
    if (this.unsent.length > 0) this.failUnreachable(isClosing);
  }

  /** An exception ends the handling of an answer, and nothing else, as in a CompletableFuture. */
  private handle(handler: AnyHandler, response: unknown, error: ConsumerError | null): void {
    try {
      handler(response, error);
    } catch (thrown) {
      if (!(thrown instanceof ConsumerError)) throw thrown;
    }
  }

  private transmit({ connection, request, deadlineUs, handler }: UnsentRequest): boolean {
    const node = connection === ANY_NODE ? this.connections.leastLoadedNode() : connection;
    if (node < 0 || this.connections.isUnavailable(node) || !this.connections.ready(node))
      return false;
    this.activityCount++;
    this.unansweredCount++;
    const timeoutMs = Math.floor((deadlineUs - this.timers.nowUs) / 1000);
    this.connections.send(node, request, timeoutMs, (outcome) => {
      this.unansweredCount--;
      const isLost = typeof outcome === 'string';
      this.arrived.push({
        handler,
        response: isLost ? null : outcome,
        error: isLost ? disconnected() : null,
      });
      this.onArrival();
    });
    return true;
  }

  private failUnreachable(isClosing: boolean): void {
    const queued = this.unsent;
    this.unsent = [];
    for (const unsent of queued) {
      const { connection, handler } = unsent;
      if (connection !== ANY_NODE && this.connections.isUnavailable(connection))
        this.handle(handler, null, disconnected());
      else if (connection === ANY_NODE && isClosing)
        this.handle(handler, null, exceptionOf('NETWORK_EXCEPTION'));
      else this.unsent.push(unsent);
    }
  }
}
