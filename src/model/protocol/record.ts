/**
 * What a producer sends. Simplified: keys, values and header values are text; their UTF-8 bytes
 * count and are hashed, but arbitrary bytes cannot be sent.
 */
export interface ProducerRecord {
  readonly topic: string;
  /** Explicit partition, or null to let the partitioner decide. */
  readonly partition: number | null;
  /** null: no key. The empty text is a key. */
  readonly key: string | null;
  /** null: a tombstone. */
  readonly value: string | null;
  readonly headers: readonly RecordHeader[];
}

export interface RecordHeader {
  readonly key: string;
  readonly value: string;
}

/** A record in a partition log, as a consumer reads it. */
export interface LogRecord {
  readonly offset: number;
  /** CreateTime, in milliseconds of virtual time. */
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly RecordHeader[];
}

/**
 * Records as they travel in one produce request for one partition. Sequence fields are -1 without
 * idempotence.
 */
export interface RecordBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: readonly BatchRecord[];
  /** Estimated size in bytes, as the accumulator counted it. */
  readonly sizeInBytes: number;
}

/** A record inside a batch: it has no offset yet. */
export interface BatchRecord {
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly RecordHeader[];
}
