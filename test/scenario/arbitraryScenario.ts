import fc from 'fast-check';
import { DEFAULTS } from '../../src/scenario/defaults.ts';
import type {
  Expectations,
  FaultSpec,
  GroupSpec,
  KafkaConfig,
  ProducerSpec,
  Scenario,
  StoreSpec,
  TopicSpec,
} from '../../src/scenario/scenario.ts';
import {
  arbitraryClusterConfig,
  arbitraryGroupConfig,
  arbitraryProducerConfig,
  isConsumerProtocol,
  SHORT_CONSUMER_SESSIONS,
} from './arbitraryConfig.ts';
import type { FaultDraft, FaultWorld } from './arbitraryFault.ts';
import { arbitraryFault, numberFaults } from './arbitraryFault.ts';
import type { WorkloadDraft } from './arbitraryWorkload.ts';
import { arbitraryWorkload, buildWorkload } from './arbitraryWorkload.ts';
import { inPercent, ms, onceIn, simplestFirst } from './choices.ts';

const TOPIC = 'coupon-issue-request';
/** Where what cannot be handled goes, in the scenarios that have such a topic. */
export const DEAD_LETTER_TOPIC = 'coupon-issue-request-dlt';

/** Nothing is expected. */
export const NO_EXPECTATIONS: Expectations = {
  holds: [],
  violates: [],
  issued: {},
  soldOut: null,
  duplicates: null,
  deadLettered: null,
  redelivered: null,
  generations: null,
  partitions: {},
  issuedInLogOrder: false,
  handled: {},
};

/** Picks and amounts of a scenario, before they become one: so each shrinks by itself. */
interface Draft {
  readonly seed: number;
  readonly brokers: number;
  readonly replicationFactor: number;
  readonly clusterConfig: KafkaConfig;
  readonly latency: Pick<Scenario['cluster']['latency'], 'clientBroker' | 'brokerBroker'>;
  readonly partitions: number;
  readonly key: TopicSpec['key'];
  readonly stocks: readonly number[];
  readonly store: StoreSpec;
  readonly groupConfig: KafkaConfig;
  readonly consumers: readonly ConsumerDraft[];
  readonly joinUs: number | null;
  readonly commit: GroupSpec['commit'];
  readonly serviceTime: GroupSpec['serviceTime'];
  /** null: there is no dead-letter topic. */
  readonly deadLetters: { readonly maxAttempts: number } | null;
  /** True: what nobody can read is sent even where there is no dead-letter topic. */
  readonly mayBlock: boolean;
  /** How a console that reads along commits; null: there is none. */
  readonly console: 'auto' | 'batch-sync' | null;
  readonly producers: readonly KafkaConfig[];
  readonly workload: WorkloadDraft;
  readonly faults: readonly FaultDraft[];
  readonly isFirstKept: boolean;
}

interface ConsumerDraft {
  readonly startUs: number;
  readonly isStatic: boolean;
  /** Assignors of its own; null: the group's. If they do not match, it dies as it joins. */
  readonly assignors: string | null;
}

const slowLatency: Draft['latency'] = {
  clientBroker: { minUs: 5_000, maxUs: 150_000 },
  brokerBroker: { minUs: 2_000, maxUs: 20_000 },
};

const usualStore: StoreSpec = {
  latency: { statement: DEFAULTS.store.statement, commit: DEFAULTS.store.commit },
  poolSize: DEFAULTS.store.poolSize,
};
const slowStore: StoreSpec = {
  latency: {
    statement: { minUs: 1_000, maxUs: 20_000 },
    commit: { minUs: 0, maxUs: 50_000 },
  },
  poolSize: 1,
};

const serviceTime = fc
  .tuple(fc.nat(100), fc.nat(100))
  .map(([a, b]) => ({ minUs: Math.min(a, b) * 1000, maxUs: Math.max(a, b) * 1000 }));

