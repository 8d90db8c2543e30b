import type { Cluster } from '../../model/broker/cluster.ts';
import { ClientMetadata } from '../../model/client/clientMetadata.ts';
import { MetadataUpdater } from '../../model/client/metadataUpdater.ts';
import { NetworkClient } from '../../model/client/networkClient.ts';
import { KafkaProducer } from '../../model/client/producer/kafkaProducer.ts';
import type { ProducerConfig } from '../../model/client/producer/producerConfig.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { RandomStream } from '../../sim/randomStream.ts';
import type { EventRecorder } from './eventRecorder.ts';
import type { SendCounter } from './simRequestPublisher.ts';
import { SimRequestPublisher } from './simRequestPublisher.ts';

/**
 * The service's publisher: a Kafka producer on a process of the simulation, connected to the
 * cluster.
 */
export function newSimPublisher(
  process: SimProcess,
  cluster: Cluster,
  config: ProducerConfig,
  recorder: EventRecorder,
  sends: SendCounter,
  random: RandomStream,
): SimRequestPublisher {
  const metadata = new ClientMetadata(cluster.state.brokerIds);
  const connections = new NetworkClient(
    process,
    cluster,
    {
      maxInFlight: config.maxInFlightRequestsPerConnection,
      reconnectBackoffMs: config.reconnectBackoffMs,
      reconnectBackoffMaxMs: config.reconnectBackoffMaxMs,
    },
    () => metadata.brokers,
  );
  connections.onServerDisconnect = () => metadata.requestUpdate();
  const producer = new KafkaProducer({ timers: process, connections, metadata, random, config });
  new MetadataUpdater(process, connections, metadata, {
    maxAgeMs: config.metadataMaxAgeMs,
    retryBackoffMs: config.retryBackoffMs,
    requestTimeoutMs: config.requestTimeoutMs,
  });
  return new SimRequestPublisher(process, producer, recorder, sends);
}
