import type { PreparationOptions } from '../broker/kafkaJars.ts';
import type { InstalledClients } from './chooseClient.ts';
import { CONFLUENT_ADVICE, loadRdkafka } from './confluent/loadRdkafka.ts';
import { whyNoJavaMember } from './java/javaMemberProgram.ts';
import type { KafkaClientName } from './kafkaClient.ts';

/** Looks which clients this machine has. Nothing is compiled or fetched for it. */
export async function installedClients(options: PreparationOptions): Promise<InstalledClients> {
  const [java, rdkafka] = await Promise.all([whyNoJavaMember(options), loadRdkafka()]);
  return new Map<KafkaClientName, 'installed' | { readonly why: string }>([
    ['kafkajs', 'installed'],
    ['java', java === null ? 'installed' : { why: java }],
    ['confluent', rdkafka === null ? { why: CONFLUENT_ADVICE } : 'installed'],
  ]);
}
