import type { ApiRequest } from '../protocol/requests.ts';
import type { ResponseTo } from '../protocol/responses.ts';

/**
 * Node id of a broker, or 2147483647 - node id for a consumer's separate connection to its
 * coordinator, as Kafka's clients number it.
 */
export type ConnectionId = number;

/** The connection id of the coordinator connection to this broker. */
export function coordinatorConnectionId(nodeId: number): ConnectionId {
  return 2147483647 - nodeId;
}

/**
 * How a request ended without a response: the connection broke (`disconnected`), or it was ended
 * because a request on it was older than request.timeout.ms (`timed-out`).
 */
export type ConnectionLoss = 'disconnected' | 'timed-out';

/** What a request came to. */
export type Outcome<R extends ApiRequest> = ResponseTo<R> | ConnectionLoss;

/**
 * What a client's logic sees of the network (Kafka's KafkaClient / NetworkClient). All calls return
 * at once; handlers run later, one at a time, on the client's process.
 */
export interface BrokerConnections {
  /**
   * True if a request could be sent now: connected, not backing off, and fewer than
   * max.in.flight.requests.per.connection are in flight. Starts connecting if it is not connected.
   */
  ready(connection: ConnectionId): boolean;

  /** True while the last connection attempt failed and its reconnect backoff has not passed. */
  isUnavailable(connection: ConnectionId): boolean;

  /** Requests sent and not yet answered on this connection. */
  inFlightCount(connection: ConnectionId): number;

  /**
   * Sends a request. `onComplete` is called exactly once, unless the process dies: with the
   * response, or with how the connection was lost. Produce with acks 0 completes at once with a
   * response without errors.
   */
  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    timeoutMs: number,
    onComplete: (outcome: Outcome<R>) => void,
  ): void;

  /**
   * Closes the connection from the client's side; everything in flight on it ends as
   * `disconnected`.
   */
  disconnect(connection: ConnectionId): void;

  /**
   * Only for connections that are read when they are polled, as Kafka's NetworkClient is: the
   * client is about to look for answers. Connections that complete requests by themselves leave it
   * out.
   */
  poll?(): void;

  /**
   * A broker to ask for metadata or a coordinator: the one with fewest requests in flight; -1: none
   * usable.
   */
  leastLoadedNode(): number;
}
