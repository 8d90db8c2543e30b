import type { PreparationOptions } from '../broker/kafkaJars.ts';
import type { KafkaClient, KafkaClientName } from './kafkaClient.ts';

/**
 * Gets a client ready: loads it, and compiles the Java member the first time. Rejects with
 * KafkaProblem: it is not here.
 */
export async function openKafkaClient(
  name: KafkaClientName,
  options: PreparationOptions,
): Promise<KafkaClient> {
  switch (name) {
    case 'kafkajs':
      return (await import('./kafkajs/kafkajsClient.ts')).kafkajsClient;
    case 'java':
      return await (await import('./java/javaClient.ts')).openJavaClient(options);
    case 'confluent':
      return await (await import('./confluent/confluentClient.ts')).openConfluentClient();
  }
}
