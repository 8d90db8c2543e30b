import { KafkaProblem } from '../../broker/kafkaProblem.ts';
import type {
  KafkaClient,
  RealConsumerOptions,
  RealPublisherOptions,
  RealRequestConsumer,
  RealRequestPublisher,
} from '../kafkaClient.ts';
import { ConfluentRequestConsumer } from './confluentRequestConsumer.ts';
import { ConfluentRequestPublisher } from './confluentRequestPublisher.ts';
import { CONFLUENT_ADVICE, loadRdkafka } from './loadRdkafka.ts';
import type { RdkafkaModule } from './rdkafkaModule.ts';

/** librdkafka, if somebody has installed it. Rejects with KafkaProblem: nobody has. */
export async function openConfluentClient(): Promise<KafkaClient> {
  const rdkafka = await loadRdkafka();
  if (rdkafka !== null) return newConfluentClient(rdkafka);
  throw new KafkaProblem('unable', `the client confluent is not here. ${CONFLUENT_ADVICE}`);
}

/** The client on a module that is loaded. */
export function newConfluentClient(rdkafka: RdkafkaModule): KafkaClient {
  return {
    name: 'confluent',
    version: rdkafka.librdkafkaVersion,
    newConsumer: (options: RealConsumerOptions): RealRequestConsumer =>
      new ConfluentRequestConsumer(rdkafka, options),
    newPublisher: (options: RealPublisherOptions): RealRequestPublisher =>
      new ConfluentRequestPublisher(rdkafka, options),
  };
}
