import { parseProducerConfig } from '../../model/client/producer/producerConfig.ts';
import { PRODUCER_CONFIG_KEYS } from '../../model/client/producer/producerConfigKeys.ts';
import type { KafkaConfig } from '../scenario.ts';
import { checkConfig } from './checkConfig.ts';
import type { Place } from './place.ts';

const TABLE = { owner: 'a producer', keys: PRODUCER_CONFIG_KEYS, parse: parseProducerConfig };

/** Checks the config of one producer as Kafka would. */
export function checkProducerConfig(
  config: KafkaConfig,
  place: Place,
  onWarning: (place: Place, message: string) => void,
): void {
  if (Object.hasOwn(config, 'client.id')) {
    place.at('client.id').keyProblem('is the name of the producer in this file; leave it out');
  }
  checkConfig(TABLE, [{ config, place }], onWarning);
}
