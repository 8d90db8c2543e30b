/** What Kafka's DumpLogSegments prints, piece by piece. */
export type DumpEntry = DumpSegment | DumpBatch | DumpRecord | DumpControl | DumpTrailing;

/** The next segment file begins. */
export interface DumpSegment {
  readonly type: 'Segment';
  readonly file: string;
}

/** The head of a batch. Its records follow. */
export interface DumpBatch {
  readonly type: 'Batch';
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** -1: the producer is not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly partitionLeaderEpoch: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  /** Of the newest record; the coordinator's or controller's clock in their own logs. */
  readonly timestampMs: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly compression: string;
  readonly crc: number;
}

/** A record of the batch before it. */
export interface DumpRecord {
  readonly type: 'Record';
  readonly offset: number;
  readonly timestampMs: number;
  readonly sequence: number;
  readonly headerKeys: readonly string[];
  readonly key: string | null;
  readonly value: string | null;
  /** False: key or value is not UTF-8, and the tool printed other characters in its place. */
  readonly isText: boolean;
}

/** A record that Kafka itself wrote among others: the end of a transaction, a new controller. */
export interface DumpControl {
  readonly type: 'Control';
  readonly offset: number;
  readonly timestampMs: number;
  /** As printed: `endTxnMarker: COMMIT coordinatorEpoch: 0`, `LeaderChange: {...}`. */
  readonly text: string;
}

/** Bytes that are no whole batch: a write that is under way, or one that a crash cut. */
export interface DumpTrailing {
  readonly type: 'Trailing';
  readonly byteCount: number;
}
