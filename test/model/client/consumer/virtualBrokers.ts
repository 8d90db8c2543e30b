import type { SimProcess } from '../../../../src/sim/process.ts';
import type {
  BrokerConnections,
  ConnectionId,
  ConnectionLoss,
  Outcome,
} from '../../../../src/model/client/brokerConnections.ts';
import type { ClientMetadata } from '../../../../src/model/client/clientMetadata.ts';
import type { ApiRequest } from '../../../../src/model/protocol/requests.ts';
import type { ApiResponse } from '../../../../src/model/protocol/responses.ts';

const RECONNECT_BACKOFF_US = 50_000;
/** One broker, which is also the coordinator. */
export const NODE_ID = 0;

/** A request that has not been answered. */
export interface OpenRequest {
  readonly id: number;
  readonly connection: ConnectionId;
  readonly request: ApiRequest;
  readonly deadlineUs: number;
  readonly complete: (outcome: ApiResponse | ConnectionLoss) => void;
  answer: { readonly response: ApiResponse; readonly atUs: number } | null;
}

/** What a test sees and decides. */
export interface BrokersObserver {
  /** A request was sent. It may be answered at once or later, through the brokers. */
  sent(open: OpenRequest): void;
  /** A request in flight failed because its connection was closed. */
  cut(id: number): void;
  /** True if some thread of the client would see an answer now. */
  isListening(): boolean;
}

/**
 * A network in virtual time with one broker that does what a test tells it: requests stay in flight
 * until they are answered, cut, or time out, which closes their connection. What becomes due while
 * no thread of the client looks at the network happens when one next does. Metadata is refreshed
 * whenever the client looks and wants it.
 */
export class VirtualBrokers implements BrokerConnections {
  readonly topics = new Map<string, number>();
  private readonly process: SimProcess;
  private readonly metadata: ClientMetadata;
  private readonly observer: BrokersObserver;
  private inFlight: OpenRequest[] = [];
  /** What ended while nobody read: read with the next poll, all at once, as from a socket. */
  private readonly ended: (() => void)[] = [];
  private readonly cutUntilUs = new Map<ConnectionId, number>();
  private lastId = 0;

  constructor(process: SimProcess, metadata: ClientMetadata, observer: BrokersObserver) {
    this.process = process;
    this.metadata = metadata;
    this.observer = observer;
  }

  // ---- for the test

  find(id: number): OpenRequest {
    const open = this.inFlight.find((one) => one.id === id);
    if (open === undefined) throw new Error(`request ${id} is not in flight`);
    return open;
  }

  answer(id: number, response: ApiResponse): void {
    const open = this.find(id);
    this.inFlight = this.inFlight.filter((one) => one !== open);
    // Nothing overtakes what ended before and has not been read.
    if (this.ended.length === 0) open.complete(response);
    else this.ended.push(() => open.complete(response));
  }

  answerLater(id: number, delayUs: number, response: ApiResponse): void {
    this.find(id).answer = { response, atUs: this.process.nowUs + delayUs };
    this.process.schedule(delayUs, becomeDue, this);
  }

  /** Cuts a connection; no new one is tried for a while. */
  cut(connection: ConnectionId): void {
    this.closeConnection(connection);
    this.cutUntilUs.set(connection, this.process.nowUs + RECONNECT_BACKOFF_US);
    this.tellClient();
  }

  /** The client gets the metadata of the topics that it asks for. */
  pushMetadata(): void {
    const partitionMetadata = (partition: number) => ({
      partition,
      error: 'NONE' as const,
      leaderId: NODE_ID,
      leaderEpoch: -1,
      replicas: [NODE_ID],
      isr: [NODE_ID],
    });
    this.metadata.update({
      api: 'Metadata',
      brokers: [NODE_ID],
      controllerId: NODE_ID,
      topics: [...this.topics]
        .filter(([topic]) => this.metadata.topics.has(topic))
        .map(([topic, count]) => ({
          topic,
          error: 'NONE',
          partitions: Array.from({ length: count }, (_, partition) => partitionMetadata(partition)),
        })),
    });
  }

  /**
   * For timers: an answer or a timeout is due. What the client itself has to do at this moment
   * comes first, as in a thread that sends before it reads.
   */
  onDue(): void {
    this.process.schedule(0, endDue, this);
  }

  endDue(): void {
    if (!this.observer.isListening()) return;
    this.endDueRequests();
    this.tellClient();
  }

  // ---- for the client

  poll(): void {
    if (this.metadata.isUpdateWanted) this.pushMetadata();
    this.endDueRequests();
    this.deliver();
  }

  private deliver(): void {
    while (this.ended.length > 0) this.ended.shift()!();
  }

  /** The first end wakes the client, which then polls and reads the others. */
  private tellClient(): void {
    const first = this.ended.shift();
    if (first !== undefined) first();
  }

  private endDueRequests(): void {
    const { nowUs } = this.process;
    for (const open of [...this.inFlight]) {
      if (open.answer === null || open.answer.atUs > nowUs || !this.inFlight.includes(open))
        continue;
      const { complete, answer } = open;
      this.inFlight = this.inFlight.filter((one) => one !== open);
      this.ended.push(() => complete(answer.response));
    }
    for (const open of [...this.inFlight]) {
      if (open.deadlineUs <= nowUs && this.inFlight.includes(open))
        this.closeConnection(open.connection);
    }
  }

  ready(connection: ConnectionId): boolean {
    if (this.isUnavailable(connection)) return false;
    this.cutUntilUs.delete(connection);
    return true;
  }

  isUnavailable(connection: ConnectionId): boolean {
    return (this.cutUntilUs.get(connection) ?? 0) > this.process.nowUs;
  }

  inFlightCount(connection: ConnectionId): number {
    return this.inFlight.filter((open) => open.connection === connection).length;
  }

  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    timeoutMs: number,
    onComplete: (outcome: Outcome<R>) => void,
  ): void {
    const complete = onComplete as (outcome: ApiResponse | ConnectionLoss) => void;
    const deadlineUs = this.process.nowUs + timeoutMs * 1000;
    const open: OpenRequest = {
      id: ++this.lastId,
      connection,
      request,
      deadlineUs,
      complete,
      answer: null,
    };
    this.inFlight.push(open);
    this.process.schedule(timeoutMs * 1000, becomeDue, this);
    this.observer.sent(open);
  }

  disconnect(connection: ConnectionId): void {
    this.closeConnection(connection);
    this.deliver();
  }

  private closeConnection(connection: ConnectionId): void {
    const cut = this.inFlight.filter((open) => open.connection === connection);
    this.inFlight = this.inFlight.filter((open) => open.connection !== connection);
    this.cutUntilUs.set(connection, this.process.nowUs);
    for (const open of cut) this.observer.cut(open.id);
    for (const open of cut) this.ended.push(() => open.complete('disconnected'));
  }

  leastLoadedNode(): number {
    return NODE_ID;
  }
}

function endDue(brokers: VirtualBrokers): void {
  brokers.endDue();
}

function becomeDue(brokers: VirtualBrokers): void {
  brokers.onDue();
}
