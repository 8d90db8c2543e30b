import type { ConsumerPartition, OutgoingRecord, RecordPosition } from '../../../issuer/ports.ts';
import type { RequestConsumer, RequestPublisher } from '../../../issuer/ports.ts';

/** Libraries that speak to a real Kafka for us. */
export const KAFKA_CLIENT_NAMES = ['kafkajs', 'java', 'confluent'] as const;

/** One of them. */
export type KafkaClientName = (typeof KAFKA_CLIENT_NAMES)[number];

/** Kafka's dotted config names, as a scenario has them. */
export type ClientConfig = Readonly<Record<string, string>>;

/**
 * Hears what a real consumer does, for the history of the run. As the model's `ConsumerObserver`,
 * and more. `generation`: of the classic protocol, or the member epoch of the consumer protocol; -1
 * if the client does not tell. Offsets: start inclusive, end exclusive.
 */
export interface ClientObserver {
  /** A poll returned these records of a partition. */
  onPolled(topic: string, partition: number, startOffset: number, endOffset: number): void;
  /** A rebalance ended; only what was added. Told before the listener. */
  onAssigned(partitions: readonly ConsumerPartition[], generation: number): void;
  /** The consumer gives partitions back, or has lost them. Told before the listener. */
  onRevoked(partitions: readonly ConsumerPartition[], generation: number): void;
  onLost(partitions: readonly ConsumerPartition[], generation: number): void;
  /** The generation moved on and nothing was assigned or taken. */
  onGeneration(generation: number): void;
  /** One try to commit. It ends in one of the two calls below, unless the process dies. */
  onCommitStarted(topic: string, partition: number, offset: number, isAuto: boolean): void;
  onCommitted(topic: string, partition: number, offset: number, isAuto: boolean): void;
  /**
   * `error`: the class of the exception that Kafka's own client throws, as the model has it
   * (CommitFailedException). `errorCode`: the code in the response (UNKNOWN_MEMBER_ID); null if the
   * client does not tell.
   */
  onCommitRefused(
    topic: string,
    partition: number,
    offset: number,
    isAuto: boolean,
    error: string,
    errorCode: string | null,
  ): void;
  /** The client gave up for good: every later poll rejects. */
  onDied(reason: string): void;
}

/** What a consumer is made of. */
export interface RealConsumerOptions {
  /** host:port, comma-separated. */
  readonly bootstrap: string;
  readonly clientId: string;
  readonly groupId: string;
  /** Translated for the client; what it cannot do is refused by name. */
  readonly config: ClientConfig;
  readonly observer: ClientObserver;
}

/** What a publisher is made of. */
export interface RealPublisherOptions {
  /** host:port, comma-separated. */
  readonly bootstrap: string;
  readonly clientId: string;
  readonly config: ClientConfig;
}

/** A member of a consumer group of a real Kafka. */
export interface RealRequestConsumer extends RequestConsumer {
  /**
   * Processes of its own, besides ours (the Java member's JVM). A signal that is to pause the
   * member must reach these too: start a member process in a group of its own (`detached`) and
   * signal the group; they stay in it. They end by themselves, without leaving the group, when our
   * process dies.
   */
  readonly childPids: readonly number[];
  /** Resolves when it could begin at once, or has failed; absent: it always could. */
  readonly ready?: Promise<void>;
}

/** A producer of a real Kafka. */
export interface RealRequestPublisher extends RequestPublisher {
  /** As `publish`, to a partition of the caller's choice; null: the partitioner's. */
  publishTo(record: OutgoingRecord, partition: number | null): Promise<RecordPosition>;
  /** Resolves when it could begin at once, or has failed; absent: it always could. */
  readonly ready?: Promise<void>;
  close(): Promise<void>;
}

/** A client library, ready to be used. */
export interface KafkaClient {
  readonly name: KafkaClientName;
  /** The library's version. */
  readonly version: string;
  /** Connects at the first poll. Throws KafkaProblem: a config that this client cannot honour. */
  newConsumer(options: RealConsumerOptions): RealRequestConsumer;
  /** Connects at the first record. Throws KafkaProblem as well. */
  newPublisher(options: RealPublisherOptions): RealRequestPublisher;
}
