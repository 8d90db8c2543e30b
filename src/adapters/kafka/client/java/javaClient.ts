import { KAFKA_VERSION, type PreparationOptions } from '../../broker/kafkaJars.ts';
import type {
  KafkaClient,
  RealConsumerOptions,
  RealPublisherOptions,
  RealRequestConsumer,
  RealRequestPublisher,
} from '../kafkaClient.ts';
import { provideJavaMember } from './javaMemberProgram.ts';
import { JavaRequestConsumer } from './javaRequestConsumer.ts';
import { JavaRequestPublisher } from './javaRequestPublisher.ts';

/**
 * Kafka's own client. Compiles its member the first time. Rejects with KafkaProblem: this machine
 * lacks something.
 */
export async function openJavaClient(options: PreparationOptions): Promise<KafkaClient> {
  const program = await provideJavaMember(options);
  return {
    name: 'java',
    version: KAFKA_VERSION,
    newConsumer: (consumer: RealConsumerOptions): RealRequestConsumer =>
      new JavaRequestConsumer(program, consumer),
    newPublisher: (publisher: RealPublisherOptions): RealRequestPublisher =>
      new JavaRequestPublisher(program, publisher),
  };
}
