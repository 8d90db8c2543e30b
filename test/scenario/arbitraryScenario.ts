import fc from 'fast-check';
import { DEFAULTS } from '../../src/scenario/defaults.ts';
import type {
  Expectations,
  FaultSpec,
  GroupSpec,
  KafkaConfig,
  ProducerSpec,
  Scenario,
  TopicSpec,
  WorkloadSpec,
} from '../../src/scenario/scenario.ts';
import type { FaultDraft, FaultWorld } from './arbitraryFault.ts';
import { arbitraryFault, numberFaults } from './arbitraryFault.ts';

const TOPIC = 'coupon-issue-request';

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
  readonly partitions: number;
  readonly key: TopicSpec['key'];
  readonly stocks: readonly number[];
  readonly initialDelayMs: number;
  readonly groupConfig: KafkaConfig;
  readonly consumers: readonly { readonly startUs: number; readonly isStatic: boolean }[];
  readonly joinUs: number | null;
  readonly commit: GroupSpec['commit'];
  readonly serviceTime: GroupSpec['serviceTime'];
  readonly producers: readonly KafkaConfig[];
  readonly requests: RequestsDraft;
  readonly resent: { readonly atUs: number; readonly user: number; readonly sends: number } | null;
  readonly faults: readonly FaultDraft[];
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

/** Configs with which a group rebalances soon after a fault, and often. */
const groupConfig: fc.Arbitrary<KafkaConfig> = fc
  .record(
    {
      'session.timeout.ms': fc.constantFrom('6000', '10000', '20000'),
      'heartbeat.interval.ms': fc.constantFrom('500', '1000', '3000'),
      'max.poll.interval.ms': fc.constantFrom('10000', '30000', '300000'),
      'max.poll.records': fc.constantFrom('1', '3', '10', '500'),
      'partition.assignment.strategy': fc.constantFrom(
        'range',
        'roundrobin',
        'sticky',
        'cooperative-sticky',
        'range,cooperative-sticky',
      ),
      'auto.commit.interval.ms': fc.constantFrom('100', '1000', '5000'),
      'metadata.max.age.ms': fc.constantFrom('2000', '30000'),
    },
    { requiredKeys: ['session.timeout.ms'] },
  )
  // Without a committed offset, "latest" would skip what was sent before: no rule could hold.
  .map((config) => ({ 'auto.offset.reset': 'earliest', ...config }));

const producerConfig: fc.Arbitrary<KafkaConfig> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        'linger.ms': fc.constantFrom('0', '50'),
        'batch.size': fc.constantFrom('0', '200'),
        'enable.idempotence': fc.constantFrom('true', 'false'),
        'metadata.max.age.ms': fc.constantFrom('2000', '30000'),
      },
      { requiredKeys: [] },
    ),
  },
);

const requests: fc.Arbitrary<RequestsDraft> = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  fromUs: ms(0, 8_000),
  overUs: fc.oneof(fc.constant(0), ms(1, 10_000)),
  isPoisson: fc.boolean(),
  couponPick: fc.constantFrom('cycle', 'random', 'hot'),
  userPick: fc.constantFrom('distinct', 'random', 'shuffled'),
  sends: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.constant(2)),
});

const draft: fc.Arbitrary<Draft> = fc.record({
  seed: fc.nat(1_000_000),
  brokers: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 3 })),
  replicationFactor: fc.integer({ min: 1, max: 3 }),
  partitions: fc.integer({ min: 1, max: 4 }),
  key: fc.oneof(
    { weight: 4, arbitrary: fc.constant('couponId' as const) },
    fc.constantFrom('couponId:userId' as const, 'userId' as const, 'none' as const),
  ),
  stocks: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
  initialDelayMs: fc.constantFrom(0, 500, 3000),
  groupConfig,
  consumers: fc.array(
    fc.record({
      startUs: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, ms(0, 15_000)),
      isStatic: fc.nat(4).map((number) => number === 0),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  joinUs: fc.option(ms(0, 20_000), { freq: 4 }),
  commit: fc.constantFrom('record-sync', 'batch-sync', 'batch-async', 'auto'),
  serviceTime: fc
    .tuple(fc.nat(100), fc.nat(100))
    .map(([a, b]) => ({ minUs: Math.min(a, b) * 1000, maxUs: Math.max(a, b) * 1000 })),
  producers: fc.array(producerConfig, { minLength: 1, maxLength: 2 }),
  requests,
  resent: fc.option(
    fc.record({ atUs: ms(0, 20_000), user: fc.nat(60), sends: fc.integer({ min: 1, max: 4 }) }),
  ),
  faults: fc.array(arbitraryFault, { maxLength: 5 }),
});

/**
 * Small scenarios of the coupon issuer that can be run: at most 60 requests or so, 1 to 4
 * partitions, 1 to 4 consumers, and faults that let the system come to rest in the end. The first
 * consumer always comes back, a broker too, and no failure of the database lasts longer than a
 * record is tried; so whatever the faults, everything accepted must be decided, once, and nothing
 * may be oversold. Equal to what `parseScenario` makes of `printScenario`.
 */
export const arbitraryScenario: fc.Arbitrary<Scenario> = draft.map(buildScenario);

function buildScenario(values: Draft): Scenario {
  const coupons = values.stocks.map((stock, index) => ({ couponId: String(index + 1), stock }));
  const group = buildGroup(values);
  const producers: ProducerSpec[] = values.producers.map((config, index) => ({
    name: `api-${index + 1}`,
    config,
  }));
  const brokers = Array.from({ length: values.brokers }, (_, index) => `broker-${index + 1}`);
  const names = producers.map(({ name }) => name);
  const world = { group, topic: TOPIC, partitions: values.partitions, producers: names, brokers };
  const replicationFactor = Math.min(values.replicationFactor, values.brokers);
  return {
    title: 'Drawn at random',
    lesson: '',
    path: '',
    seed: values.seed,
    cluster: {
      brokers: values.brokers,
      config: { 'group.initial.rebalance.delay.ms': String(values.initialDelayMs) },
      latency: { ...DEFAULTS.latency, links: [] },
    },
    topics: [
      {
        name: TOPIC,
        partitions: values.partitions,
        replicationFactor,
        key: values.key,
        config: {},
      },
    ],
    coupons,
    store: {
      latency: { statement: DEFAULTS.store.statement, commit: DEFAULTS.store.commit },
      poolSize: DEFAULTS.store.poolSize,
    },
    groups: [group],
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

function buildGroup({
  consumers,
  joinUs,
  commit,
  serviceTime,
  groupConfig: config,
}: Draft): GroupSpec {
  const last = consumers.length - 1;
  return {
    id: 'coupon-issue-group',
    topics: [TOPIC],
    application: 'coupon-issuer',
    commit,
    config,
    consumers: consumers.map(({ startUs, isStatic }, index) => ({
      name: `c${index + 1}`,
      config: isStatic ? { 'group.instance.id': `instance-${index + 1}` } : {},
      startUs: index === last && last > 0 && joinUs !== null ? Infinity : startUs,
    })),
    serviceTime,
    pollTimeoutUs: DEFAULTS.pollTimeoutUs,
    // More than all failures of the database together can use up.
    maxAttempts: 100,
    retryBackoffUs: DEFAULTS.retryBackoffUs,
    deadLetterTopic: null,
    bug: null,
  };
}

function buildWorkload(
  { requests: spec, resent }: Draft,
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
