/**
 * As much of the rdkafka-style interface of @confluentinc/kafka-javascript as is used here. It is
 * not installed with this package, so its own types are not at hand.
 */
export interface RdkafkaModule {
  readonly librdkafkaVersion: string;
  readonly KafkaConsumer: new (
    config: Readonly<Record<string, unknown>>,
    topicConfig: Readonly<Record<string, unknown>>,
  ) => RdkafkaConsumer;
  readonly Producer: new (
    config: Readonly<Record<string, unknown>>,
    topicConfig: Readonly<Record<string, unknown>>,
  ) => RdkafkaProducer;
}

/** An error of librdkafka. Codes above 0 are Kafka's own, those below librdkafka's. */
export interface RdkafkaError extends Error {
  readonly code: number;
  readonly isFatal?: boolean;
}

export interface RdkafkaPartition {
  readonly topic: string;
  readonly partition: number;
  readonly offset?: number;
}

/** A record as `consume` gives it. */
export interface RdkafkaMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key?: Buffer | string | null;
  readonly value: Buffer | null;
  readonly timestamp?: number;
  readonly headers?: readonly Readonly<Record<string, Buffer | string>>[];
}

export interface RdkafkaConsumer {
  connect(options: object, done: (error: RdkafkaError | null) => void): void;
  disconnect(done: (error: RdkafkaError | null) => void): void;
  subscribe(topics: readonly string[]): void;
  setDefaultConsumeTimeout(timeoutMs: number): void;
  setDefaultIsTimeoutOnlyForFirstMessage(isOnly: boolean): void;
  consume(
    count: number,
    done: (error: RdkafkaError | null, messages: readonly RdkafkaMessage[]) => void,
  ): void;
  assign(partitions: readonly RdkafkaPartition[]): void;
  unassign(): void;
  incrementalAssign(partitions: readonly RdkafkaPartition[]): void;
  incrementalUnassign(partitions: readonly RdkafkaPartition[]): void;
  /** COOPERATIVE under the consumer protocol too. */
  rebalanceProtocol(): string;
  assignmentLost(): boolean;
  /** Blocks the event loop. Throws RdkafkaError. */
  commitSync(offsets: readonly RdkafkaPartition[]): void;
  on(event: 'event.error', listener: (error: RdkafkaError) => void): void;
}

/** What became of a record. */
export interface DeliveryReport {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly opaque: unknown;
}

export interface RdkafkaProducer {
  connect(options: object, done: (error: RdkafkaError | null) => void): void;
  disconnect(done: (error: RdkafkaError | null) => void): void;
  setPollInterval(intervalMs: number): void;
  flush(timeoutMs: number, done: (error: RdkafkaError | null) => void): void;
  /** Throws RdkafkaError: the record is not taken. */
  produce(
    topic: string,
    partition: number | null,
    value: Buffer,
    key: string | null,
    timestampMs: number | null,
    opaque: unknown,
    headers: readonly Readonly<Record<string, string>>[],
  ): void;
  on(
    event: 'delivery-report',
    listener: (error: RdkafkaError | null, report: DeliveryReport) => void,
  ): void;
  on(event: 'event.error', listener: (error: RdkafkaError) => void): void;
}