const draft: fc.Arbitrary<Draft> = fc.record({
  seed: fc.nat(1_000_000),
  brokers: fc.oneof(
    simplestFirst,
    { weight: 2, arbitrary: fc.constant(1) },
    fc.integer({ min: 2, max: 3 }),
  ),
  replicationFactor: fc.integer({ min: 1, max: 3 }),
  clusterConfig: arbitraryClusterConfig,
  latency: fc.oneof(
    simplestFirst,
    { weight: 5, arbitrary: fc.constant(DEFAULTS.latency) },
    fc.constant(slowLatency),
  ),
  partitions: fc.integer({ min: 1, max: 4 }),
  key: fc.oneof(
    simplestFirst,
    { weight: 4, arbitrary: fc.constant('couponId' as const) },
    fc.constantFrom('couponId:userId' as const, 'userId' as const, 'none' as const),
  ),
  stocks: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
  store: fc.oneof(
    simplestFirst,
    { weight: 3, arbitrary: fc.constant(usualStore) },
    fc.constant(slowStore),
  ),
  groupConfig: arbitraryGroupConfig,
  consumers: fc.array(
    fc.record({
      startUs: fc.oneof(simplestFirst, { weight: 2, arbitrary: fc.constant(0) }, ms(0, 15_000)),
      isStatic: onceIn(5),
      assignors: inPercent(4, fc.constantFrom('range', 'roundrobin,range')),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  joinUs: inPercent(40, ms(0, 20_000)),
  commit: fc.constantFrom('record-sync', 'batch-sync', 'batch-async', 'auto'),
  serviceTime,
  deadLetters: inPercent(30, fc.record({ maxAttempts: fc.integer({ min: 1, max: 4 }) })),
  mayBlock: onceIn(12),
  console: inPercent(15, fc.constantFrom('auto' as const, 'batch-sync' as const)),
  producers: fc.array(arbitraryProducerConfig, { minLength: 1, maxLength: 2 }),
  workload: arbitraryWorkload,
  faults: fc.array(arbitraryFault, { maxLength: 5 }),
  isFirstKept: onceIn(10).map((isLeft) => !isLeft),
});

/**
 * Small scenarios of the coupon issuer that can be run: at most 60 requests or so, 1 to 4
 * partitions, 1 to 4 consumers, and faults that let the system come to rest in the end. As a rule
 * the first consumer always comes back; a broker does. Where there is no dead-letter topic, no
 * failure of the database lasts longer than a record is tried. What such a scenario may still do to
 * a rule is told by `lawfulViolations`. Equal to what `parseScenario` makes of `printScenario`.
 */
export const arbitraryScenario: fc.Arbitrary<Scenario> = draft.map(buildScenario);

function buildScenario(values: Draft): Scenario {
  const coupons = values.stocks.map((stock, index) => ({ couponId: String(index + 1), stock }));
  const group = buildGroup(values);
  const producers: ProducerSpec[] = values.producers.map((config, index) => ({
    name: `api-${index + 1}`,
    config,
  }));
  const names = producers.map(({ name }) => name);
  const world: FaultWorld = {
    group,
    topic: TOPIC,
    partitions: values.partitions,
    producers: names,
    brokers: Array.from({ length: values.brokers }, (_, index) => `broker-${index + 1}`),
    work: workOf(values),
    isFirstKept: values.isFirstKept,
  };
  return {
    title: 'Drawn at random',
    lesson: '',
    path: '',
    seed: values.seed,
    latencyProfile: null,
    cluster: {
      brokers: values.brokers,
      config: isConsumerProtocol(values.groupConfig)
        ? { ...values.clusterConfig, ...SHORT_CONSUMER_SESSIONS }
        : values.clusterConfig,
      latency: { ...values.latency, handling: [], links: [] },
    },
    topics: buildTopics(values),
    coupons,
    store: values.store,
    groups: values.console === null ? [group] : [group, buildConsole(values.console)],
    producers,
    workload: buildWorkload(
      values.deadLetters === null && !values.mayBlock
        ? { ...values.workload, poisonUs: null }
        : values.workload,
      TOPIC,
      coupons.map(({ couponId }) => couponId),
      names,
    ),
    faults: buildFaults(values, world),
    quiet: { withinUs: DEFAULTS.quietUs },
    expect: NO_EXPECTATIONS,
  };
}

function buildTopics(values: Draft): TopicSpec[] {
  const { partitions, key, deadLetters, clusterConfig } = values;
  const replicationFactor = Math.min(values.replicationFactor, values.brokers);
  // With fewer copies than min.insync.replicas, acks=all never succeeds.
  const isImpossible = Number(clusterConfig['min.insync.replicas'] ?? 1) > replicationFactor;
  const config: KafkaConfig = isImpossible ? { 'min.insync.replicas': '1' } : {};
  const topics: TopicSpec[] = [{ name: TOPIC, partitions, replicationFactor, key, config }];
  if (deadLetters !== null) {
    topics.push({
      name: DEAD_LETTER_TOPIC,
      partitions: 1,
      replicationFactor,
      key: 'couponId',
      config,
    });
  }
  return topics;
}

/** While records are sent and handled, if nothing goes wrong. */
function workOf({ workload: { fromUs, overUs, count }, serviceTime, consumers }: Draft): {
  readonly minUs: number;
  readonly maxUs: number;
} {
  const serviceUs = (count * (serviceTime.minUs + serviceTime.maxUs)) / 2 / consumers.length;
  const minUs = Math.floor(fromUs / 10_000) * 10_000;
  return { minUs, maxUs: minUs + overUs + serviceUs + 500_000 };
}

function buildGroup(values: Draft): GroupSpec {
  const { consumers, joinUs, commit, deadLetters } = values;
  const last = consumers.length - 1;
  return {
    id: 'coupon-issue-group',
    topics: [TOPIC],
    application: 'coupon-issuer',
    commit,
    config: withinPollInterval(values),
    consumers: consumers.map(({ startUs, isStatic, assignors }, index) => ({
      name: `c${index + 1}`,
      config: {
        ...(isStatic ? { 'group.instance.id': `instance-${index + 1}` } : {}),
        ...(assignors === null || isConsumerProtocol(values.groupConfig)
          ? {}
          : { 'partition.assignment.strategy': withCommon(assignors, values.groupConfig) }),
      },
      startUs: index === last && last > 0 && joinUs !== null ? Infinity : startUs,
    })),
    serviceTime: values.serviceTime,
    pollTimeoutUs: DEFAULTS.pollTimeoutUs,
    // Without dead letters: more than all failures of the database together can use up.
    maxAttempts: deadLetters === null ? 100 : deadLetters.maxAttempts,
    retryBackoffUs: DEFAULTS.retryBackoffUs,
    deadLetterTopic: deadLetters === null ? null : DEAD_LETTER_TOPIC,
    bug: null,
  };
}

/** Members that share no assignor are refused: the first one of the group is among their own. */
function withCommon(assignors: string, groupConfig: KafkaConfig): string {
  const [common = ''] = (groupConfig['partition.assignment.strategy'] ?? 'range').split(',');
  return assignors.split(',').includes(common) ? assignors : `${assignors},${common}`;
}

/**
 * Polls no more at once than can be handled in half of max.poll.interval.ms. A batch that takes
 * longer is never committed: its consumer is removed each time, and the next one begins anew.
 */
function withinPollInterval({ groupConfig, serviceTime, store }: Draft): KafkaConfig {
  const recordUs =
    serviceTime.maxUs + 5 * store.latency.statement.maxUs + store.latency.commit.maxUs;
  const intervalMs = Number(groupConfig['max.poll.interval.ms'] ?? 300_000);
  const most = Math.floor((intervalMs * 500) / recordUs);
  if (Number(groupConfig['max.poll.records'] ?? 500) <= most) return groupConfig;
  return { ...groupConfig, 'max.poll.records': String(most) };
}

/** A second group that reads everything too. */
function buildConsole(commit: GroupSpec['commit']): GroupSpec {
  return {
    id: 'console-group',
    topics: [TOPIC],
    application: 'console',
    commit,
    config: { 'auto.offset.reset': 'earliest', 'metadata.max.age.ms': '10000' },
    consumers: [{ name: 'printer', config: {}, startUs: 0 }],
    serviceTime: DEFAULTS.serviceTime,
    pollTimeoutUs: DEFAULTS.pollTimeoutUs,
    maxAttempts: DEFAULTS.maxAttempts,
    retryBackoffUs: DEFAULTS.retryBackoffUs,
    deadLetterTopic: null,
    bug: null,
  };
}

/** A consumer that starts only when it is told to is told to. */
function buildFaults({ faults, joinUs, consumers }: Draft, world: FaultWorld): FaultSpec[] {
  const made = faults.map((make) => make(world));
  const killed = new Set(made.map(({ action }) => action.type === 'crash' && action.process));
  // A restart of what nobody kills is refused.
  const drawn = made.filter(
    ({ action }) => action.type !== 'restart' || killed.has(action.process),
  );
  if (joinUs === null || consumers.length === 1) return numberFaults(drawn);
  const process = `c${consumers.length}`;
  const join = {
    action: { type: 'join', process },
    trigger: { type: 'at', atUs: joinUs },
  } as const;
  return numberFaults([...drawn, join]);
}
