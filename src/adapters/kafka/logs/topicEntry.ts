import type { DumpRecord } from './dumpEntry.ts';
import type { LogPlace } from './kafkaLogEntry.ts';

/** Something in the log of a partition. */
export type TopicEntry = BatchWritten | TransactionEnded | LogTruncated;

/** Records that a producer sent together, as they lie in the log. */
export interface BatchWritten extends LogPlace {
  readonly type: 'BatchWritten';
  readonly topic: string;
  readonly partition: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  /** `null`: the producer is not idempotent. */
  readonly producer: ProducerStamp | null;
  readonly isTransactional: boolean;
  readonly records: readonly WrittenRecord[];
}

/** How the broker tells a producer's batches apart. */
export interface ProducerStamp {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** A record of a batch. */
export type WrittenRecord = Omit<DumpRecord, 'type' | 'sequence'>;

/** The mark that a transaction was committed or aborted. */
export interface TransactionEnded extends LogPlace {
  readonly type: 'TransactionEnded';
  readonly topic: string;
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly isCommitted: boolean;
}

/**
 * What was read before from `offset` on is not there any more: a follower cut it off to match its
 * leader, or another replica leads that never had it.
 */
export interface LogTruncated extends LogPlace {
  readonly type: 'LogTruncated';
  readonly topic: string;
  readonly partition: number;
}
