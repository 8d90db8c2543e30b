import { BROKER_CONFIG_KEYS } from '../../model/broker/brokerConfigKeys.ts';
import type { KafkaConfig } from '../scenario.ts';

/** The same time as the clients call it and as the brokers do. */
const TIMES = ['session.timeout.ms', 'heartbeat.interval.ms'] as const;

/**
 * What brokers must be told so that members under KIP-848 have the times that classic members said
 * themselves, with limits that allow them. Times that no client says are left at Kafka's defaults.
 * The brokers know one value for all groups: of several the shortest.
 */
export function timeoutsForBrokers(
  clients: readonly KafkaConfig[],
  brokers: KafkaConfig,
): KafkaConfig {
  const config: Record<string, string> = {};
  for (const time of TIMES) {
    const said = clients.map((client) => Number(client[time] ?? NaN)).filter((ms) => ms > 0);
    if (said.length === 0) continue;
    const value = Math.min(...said);
    const [name, least, most] = brokerNames(time);
    config[name] = String(value);
    if (value < valueOf(least, brokers)) config[least] = String(value);
    if (value > valueOf(most, brokers)) config[most] = String(value);
  }
  return config;
}

/** What classic members must say themselves of what the brokers were told. */
export function timeoutsForClients(brokers: KafkaConfig): KafkaConfig {
  const config: Record<string, string> = {};
  for (const time of TIMES) {
    const said = brokers[`group.consumer.${time}`];
    if (said !== undefined) config[time] = said;
  }
  return config;
}

function brokerNames(time: string): readonly [string, string, string] {
  return [`group.consumer.${time}`, `group.consumer.min.${time}`, `group.consumer.max.${time}`];
}

function valueOf(name: string, brokers: KafkaConfig): number {
  const key = BROKER_CONFIG_KEYS.find((one) => one.name === name);
  return Number(brokers[name] ?? key?.defaultValue ?? NaN);
}
