import type { KafkaRuntime } from '../adapters/kafka/broker/jvmArguments.ts';
import type { LocalKafka } from '../adapters/kafka/broker/localKafka.ts';
import type { ProxyPlace } from '../adapters/kafka/broker/nodePlan.ts';

/** A Kafka that a scenario can be replayed on. */
export interface RealCluster {
  /** For people: `Kafka 4.3.1 on this machine, 1 broker`. */
  readonly description: string;
  /** '' if it is not known. */
  readonly kafkaVersion: string;
  /** host:port of the brokers. */
  readonly bootstrap: readonly string[];
  /** Where proxies for its clients can stand; empty: nowhere. */
  readonly proxyPlaces: readonly ProxyPlace[];
  /** A cluster of ours: its processes can be signalled and its logs read; null: it is not. */
  readonly local: LocalKafka | null;
  /** For Java clients and tools; null: they are not here. */
  readonly runtime: KafkaRuntime | null;
  /** Aborted, with a sentence as the reason, when one of its processes ends by itself. */
  readonly down: AbortSignal;
  /** Ends it, if it was started for us. */
  close(): Promise<void>;
}
