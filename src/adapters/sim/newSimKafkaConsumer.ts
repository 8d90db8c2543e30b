import type { Cluster } from '../../model/broker/cluster.ts';
import { ClientMetadata } from '../../model/client/clientMetadata.ts';
import type { ConsumerConfig } from '../../model/client/consumer/consumerConfig.ts';
import type { ConsumerObserver } from '../../model/client/consumer/consumerObserver.ts';
import { KafkaConsumer } from '../../model/client/consumer/kafkaConsumer.ts';
import { MetadataUpdater } from '../../model/client/metadataUpdater.ts';
import { NetworkClient } from '../../model/client/networkClient.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { RandomStream } from '../../sim/randomStream.ts';

/** The consumer has no limit of its own; Kafka's clients send at most this many at once. */
const MAX_IN_FLIGHT = 100;

/** A Kafka consumer on a process of the simulation, connected to the cluster. */
export function newSimKafkaConsumer(
  process: SimProcess,
  cluster: Cluster,
  config: ConsumerConfig,
  observer: ConsumerObserver,
  random: RandomStream,
): KafkaConsumer {
  const metadata = new ClientMetadata(cluster.state.brokerIds);
  const connections = new NetworkClient(
    process,
    cluster,
    {
      maxInFlight: MAX_IN_FLIGHT,
      reconnectBackoffMs: config.reconnectBackoffMs,
      reconnectBackoffMaxMs: config.reconnectBackoffMaxMs,
    },
    () => metadata.brokers,
  );
  connections.onServerDisconnect = () => metadata.requestUpdate();
  const consumer = new KafkaConsumer(config, {
    timers: process,
    connections,
    metadata,
    random,
    observer,
  });
  new MetadataUpdater(process, connections, metadata, {
    maxAgeMs: config.metadataMaxAgeMs,
    retryBackoffMs: config.retryBackoffMs,
    requestTimeoutMs: config.requestTimeoutMs,
  });
  return consumer;
}
