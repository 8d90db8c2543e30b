import type { Connection, ConnectionEnd, NetworkMessage } from '../../sim/network.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { WireResponse } from '../broker/wire.ts';
import { WireRequest } from '../broker/wire.ts';
import type { ApiRequest, ProduceRequest } from '../protocol/requests.ts';
import type { ApiResponse, ProduceResponse } from '../protocol/responses.ts';
import type {
  BrokerConnections,
  ConnectionId,
  ConnectionLoss,
  Outcome,
} from './brokerConnections.ts';

const COORDINATOR_ID_BASE = 2147483647;

/** Where the client finds brokers. */
export interface BrokerDirectory {
  /** Connects to the broker; null if its process does not run (connection refused). */
  connect(client: SimProcess, clientEnd: ConnectionEnd, brokerId: number): Connection | null;
}

/** The settings of `NetworkClient`, from the client's config. */
export interface NetworkClientSettings {
  /** max.in.flight.requests.per.connection; consumers have 100. */
  readonly maxInFlight: number;
  /** reconnect.backoff.ms and reconnect.backoff.max.ms. */
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
}

/**
 * A client's connections to brokers. Mirrors `NetworkClient` with its in-flight requests, request
 * timeouts and reconnect backoff.
 *
 * Simplified: connecting takes no time, and the ApiVersions exchange is left out.
 * Simplified: the reconnect backoff has no jitter.
 */
export class NetworkClient implements BrokerConnections {
  /**
   * Called when a connection could not be opened, or ended other than by `disconnect`: what the
   * client knows of the cluster may be out of date
   * (`DefaultMetadataUpdater.handleServerDisconnect`).
   */
  onServerDisconnect: () => void = () => undefined;
  private readonly process: SimProcess;
  private readonly directory: BrokerDirectory;
  private readonly settings: NetworkClientSettings;
  private readonly nodes = new Map<ConnectionId, NodeConnection>();
  private readonly knownBrokers: () => readonly number[];
  private nextCorrelationId = 1;

  /** `knownBrokers`: broker ids of the client's metadata. */
  constructor(
    process: SimProcess,
    directory: BrokerDirectory,
    settings: NetworkClientSettings,
    knownBrokers: () => readonly number[],
  ) {
    this.process = process;
    this.directory = directory;
    this.settings = settings;
    this.knownBrokers = knownBrokers;
  }

  ready(connection: ConnectionId): boolean {
    const node = this.node(connection);
    return node.maybeConnect() && node.inFlight.length < this.settings.maxInFlight;
  }

  isUnavailable(connection: ConnectionId): boolean {
    return this.nodes.get(connection)?.isBackingOff ?? false;
  }

  inFlightCount(connection: ConnectionId): number {
    return this.nodes.get(connection)?.inFlight.length ?? 0;
  }

  send<R extends ApiRequest>(
    connection: ConnectionId,
    request: R,
    timeoutMs: number,
    onComplete: (outcome: Outcome<R>) => void,
  ): void {
    const node = this.node(connection);
    const complete = onComplete as (outcome: ApiResponse | ConnectionLoss) => void;
    if (!node.maybeConnect()) {
      // As from a socket that was refused: the answer comes from the client's own next poll.
      this.process.schedule(0, completeAsDisconnected, complete);
      return;
    }
    node.transmit(new WireRequest(this.nextCorrelationId++, request), timeoutMs * 1000, complete);
  }

  disconnect(connection: ConnectionId): void {
    this.nodes.get(connection)?.closeByClient();
  }

  leastLoadedNode(): number {
    let best = -1;
    let bestLoad = Infinity;
    for (const brokerId of this.knownBrokers()) {
      const node = this.nodes.get(brokerId);
      if (node !== undefined && node.isBackingOff) continue;
      const load = node?.inFlight.length ?? 0;
      if (load < bestLoad) {
        best = brokerId;
        bestLoad = load;
      }
    }
    return best;
  }

  /** Closes all connections without telling anybody: the client is closed. */
  closeAll(): void {
    for (const node of this.nodes.values()) node.abandon();
  }

  private node(connection: ConnectionId): NodeConnection {
    let node = this.nodes.get(connection);
    if (node === undefined) {
      // Broker ids are small, coordinator connection ids lie at the other end of the integers.
      const brokerId =
        connection > COORDINATOR_ID_BASE / 2 ? COORDINATOR_ID_BASE - connection : connection;
      node = new NodeConnection(this.process, this.directory, this.settings, brokerId, () =>
        this.onServerDisconnect(),
      );
      this.nodes.set(connection, node);
    }
    return node;
  }
}

type Complete = (outcome: ApiResponse | ConnectionLoss) => void;

interface InFlightRequest {
  readonly correlationId: number;
  readonly deadlineUs: number;
  readonly complete: Complete;
}

