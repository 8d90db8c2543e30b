import type { EventHandle } from '../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../sim/process.ts';
import type { BrokerConnections } from './brokerConnections.ts';
import type { ClientMetadata } from './clientMetadata.ts';

/** The parts of a client's config that metadata refresh rests on. */
export interface MetadataSettings {
  /** metadata.max.age.ms: also an idle client refreshes this often. */
  readonly maxAgeMs: number;
  /** retry.backoff.ms: the least time between two requests. */
  readonly retryBackoffMs: number;
  readonly requestTimeoutMs: number;
}

/**
 * Fetches metadata when it is wanted or too old. Mirrors `NetworkClient.DefaultMetadataUpdater`.
 *
 * Simplified: the retry backoff is fixed and without jitter; rebootstrap (KIP-899) is not modelled,
 * a client goes on trying the brokers it knows.
 */
export class MetadataUpdater {
  private readonly timers: ProcessTimers;
  private readonly connections: BrokerConnections;
  private readonly metadata: ClientMetadata;
  private readonly settings: MetadataSettings;
  private isInFlight = false;
  private lastRequestUs = -Infinity;
  private timer: EventHandle = -1;
  private isClosed = false;

  constructor(
    timers: ProcessTimers,
    connections: BrokerConnections,
    metadata: ClientMetadata,
    settings: MetadataSettings,
  ) {
    this.timers = timers;
    this.connections = connections;
    this.metadata = metadata;
    this.settings = settings;
    metadata.onUpdateWanted(() => this.maybeUpdate());
    this.armAgeTimer();
    if (metadata.isUpdateWanted) this.retryIn(0);
  }

  /** No more requests. */
  close(): void {
    this.isClosed = true;
    this.timers.cancel(this.timer);
  }

  private maybeUpdate(): void {
    if (this.isInFlight || this.isClosed || !this.metadata.isUpdateWanted) return;
    const waitUs = this.lastRequestUs + this.settings.retryBackoffMs * 1000 - this.timers.nowUs;
    const node = waitUs > 0 ? -1 : this.connections.leastLoadedNode();
    if (node < 0 || !this.connections.ready(node)) return this.retryIn(Math.max(waitUs, 1000));
    this.isInFlight = true;
    this.lastRequestUs = this.timers.nowUs;
    const request = { api: 'Metadata', topics: [...this.metadata.topics] } as const;
    this.connections.send(node, request, this.settings.requestTimeoutMs, (outcome) => {
      this.isInFlight = false;
      if (this.isClosed) return;
      if (typeof outcome === 'string') return this.maybeUpdate();
      this.metadata.update(outcome);
      this.armAgeTimer();
      this.maybeUpdate();
    });
  }

  private retryIn(delayUs: number): void {
    this.timers.cancel(this.timer);
    this.timer = this.timers.schedule(delayUs, retry, this);
  }

  private armAgeTimer(): void {
    this.timers.cancel(this.timer);
    this.timer = this.timers.schedule(this.settings.maxAgeMs * 1000, refresh, this);
  }

  /** For the timer: try again. */
  onRetry(): void {
    this.timer = -1;
    this.maybeUpdate();
  }

  /** For the timer: the metadata is too old. */
  onAge(): void {
    this.timer = -1;
    this.metadata.requestUpdate();
    this.maybeUpdate();
  }
}

function retry(updater: MetadataUpdater): void {
  updater.onRetry();
}

function refresh(updater: MetadataUpdater): void {
  updater.onAge();
}
