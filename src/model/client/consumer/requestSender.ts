import type { ApiRequest } from '../../protocol/requests.ts';
import type { ConnectionId } from '../brokerConnections.ts';
import type { ResponseHandler } from './consumerNetwork.ts';

/** Takes requests to be sent. What both kinds of consumers have. */
export interface RequestSender {
  /** Queues a request. */
  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    handler: ResponseHandler<R>,
  ): void;
  /** True while the last connection attempt failed and its reconnect backoff has not passed. */
  isUnavailable(connection: ConnectionId): boolean;
}
