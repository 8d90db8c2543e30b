import { faultText } from '../parse/faultText.ts';
import type {
  ClusterSpec,
  ConsumerSpec,
  FaultAction,
  FaultSpec,
  GroupSpec,
  KafkaConfig,
  Scenario,
} from '../scenario.ts';
import { assignorsUnder, isCooperative, remoteAssignorFor } from './assignorsUnder.ts';
import { timeoutsForBrokers, timeoutsForClients } from './groupTimeouts.ts';

/** A way in which a group can share its partitions. `static`: eager, with static members. */
export const GROUP_PROTOCOLS = ['eager', 'cooperative', 'static', 'consumer'] as const;

/** One of these ways. */
export type GroupProtocol = (typeof GROUP_PROTOCOLS)[number];

const PROTOCOL = 'group.protocol';
const STRATEGY = 'partition.assignment.strategy';
const REMOTE_ASSIGNOR = 'group.remote.assignor';
const INSTANCE_ID = 'group.instance.id';

/**
 * The same workload and the same faults with all groups under another protocol. Everything else
 * stays as far as the protocol leaves it a place: session timeout and heartbeat interval go from
 * the clients to the brokers and back, an assignor to the one that divides in the same manner,
 * faults that strike a request to the request that does the same work. A scenario that is under the
 * protocol already stays as it is.
 */
export function underProtocol(scenario: Scenario, protocol: GroupProtocol): Scenario {
  const { groups, cluster, faults } = scenario;
  const changes = new Map<GroupSpec, GroupChange>();
  const byConsumer = new Map<string, GroupChange>();
  for (const group of groups) {
    const change = newGroupChange(group, scenario, protocol);
    changes.set(group, change);
    for (const { name } of group.consumers) byConsumer.set(name, change);
  }
  return {
    ...scenario,
    cluster: clusterUnder(cluster, groups, protocol),
    groups: groups.map((group) => groupUnder(group, changes.get(group)!)),
    faults: faults.map((fault) => faultUnder(fault, byConsumer, protocol)),
  };
}

/** From which protocol to which the configs of a group go. */
interface GroupChange {
  readonly protocol: GroupProtocol;
  readonly wasConsumer: boolean;
  /** Some member knows the cooperative assignor only, now or from a later start on. */
  readonly isSomeCooperative: boolean;
  /** What the brokers tell members under KIP-848. */
  readonly brokers: KafkaConfig;
}

function newGroupChange(
  group: GroupSpec,
  { cluster, faults }: Scenario,
  protocol: GroupProtocol,
): GroupChange {
  const { config, consumers } = group;
  const names = new Set(consumers.map(({ name }) => name));
  const later = faults.flatMap(({ action }) =>
    'config' in action && action.config !== undefined && names.has(action.process)
      ? [action.config]
      : [],
  );
  const all = [config, ...consumers.map((consumer) => consumer.config), ...later];
  return {
    protocol,
    brokers: cluster.config,
    wasConsumer: isConsumerProtocol(configOfFirst(group)),
    isSomeCooperative: all.some((one) => isCooperative(one[STRATEGY])),
  };
}

function groupUnder(group: GroupSpec, change: GroupChange): GroupSpec {
  const { protocol, wasConsumer } = change;
  const isSame = wasConsumer && protocol === 'consumer';
  const config = isSame ? group.config : groupConfigUnder(group.config, change);
  const consumers = group.consumers.map((consumer) => {
    const moved = { ...consumer, config: ownConfigUnder(consumer.config, change) };
    return protocol === 'static' ? withInstanceId(moved, config) : moved;
  });
  return { ...group, config, consumers };
}

/** What every consumer of the group starts from: here stands what must be said at all. */
function groupConfigUnder(config: KafkaConfig, change: GroupChange): KafkaConfig {
  const { protocol, wasConsumer, isSomeCooperative, brokers } = change;
  const moved: Record<string, string> = { ...ownConfigUnder(config, change) };
  if (protocol === 'consumer') return { ...moved, [PROTOCOL]: 'consumer' };
  if (wasConsumer) Object.assign(moved, timeoutsForClients(brokers));
  const strategy = assignorsUnder(protocol, moved[STRATEGY] ?? null, isSomeCooperative);
  if (strategy !== null) moved[STRATEGY] = strategy;
  return moved;
}