/** The connection to one broker, now open, closed, or backing off. */
class NodeConnection implements ConnectionEnd {
  readonly inFlight: InFlightRequest[] = [];
  private readonly process: SimProcess;
  private readonly directory: BrokerDirectory;
  private readonly settings: NetworkClientSettings;
  private readonly brokerId: number;
  private readonly onServerDisconnect: () => void;
  private connection: Connection | null = null;
  private retryAtUs = 0;
  private failedAttempts = 0;
  private timeoutTimer = -1;
  private timeoutTimerUs = Infinity;

  constructor(
    process: SimProcess,
    directory: BrokerDirectory,
    settings: NetworkClientSettings,
    brokerId: number,
    onServerDisconnect: () => void,
  ) {
    this.process = process;
    this.directory = directory;
    this.settings = settings;
    this.brokerId = brokerId;
    this.onServerDisconnect = onServerDisconnect;
  }

  get isBackingOff(): boolean {
    return this.connection === null && this.process.nowUs < this.retryAtUs;
  }

  /** Opens the connection if it is not open and no backoff runs. True: it is open. */
  maybeConnect(): boolean {
    if (this.connection !== null) return true;
    if (this.isBackingOff) return false;
    this.connection = this.directory.connect(this.process, this, this.brokerId);
    if (this.connection === null) {
      this.backOff();
      this.onServerDisconnect();
    } else this.failedAttempts = 0;
    return this.connection !== null;
  }

  transmit(wire: WireRequest, timeoutUs: number, complete: Complete): void {
    const { request } = wire;
    this.connection!.sendToServer(wire);
    if (request.api === 'Produce' && request.acks === 0) {
      this.process.schedule(0, complete, unacknowledged(request));
      return;
    }
    const deadlineUs = this.process.nowUs + timeoutUs;
    this.inFlight.push({ correlationId: wire.correlationId, deadlineUs, complete });
    this.armTimeout(deadlineUs);
  }

  onMessage(message: NetworkMessage): void {
    const wire = message as WireResponse;
    const { inFlight } = this;
    const { correlationId } = wire;
    let index = 0;
    while (index < inFlight.length && inFlight[index]!.correlationId !== correlationId) index++;
    if (index === inFlight.length) return;
    const { complete } = inFlight[index]!;
    // Brokers answer in the order of the requests.
    if (inFlight.length === 1) inFlight.pop();
    else inFlight.splice(index, 1);
    complete(wire.response);
  }

  onClosed(): void {
    this.close('disconnected');
  }

  closeByClient(): void {
    this.end('disconnected');
  }

  /** The connection was lost: ends everything in flight on it. */
  private close(reason: ConnectionLoss): void {
    if (this.connection === null) return;
    this.end(reason);
    this.onServerDisconnect();
  }

  private end(reason: ConnectionLoss): void {
    if (this.connection === null) return;
    this.connection.closeByClient();
    this.connection = null;
    this.backOff();
    for (const request of this.inFlight.splice(0)) request.complete(reason);
  }

  /** The client itself is closed: nobody waits for answers any more. */
  abandon(): void {
    this.inFlight.length = 0;
    this.connection?.closeByClient();
    this.connection = null;
  }

  private backOff(): void {
    const { reconnectBackoffMs, reconnectBackoffMaxMs } = this.settings;
    const backoffMs = Math.min(
      reconnectBackoffMs * 2 ** Math.min(this.failedAttempts, 20),
      reconnectBackoffMaxMs,
    );
    this.failedAttempts++;
    this.retryAtUs = this.process.nowUs + backoffMs * 1000;
  }

  /**
   * One timer a connection, moved only when an earlier deadline comes: requests are many, timeouts
   * few.
   */
  private armTimeout(deadlineUs: number): void {
    if (deadlineUs >= this.timeoutTimerUs) return;
    if (this.timeoutTimer >= 0) this.process.cancel(this.timeoutTimer);
    this.timeoutTimerUs = deadlineUs;
    this.timeoutTimer = this.process.schedule(
      deadlineUs - this.process.nowUs + 1,
      checkTimeouts,
      this,
    );
  }

  /** For the timer. A request is timed out when it is strictly older than its timeout. */
  onTimeoutTimer(): void {
    this.timeoutTimer = -1;
    this.timeoutTimerUs = Infinity;
    let earliestUs = Infinity;
    for (const { deadlineUs } of this.inFlight)
      if (deadlineUs < earliestUs) earliestUs = deadlineUs;
    if (earliestUs < this.process.nowUs) this.close('timed-out');
    else if (earliestUs < Infinity) this.armTimeout(earliestUs);
  }
}

function checkTimeouts(node: NodeConnection): void {
  node.onTimeoutTimer();
}

function completeAsDisconnected(complete: Complete): void {
  complete('disconnected');
}

/** acks 0: the producer never hears from the broker; the send itself is the success. */
function unacknowledged(request: ProduceRequest): ProduceResponse {
  const partitions = request.partitions.map(({ topic, partition }) => ({
    topic,
    partition,
    error: 'NONE' as const,
    baseOffset: -1,
    logStartOffset: -1,
    currentLeader: null,
  }));
  return { api: 'Produce', partitions };
}
