import { ClientMetadata } from '../../../../src/model/client/clientMetadata.ts';
import { KafkaProducer } from '../../../../src/model/client/producer/kafkaProducer.ts';
import { parseProducerConfig } from '../../../../src/model/client/producer/producerConfig.ts';
import type { SendOutcome } from '../../../../src/model/client/producer/sendOutcome.ts';
import { Kernel } from '../../../../src/sim/kernel.ts';
import { FakeBrokers } from './fakeBrokers.ts';

/** What one send came to, and when, in milliseconds. */
export interface Seen {
  readonly value: string;
  readonly atMs: number;
  readonly outcome: SendOutcome;
}

interface WorldOptions {
  readonly leaders?: readonly number[];
  readonly knowsTopic?: boolean;
}

/** One producer, fake brokers 1 and 2, topic t. One way takes 1 ms. */
export function newWorld(config: Record<string, string> = {}, options: WorldOptions = {}) {
  const kernel = new Kernel(1);
  const process = kernel.createProcess('api-1');
  const settings = parseProducerConfig(config);
  const { leaders = [1], knowsTopic = true } = options;
  const brokers = new FakeBrokers(process, leaders, settings.maxInFlightRequestsPerConnection);
  const metadata = new ClientMetadata([1, 2]);
  if (knowsTopic) {
    metadata.addTopic('t');
    metadata.update(brokers.metadata());
  }
  const producer = new KafkaProducer({
    timers: process,
    connections: brokers,
    metadata,
    random: kernel.random.stream('producer'),
    config: settings,
  });
  const seen: Seen[] = [];
  const send = (value: string, key: string | null = 'k', partition: number | null = null): void => {
    const record = { topic: 't', partition, key, value, headers: [] };
    producer.send(record, (outcome) => seen.push({ value, atMs: kernel.nowUs / 1000, outcome }));
  };
  const at = (ms: number, action: () => void): void => {
    process.schedule(ms * 1000, action, undefined);
  };
  return { kernel, brokers, metadata, producer, seen, send, at };
}
