import fc from 'fast-check';
import { DEFAULTS } from '../../src/scenario/defaults.ts';
import type {
  Expectations,
  FaultSpec,
  GroupSpec,
  KafkaConfig,
  ProducerSpec,
  RecordsSpec,
  Scenario,
  StoreSpec,
  TopicSpec,
  WorkloadSpec,
} from '../../src/scenario/scenario.ts';
import {
  arbitraryClusterConfig,
  arbitraryGroupConfig,
  arbitraryProducerConfig,
} from './arbitraryConfig.ts';
import type { FaultDraft, FaultWorld } from './arbitraryFault.ts';
import { arbitraryFault, numberFaults } from './arbitraryFault.ts';

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
  readonly partitions: number;
  readonly key: TopicSpec['key'];
  readonly stocks: readonly number[];
  readonly store: StoreSpec;
  readonly groupConfig: KafkaConfig;
  readonly consumers: readonly { readonly startUs: number; readonly isStatic: boolean }[];
  readonly joinUs: number | null;
  readonly commit: GroupSpec['commit'];
  readonly serviceTime: GroupSpec['serviceTime'];
  /** null: there is no dead-letter topic. */
  readonly deadLetters: { readonly maxAttempts: number; readonly poisonUs: number | null } | null;
  /** How a console that reads along commits; null: there is none. */
  readonly console: 'auto' | 'batch-sync' | null;
  readonly producers: readonly KafkaConfig[];
  readonly requests: RequestsDraft;
  readonly resent: { readonly atUs: number; readonly user: number; readonly sends: number } | null;
  readonly faults: readonly FaultDraft[];
  readonly isFirstKept: boolean;
}

interface RequestsDraft {
  readonly count: number;
  readonly fromUs: number;
  readonly overUs: number;
  readonly isPoisson: boolean;
  readonly couponPick: 'cycle' | 'random' | 'hot';
  readonly userPick: 'distinct' | 'random' | 'shuffled';
  readonly sends: number;
}

const ms = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min, max }).map((value) => value * 1000);

/** For `oneof`: a choice shrinks to the first alternative. */
const simplestFirst = { withCrossShrink: true };

/** True once in so many times; shrinks to false. */
const onceIn = (times: number): fc.Arbitrary<boolean> =>
  fc.nat(times - 1).map((number) => number === times - 1);

const requests: fc.Arbitrary<RequestsDraft> = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  fromUs: ms(0, 8_000),
  overUs: fc.oneof(simplestFirst, fc.constant(0), ms(1, 10_000)),
  isPoisson: fc.boolean(),
  couponPick: fc.constantFrom('cycle', 'random', 'hot'),
  userPick: fc.constantFrom('distinct', 'random', 'shuffled'),
  sends: fc.oneof(simplestFirst, { weight: 4, arbitrary: fc.constant(1) }, fc.constant(2)),
});

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
    }),
    { minLength: 1, maxLength: 4 },
  ),
  joinUs: fc.option(ms(0, 20_000), { freq: 4 }),
  commit: fc.constantFrom('record-sync', 'batch-sync', 'batch-async', 'auto'),
  serviceTime,
  deadLetters: fc.option(
    fc.record({ maxAttempts: fc.integer({ min: 1, max: 4 }), poisonUs: fc.option(ms(0, 10_000)) }),
    { freq: 3 },
  ),
  console: fc.option(fc.constantFrom('auto' as const, 'batch-sync' as const), { freq: 6 }),
  producers: fc.array(arbitraryProducerConfig, { minLength: 1, maxLength: 2 }),
  requests,
  resent: fc.option(
    fc.record({ atUs: ms(0, 20_000), user: fc.nat(60), sends: fc.integer({ min: 1, max: 4 }) }),
  ),
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
    cluster: {
      brokers: values.brokers,
      config: values.clusterConfig,
      latency: { ...DEFAULTS.latency, links: [] },
    },
    topics: buildTopics(values),
    coupons,
    store: values.store,
    groups: values.console === null ? [group] : [group, buildConsole(values.console)],
    producers,
    workload: buildWorkload(
      values,
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
function workOf({ requests: { fromUs, overUs, count }, serviceTime, consumers }: Draft): {
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
    consumers: consumers.map(({ startUs, isStatic }, index) => ({
      name: `c${index + 1}`,
      config: isStatic ? { 'group.instance.id': `instance-${index + 1}` } : {},
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

function buildWorkload(
  { requests: spec, resent, deadLetters }: Draft,
  couponIds: readonly string[],
  producers: readonly string[],
): WorkloadSpec[] {
  const { count, fromUs, overUs, isPoisson, couponPick, userPick, sends } = spec;
  const workload: WorkloadSpec[] = [
    {
      type: 'requests',
      fromUs,
      overUs,
      arrival: overUs === 0 ? 'burst' : isPoisson ? 'poisson' : 'uniform',
      count,
      topic: TOPIC,
      producers,
      coupons: { ids: couponIds, pick: couponPick, hotPercent: couponPick === 'hot' ? 80 : 0 },
      users: { pick: userPick, first: 1, of: userPick === 'random' ? 30 : count },
      sends,
    },
  ];
  const poisonUs = deadLetters?.poisonUs ?? null;
  if (poisonUs !== null) workload.push(buildPoison(poisonUs, producers[0]!));
  if (resent === null) return workload;
  workload.push({
    type: 'request',
    atUs: resent.atUs,
    topic: TOPIC,
    producer: producers[0]!,
    requestId: 'REQ-1001',
    couponId: couponIds[0]!,
    userId: String(resent.user),
    sends: resent.sends,
    everyUs: 50_000,
  });
  return workload;
}

/** Records that no handler can read, amid the others. */
function buildPoison(atUs: number, producer: string): RecordsSpec {
  const keys = ['1', '2', null];
  return {
    type: 'records',
    atUs,
    everyUs: 500_000,
    topic: TOPIC,
    producer,
    records: keys.map((key) => ({ key, value: 'no request', partition: null })),
  };
}

/** A consumer that starts only when it is told to is told to. */
function buildFaults({ faults, joinUs, consumers }: Draft, world: FaultWorld): FaultSpec[] {
  const drawn = faults.map((make) => make(world));
  if (joinUs === null || consumers.length === 1) return numberFaults(drawn);
  const process = `c${consumers.length}`;
  const join = {
    action: { type: 'join', process },
    trigger: { type: 'at', atUs: joinUs },
  } as const;
  return numberFaults([...drawn, join]);
}
