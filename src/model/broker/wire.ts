import type { NetworkMessage } from '../../sim/network.ts';
import type { ApiName, ApiRequest } from '../protocol/requests.ts';
import type { ApiResponse } from '../protocol/responses.ts';

/** A request on its way to a broker. */
export class WireRequest implements NetworkMessage {
  readonly label: ApiName;
  readonly correlationId: number;
  readonly request: ApiRequest;

  constructor(correlationId: number, request: ApiRequest) {
    this.label = request.api;
    this.correlationId = correlationId;
    this.request = request;
  }
}

/** A response on its way to a client. */
export class WireResponse implements NetworkMessage {
  readonly label: ApiName;
  readonly correlationId: number;
  readonly response: ApiResponse;

  constructor(correlationId: number, response: ApiResponse) {
    this.label = response.api;
    this.correlationId = correlationId;
    this.response = response;
  }
}
