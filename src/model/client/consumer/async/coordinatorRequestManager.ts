import type { FindCoordinatorResponse } from '../../../protocol/responses.ts';
import type { ConnectionId } from '../../brokerConnections.ts';
import { coordinatorConnectionId } from '../../brokerConnections.ts';
import type { ConsumerError } from '../consumerError.ts';
import { exceptionOf } from '../consumerError.ts';
import { ANY_NODE } from './asyncNetwork.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { RequestManager } from './networkThread.ts';
import { RequestState } from './requestState.ts';

/**
 * Finds the group's coordinator, whenever it is unknown. Mirrors `CoordinatorRequestManager`:
 * unlike the classic consumer it does not close the connection of a coordinator that it forgets.
 */
export class CoordinatorRequestManager implements RequestManager {
  private readonly parts: AsyncParts;
  private readonly groupId: string;
  private readonly lookup: RequestState;
  private known: ConnectionId | null = null;
  private fatal: ConsumerError | null = null;
  private isClosing = false;

  constructor(parts: AsyncParts, groupId: string) {
    this.parts = parts;
    this.groupId = groupId;
    this.lookup = new RequestState(parts.timers, parts.backoff);
  }

  /** The connection to the coordinator; null: unknown. */
  get coordinator(): ConnectionId | null {
    return this.known;
  }

  /** Why there is none and will be none. */
  get fatalError(): ConsumerError | null {
    return this.fatal;
  }

  takeFatalError(): ConsumerError | null {
    const { fatal } = this;
    this.fatal = null;
    return fatal;
  }

  /** No lookup any more. */
  signalClose(): void {
    this.isClosing = true;
  }

  poll(): number {
    if (this.isClosing || this.known !== null) return Infinity;
    if (this.lookup.canSend()) this.find();
    return this.lookup.isInFlight ? Infinity : this.lookup.remainingBackoffUs;
  }

  markUnknown(): void {
    this.known = null;
  }

  /** A request to the coordinator failed: if its connection broke, it may have moved. */
  onRequestFailed(error: ConsumerError): void {
    if (error.name === 'DisconnectException') this.markUnknown();
  }

  private find(): void {
    this.lookup.onSendAttempt();
    this.parts.network.send(
      ANY_NODE,
      { api: 'FindCoordinator', keyType: 'group', key: this.groupId },
      (response, error) => {
        this.fatal = null;
        if (response === null) this.onFailure(error!);
        else this.onResponse(response);
      },
    );
  }

  private onResponse({ error, nodeId }: FindCoordinatorResponse): void {
    if (error !== 'NONE') return this.onFailure(exceptionOf(error));
    this.known = coordinatorConnectionId(nodeId);
    this.lookup.onSuccessfulAttempt();
  }

  private onFailure(error: ConsumerError): void {
    this.lookup.onFailedAttempt();
    this.markUnknown();
    if (!error.isRetriableException) this.fatal = error;
  }
}
