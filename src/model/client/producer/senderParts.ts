import type { ProcessTimers } from '../../../sim/process.ts';
import type { BrokerConnections } from '../brokerConnections.ts';
import type { SenderMetadata } from './producerMetadata.ts';
import type { RecordAccumulator } from './recordAccumulator.ts';
import type { TransactionManager } from './transactionManager.ts';

/** The sender's part of a producer's config. */
export interface SenderSettings {
  readonly acks: 0 | 1 | -1;
  readonly retries: number;
  readonly maxRequestSize: number;
  readonly requestTimeoutMs: number;
  /** retry.backoff.ms: the pause before a producer id is asked for again. */
  readonly retryBackoffUs: number;
  /**
   * max.in.flight.requests.per.connection is 1: a partition waits while it has a batch in flight.
   */
  readonly guaranteeMessageOrder: boolean;
}

/** What the sender works on. */
export interface SenderParts {
  readonly timers: ProcessTimers;
  readonly connections: BrokerConnections;
  readonly metadata: SenderMetadata;
  readonly accumulator: RecordAccumulator;
  /** null: not idempotent. */
  readonly transactionManager: TransactionManager | null;
  /**
   * Microseconds until a node that is not ready can be tried again; Infinity: an answer must come
   * first.
   */
  readonly pollDelayUs: (nodeId: number) => number;
  /** Something changed, so that a pass may have work: an answer came. */
  readonly wakeup: () => void;
}
