import type { PreparationOptions } from '../broker/kafkaJars.ts';
import { KafkaProblem } from '../broker/kafkaProblem.ts';
import type { InstalledClients } from './chooseClient.ts';
import { CONFLUENT_ADVICE, loadRdkafka } from './confluent/loadRdkafka.ts';
import { whyNoJavaMember } from './java/javaMemberProgram.ts';
import type { KafkaClientName } from './kafkaClient.ts';

/** Looks which clients this machine has. Nothing is compiled or fetched for it. */
export async function installedClients(options: PreparationOptions): Promise<InstalledClients> {
  const [java, confluent] = await Promise.all([whyNoJavaMember(options), whyNoRdkafka()]);
  return new Map<KafkaClientName, 'installed' | { readonly why: string }>([
    ['kafkajs', 'installed'],
    ['java', java === null ? 'installed' : { why: java }],
    ['confluent', confluent === null ? 'installed' : { why: confluent }],
  ]);
}

async function whyNoRdkafka(): Promise<string | null> {
  try {
    return (await loadRdkafka()) === null ? CONFLUENT_ADVICE : null;
  } catch (error) {
    if (error instanceof KafkaProblem) return error.message;
    throw error;
  }
}
