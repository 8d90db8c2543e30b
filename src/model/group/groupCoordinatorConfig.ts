import { SERVER_ASSIGNOR_NAMES } from '../assignor/server/newServerAssignor.ts';

/**
 * Broker configs that the group coordinator reads. Durations are integer microseconds where named
 * so.
 */
export interface GroupCoordinatorConfig {
  /**
   * group.initial.rebalance.delay.ms: how long the first join phase of an empty group waits at
   * least.
   */
  readonly initialRebalanceDelayUs: number;
  /** group.min.session.timeout.ms */
  readonly minSessionTimeoutMs: number;
  /** group.max.session.timeout.ms */
  readonly maxSessionTimeoutMs: number;
  /** group.max.size: the most members of one group. */
  readonly maxSize: number;
  /** offset.metadata.max.bytes; Kafka counts UTF-16 code units. */
  readonly offsetMetadataMaxBytes: number;
  /** offsets.commit.timeout.ms: how long a write to `__consumer_offsets` may take. */
  readonly offsetsCommitTimeoutUs: number;
  /** offsets.retention.minutes */
  readonly offsetsRetentionUs: number;
  /** offsets.retention.check.interval.ms; 0 (which Kafka does not allow): offsets never expire. */
  readonly offsetsRetentionCheckIntervalUs: number;
  /** group.consumer.session.timeout.ms */
  readonly consumerSessionTimeoutUs: number;
  /** group.consumer.heartbeat.interval.ms: what members are told. */
  readonly consumerHeartbeatIntervalMs: number;
  /** group.consumer.assignment.interval.ms: the least time between two target assignments. */
  readonly consumerAssignmentIntervalMs: number;
  /** group.consumer.max.size: the most members of one KIP-848 group. */
  readonly consumerMaxSize: number;
  /** group.consumer.assignors; the first is the default. */
  readonly consumerAssignors: readonly string[];
}

/** A new member whose JoinGroup is parked is removed after this time, if it has not asked again. */
export const NEW_MEMBER_JOIN_TIMEOUT_US = 5 * 60 * 1_000_000;

/** Defaults of Kafka 4.3.1, by the names of the configs. */
export const GROUP_COORDINATOR_DEFAULTS = {
  'group.initial.rebalance.delay.ms': 3000,
  'group.min.session.timeout.ms': 6000,
  'group.max.session.timeout.ms': 1_800_000,
  'group.max.size': 2_147_483_647,
  'offset.metadata.max.bytes': 4096,
  'offsets.commit.timeout.ms': 5000,
  'offsets.retention.minutes': 10_080,
  'offsets.retention.check.interval.ms': 600_000,
  'group.consumer.session.timeout.ms': 45_000,
  'group.consumer.heartbeat.interval.ms': 5000,
  'group.consumer.assignment.interval.ms': 1000,
  'group.consumer.max.size': 2_147_483_647,
} as const;

/** A config name that the coordinator reads. */
export type GroupCoordinatorConfigName = keyof typeof GROUP_COORDINATOR_DEFAULTS;

/**
 * Reads the configs by name, each an integer in its own unit. What is not given has Kafka's
 * default.
 */
export function newGroupCoordinatorConfig(
  given: Partial<Record<GroupCoordinatorConfigName, number>>,
  consumerAssignors: readonly string[] = SERVER_ASSIGNOR_NAMES,
): GroupCoordinatorConfig {
  const value = { ...GROUP_COORDINATOR_DEFAULTS, ...given };
  return {
    initialRebalanceDelayUs: value['group.initial.rebalance.delay.ms'] * 1000,
    minSessionTimeoutMs: value['group.min.session.timeout.ms'],
    maxSessionTimeoutMs: value['group.max.session.timeout.ms'],
    maxSize: value['group.max.size'],
    offsetMetadataMaxBytes: value['offset.metadata.max.bytes'],
    offsetsCommitTimeoutUs: value['offsets.commit.timeout.ms'] * 1000,
    offsetsRetentionUs: value['offsets.retention.minutes'] * 60_000_000,
    offsetsRetentionCheckIntervalUs: value['offsets.retention.check.interval.ms'] * 1000,
    consumerSessionTimeoutUs: value['group.consumer.session.timeout.ms'] * 1000,
    consumerHeartbeatIntervalMs: value['group.consumer.heartbeat.interval.ms'],
    consumerAssignmentIntervalMs: value['group.consumer.assignment.interval.ms'],
    consumerMaxSize: value['group.consumer.max.size'],
    consumerAssignors,
  };
}
