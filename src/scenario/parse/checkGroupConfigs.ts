import type { BrokerConfig } from '../../model/broker/brokerConfig.ts';
import { parseConsumerConfig } from '../../model/client/consumer/consumerConfig.ts';
import type { ConsumerConfig } from '../../model/client/consumer/consumerConfig.ts';
import { CONSUMER_CONFIG_KEYS } from '../../model/client/consumer/consumerConfigKeys.ts';
import type { GroupSpec } from '../scenario.ts';
import { checkConfig } from './checkConfig.ts';
import type { ConfigTable, PlacedConfig } from './checkConfig.ts';
import { checkCommonAssignor } from './checkCommonAssignor.ts';
import type { Place } from './place.ts';
import { placedValue, placeOfValue } from './placedValue.ts';

const DEFAULT_SESSION_TIMEOUT_MS = parseConsumerConfig({}).sessionTimeoutMs;

/** Configs that follow from other parts of the file, and from which part. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = {
  'group.id': 'is the name of the group in this file; leave it out',
  'client.id': 'is the name of the consumer in this file; leave it out',
};

/**
 * Checks the configs of all consumers, with those of their groups, as Kafka and its brokers would.
 */
export function checkGroupConfigs(
  groups: readonly GroupSpec[],
  place: Place,
  brokerConfig: BrokerConfig | null,
  onWarning: (place: Place, message: string) => void,
): void {
  for (const group of groups) {
    const table = newTable(group);
    const ofGroup = { config: group.config, place: place.at(group.id, 'config') };
    checkOne(table, group, [ofGroup], brokerConfig, onWarning);
    for (const { name, config } of group.consumers) {
      if (Object.keys(config).length === 0) continue;
      const own = { config, place: place.at(group.id, 'consumers', name, 'config') };
      // What the group's config warns of has been said once.
      const onOwnWarning = (at: Place, message: string): void => {
        if (at.path.includes('consumers')) onWarning(at, message);
      };
      checkOne(table, group, [ofGroup, own], brokerConfig, onOwnWarning);
    }
    checkInstanceIds(group, place.at(group.id));
    checkCommonAssignor(group, place.at(group.id));
    checkOneProtocol(group, place.at(group.id));
  }
}

/** Checks what one consumer is told: of the configs later ones win over earlier ones. */
export function checkConsumerConfigs(
  group: GroupSpec,
  configs: readonly PlacedConfig[],
  brokerConfig: BrokerConfig | null,
  onWarning: (place: Place, message: string) => void,
): void {
  checkOne(newTable(group), group, configs, brokerConfig, onWarning);
}

function newTable(group: GroupSpec): ConfigTable<ConsumerConfig> {
  return {
    owner: 'a consumer',
    keys: CONSUMER_CONFIG_KEYS,
    parse: (config) => parseConsumerConfig({ ...config, 'group.id': group.id }),
  };
}

function checkOne(
  table: ConfigTable<ConsumerConfig>,
  group: GroupSpec,
  configs: readonly PlacedConfig[],
  brokerConfig: BrokerConfig | null,
  onWarning: (place: Place, message: string) => void,
): void {
  for (const { config, place } of configs) {
    for (const [key, message] of Object.entries(SAID_ELSEWHERE)) {
      if (Object.hasOwn(config, key)) place.at(key).keyProblem(message);
    }
  }
  const consumer = checkConfig(table, configs, onWarning);
  checkCommitPolicy(group, configs);
  if (brokerConfig === null) return;
  if (consumer?.groupProtocol !== 'consumer') checkSessionTimeout(configs, brokerConfig);
  else checkRemoteAssignor(configs, consumer, brokerConfig);
}

/** Two members with one `group.instance.id` fence each other off for ever. */
function checkInstanceIds(group: GroupSpec, place: Place): void {
  const key = 'group.instance.id';
  const owners = new Map<string, string>();
  for (const { name, config } of group.consumers) {
    const configs = [
      { config: group.config, place: place.at('config') },
      { config, place: place.at('consumers', name, 'config') },
    ];
    const id = placedValue(configs, key);
    if (id === null) continue;
    const other = owners.get(id);
    if (other !== undefined) {
      placeOfValue(configs, key).problem(
        `${other} and ${name} would be the same static member; give each consumer an id of its own`,
      );
    }
    owners.set(id, name);
  }
}

/** The coordinator refuses members with another session timeout (INVALID_SESSION_TIMEOUT). */
function checkSessionTimeout(configs: readonly PlacedConfig[], brokerConfig: BrokerConfig): void {
  const key = 'session.timeout.ms';
  const sessionTimeoutMs = Number(placedValue(configs, key) ?? DEFAULT_SESSION_TIMEOUT_MS);
  const { minSessionTimeoutMs, maxSessionTimeoutMs } = brokerConfig.groupCoordinator;
  if (!(sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs)) return;
  const limits = 'group.min.session.timeout.ms to group.max.session.timeout.ms';
  placeOfValue(configs, key).problem(
    `session.timeout.ms=${sessionTimeoutMs} is not allowed by the brokers; ` +
      `allowed: ${minSessionTimeoutMs} to ${maxSessionTimeoutMs} (${limits})`,
  );
}

/** The coordinator refuses members that want an assignor it has not (UNSUPPORTED_ASSIGNOR). */
function checkRemoteAssignor(
  configs: readonly PlacedConfig[],
  { groupRemoteAssignor }: ConsumerConfig,
  brokerConfig: BrokerConfig,
): void {
  const { consumerAssignors } = brokerConfig.groupCoordinator;
  if (groupRemoteAssignor === null || consumerAssignors.includes(groupRemoteAssignor)) return;
  placeOfValue(configs, 'group.remote.assignor').problem(
    `the brokers have no assignor ${groupRemoteAssignor}; ` +
      `allowed: ${consumerAssignors.join(', ')} (group.consumer.assignors)`,
  );
}

/**
 * Members of one group speak one protocol.
 *
 * Simplified: a running group cannot move from one protocol to the other.
 */
function checkOneProtocol(group: GroupSpec, place: Place): void {
  const key = 'group.protocol';
  const ofGroup = { config: group.config, place: place.at('config') };
  const protocolOf = (configs: readonly PlacedConfig[]): string =>
    (placedValue(configs, key) ?? 'classic').trim().toLowerCase();
  let first: { readonly name: string; readonly protocol: string } | null = null;
  for (const { name, config } of group.consumers) {
    const configs = [ofGroup, { config, place: place.at('consumers', name, 'config') }];
    const protocol = protocolOf(configs);
    if (first === null) first = { name, protocol };
    else if (protocol !== first.protocol) {
      placeOfValue(configs, key).problem(
        `${first.name} uses ${first.protocol}, ${name} uses ${protocol}; ` +
          'the simulator does not model a group that changes its protocol',
      );
    }
  }
}

/** The worker's commits and the consumer's own exclude each other. */
function checkCommitPolicy({ commit }: GroupSpec, configs: readonly PlacedConfig[]): void {
  const key = 'enable.auto.commit';
  for (const { config, place } of configs) {
    const written = Object.hasOwn(config, key) ? config[key]!.trim().toLowerCase() : null;
    if (written === 'true' && commit !== 'auto') {
      place
        .at(key)
        .problem(
          `true contradicts "commit: ${commit}"; write "commit: auto" or leave the config out`,
        );
    } else if (written === 'false' && commit === 'auto') {
      place
        .at(key)
        .problem('false contradicts "commit: auto"; write another policy or leave the config out');
    }
  }
}