/** What one consumer is told for itself: only what is said is translated. */
function ownConfigUnder(config: KafkaConfig, change: GroupChange): KafkaConfig {
  const { protocol, wasConsumer, isSomeCooperative } = change;
  if (protocol === 'consumer') return wasConsumer ? config : withoutClassic(config);
  const written = wasConsumer ? config[REMOTE_ASSIGNOR] : config[STRATEGY];
  const moved = wasConsumer ? without(config, [PROTOCOL, REMOTE_ASSIGNOR]) : { ...config };
  const strategy =
    written === undefined ? null : assignorsUnder(protocol, written, isSomeCooperative);
  if (strategy !== null) moved[STRATEGY] = strategy;
  return moved;
}

/** Kafka refuses what the brokers decide now. */
function withoutClassic(config: KafkaConfig): KafkaConfig {
  const keys = [PROTOCOL, STRATEGY, 'session.timeout.ms', 'heartbeat.interval.ms'];
  const moved = without(config, keys);
  const remote = remoteAssignorFor(config[STRATEGY]);
  if (remote !== null) moved[REMOTE_ASSIGNOR] = remote;
  return moved;
}

/** Of one id for the whole group only one member could be in it. */
function withInstanceId(consumer: ConsumerSpec, ofGroup: KafkaConfig): ConsumerSpec {
  const { config, name } = consumer;
  if (config[INSTANCE_ID] !== undefined || ofGroup[INSTANCE_ID] !== undefined) return consumer;
  return { ...consumer, config: { ...config, [INSTANCE_ID]: name } };
}

function without(config: KafkaConfig, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
}

function isConsumerProtocol(config: KafkaConfig): boolean {
  return config[PROTOCOL]?.trim().toLowerCase() === 'consumer';
}

/** What the first consumer of a group is told: the brokers give all members the same times. */
function configOfFirst({ config, consumers }: GroupSpec): KafkaConfig {
  return { ...config, ...consumers[0]?.config };
}

function clusterUnder(
  cluster: ClusterSpec,
  groups: readonly GroupSpec[],
  protocol: GroupProtocol,
): ClusterSpec {
  if (protocol !== 'consumer') return cluster;
  const classic = groups.map(configOfFirst).filter((config) => !isConsumerProtocol(config));
  const timeouts = timeoutsForBrokers(classic, cluster.config);
  return { ...cluster, config: { ...cluster.config, ...timeouts } };
}

function faultUnder(
  fault: FaultSpec,
  changes: ReadonlyMap<string, GroupChange>,
  protocol: GroupProtocol,
): FaultSpec {
  const action = actionUnder(fault.action, changes, protocol);
  if (action === fault.action) return fault;
  return { ...fault, action, text: faultText(action, fault.trigger) };
}

const CLASSIC_REQUESTS: ReadonlySet<string> = new Set([
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
]);

/** Under KIP-848 one request does what four do under the classic protocol. */
function actionUnder(
  action: FaultAction,
  changes: ReadonlyMap<string, GroupChange>,
  protocol: GroupProtocol,
): FaultAction {
  if ('config' in action && action.config !== undefined) {
    const change = changes.get(action.process);
    return change === undefined ? action : withConfig(action, change);
  }
  if (action.type !== 'message') return action;
  const { api } = action;
  if (protocol === 'consumer')
    return CLASSIC_REQUESTS.has(api) ? { ...action, api: 'ConsumerGroupHeartbeat' } : action;
  return api === 'ConsumerGroupHeartbeat' ? { ...action, api: 'Heartbeat' } : action;
}

type Restart = Extract<FaultAction, { readonly config?: KafkaConfig }>;

/** A config that says nothing under the protocol is left out. */
function withConfig(action: Restart, change: GroupChange): FaultAction {
  const config = ownConfigUnder(action.config ?? {}, change);
  if (Object.keys(config).length > 0) return { ...action, config };
  const entries = Object.entries(action).filter(([key]) => key !== 'config');
  return Object.fromEntries(entries) as unknown as FaultAction;
}
