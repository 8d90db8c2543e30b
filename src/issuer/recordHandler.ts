import type { IncomingRecord, WorkerOutcome } from './ports.ts';

/** What a worker does with one kind of record. `M`: the message after decoding. */
export interface RecordHandler<M> {
  /** Reads and validates the record. Throws MalformedMessage for what can never be handled. */
  decode(record: IncomingRecord): M;
  /** The request id for logs and traces; '' if such messages have none. */
  requestIdOf(message: M): string;
  /**
   * Does the work. It must be safe to do twice: records are delivered again after a crash, a
   * rebalance or a refused commit, and the worker tries again after a StoreError.
   */
  handle(message: M, record: IncomingRecord): Promise<WorkerOutcome>;
}
