import fc from 'fast-check';
import { faultText } from '../../src/scenario/parse/faultText.ts';
import type {
  DurationRange,
  FaultAction,
  FaultSpec,
  FaultTrigger,
  GroupSpec,
  WorkPoint,
} from '../../src/scenario/scenario.ts';
import { isConsumerProtocol } from './arbitraryConfig.ts';

/** What faults can name. Built before the faults, since these are drawn as numbers that pick. */
export interface FaultWorld {
  readonly group: GroupSpec;
  readonly topic: string;
  readonly partitions: number;
  readonly producers: readonly string[];
  readonly brokers: readonly string[];
  /** While records are sent and handled, about. */
  readonly work: DurationRange;
  /** True: the first consumer comes back whatever happens to it. */
  readonly isFirstKept: boolean;
}

/** A fault before the world is known: numbers pick modulo how many there are. */
export type FaultDraft = (world: FaultWorld) => Pick<FaultSpec, 'action' | 'trigger'>;

const POINTS: readonly WorkPoint[] = [
  'polled',
  'handler-started',
  'effect-written',
  'handled',
  'committing',
  'committed',
];

/** Multiples of 10 ms: short in a file, fine enough to hit any phase of a rebalance. */
function arbitraryUs(minMs: number, maxMs: number): fc.Arbitrary<number> {
  return fc.integer({ min: minMs / 10, max: maxMs / 10 }).map((tens) => tens * 10_000);
}

function arbitraryRange(minMs: number, maxMs: number): fc.Arbitrary<DurationRange> {
  return fc
    .tuple(arbitraryUs(minMs, maxMs), arbitraryUs(minMs, maxMs))
    .map(([a, b]) => ({ minUs: Math.min(a, b), maxUs: Math.max(a, b) }));
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length]!;
}

const index = fc.nat(1000);

/** Mostly during the work, else at any time. */
const when: fc.Arbitrary<(world: FaultWorld) => number> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.nat(100).map((percent) => ({ work: { minUs, maxUs } }: FaultWorld) => {
      return minUs + Math.round(((maxUs - minUs) * percent) / 1_000_000) * 10_000;
    }),
  },
  { weight: 1, arbitrary: arbitraryUs(0, 40_000).map((us) => () => us) },
);

/** Half by time, half at a point of the work of the consumer with this index. */
const trigger: fc.Arbitrary<(world: FaultWorld, process: string) => FaultTrigger> = fc.oneof(
  when.map((us) => (world: FaultWorld): FaultTrigger => ({ type: 'at', atUs: us(world) })),
  fc
    .record({
      point: fc.constantFrom(...POINTS),
      record: fc.option(fc.record({ partition: index, offset: fc.nat(12) }), { freq: 2 }),
      occurrence: fc.oneof(
        { weight: 3, arbitrary: fc.constant(1) },
        fc.integer({ min: 1, max: 12 }),
      ),
    })
    .map(({ point, record, occurrence }) => (world: FaultWorld, process: string): FaultTrigger => ({
      type: 'point',
      process,
      point,
      record:
        record === null
          ? null
          : {
              topic: world.topic,
              partition: record.partition % world.partitions,
              offset: record.offset,
            },
      occurrence,
    })),
);

function byTime(
  action: fc.Arbitrary<(world: FaultWorld) => FaultAction>,
): fc.Arbitrary<FaultDraft> {
  return fc.tuple(action, when).map(([make, us]) => (world: FaultWorld) => ({
    action: make(world),
    trigger: { type: 'at' as const, atUs: us(world) },
  }));
}

/** Strikes one consumer, by time or at a point of that consumer's own work. */
function onConsumer(
  action: fc.Arbitrary<(process: string, mustReturn: boolean) => FaultAction>,
): fc.Arbitrary<FaultDraft> {
  return fc.tuple(action, index, trigger).map(([make, who, strikes]) => (world: FaultWorld) => {
    const { name } = pick(world.group.consumers, who);
    const mustReturn = world.isFirstKept && name === world.group.consumers[0]!.name;
    return { action: make(name, mustReturn), trigger: strikes(world, name) };
  });
}

const away = fc.option(arbitraryUs(0, 30_000), { freq: 4 });

/** One consumer comes back as a rule, so that what is sent can be handled in the end. */
const crashConsumer = onConsumer(
  away.map((us) => (process, mustReturn) => ({
    type: 'crash',
    process,
    restartAfterUs: mustReturn ? (us ?? 1_000_000) : us,
  })),
);
const leave = onConsumer(
  away.map((us) => (process, mustReturn) => ({
    type: 'leave',
    process,
    rejoinAfterUs: mustReturn ? (us ?? 1_000_000) : us,
  })),
);
/** Half of them outlast any session: the consumer wakes as a zombie. */
const pause = onConsumer(
  fc
    .oneof(arbitraryUs(10, 10_000), arbitraryUs(20_000, 40_000))
    .map((forUs) => (process) => ({ type: 'pause', process, forUs })),
);
const slow = onConsumer(
  fc
    .tuple(arbitraryRange(10, 2_000), arbitraryUs(1_000, 20_000))
    .map(([extra, forUs]) => (process) => ({ type: 'slow', process, extra, forUs })),
);

const crashBroker = byTime(
  fc.tuple(index, arbitraryUs(0, 20_000)).map(([which, restartAfterUs]) => ({ brokers }) => ({
    type: 'crash',
    process: pick(brokers, which),
    restartAfterUs,
  })),
);
const crashProducer = byTime(
  fc.tuple(index, away).map(([which, restartAfterUs]) => ({ producers }) => ({
    type: 'crash',
    process: pick(producers, which),
    restartAfterUs,
  })),
);
const pauseClient = byTime(
  fc.tuple(index, arbitraryUs(10, 20_000)).map(([which, forUs]) => ({ brokers, producers }) => ({
    type: 'pause',
    process: pick([...producers, ...brokers], which),
    forUs,
  })),
);

const CLASSIC_APIS = [
  'Fetch',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'OffsetCommit',
  'OffsetFetch',
];
const CONSUMER_APIS = ['Fetch', 'ConsumerGroupHeartbeat', 'OffsetCommit', 'OffsetFetch'];

function apisOf({ group }: FaultWorld): readonly string[] {
  return isConsumerProtocol(group.config) ? CONSUMER_APIS : CLASSIC_APIS;
}

const message = byTime(
  fc
    .record({
      who: index,
      which: index,
      api: index,
      isProduce: fc.nat(3).map((number) => number === 0),
      effect: fc.constantFrom('drop' as const, 'delay' as const, 'cut' as const),
      direction: fc.constantFrom('request' as const, 'response' as const),
      count: fc.integer({ min: 1, max: 4 }),
      extraUs: arbitraryUs(10, 10_000),
    })
    .map(({ who, which, api, isProduce, effect, direction, count, extraUs }) => (world) => ({
      type: 'message',
      effect,
      api: isProduce ? 'Produce' : pick(apisOf(world), api),
      direction,
      client: isProduce ? pick(world.producers, who) : pick(world.group.consumers, who).name,
      broker: pick(world.brokers, which),
      count,
      extraUs: effect === 'delay' ? extraUs : 0,
      forUs: Infinity,
    })),
);

/** In addition to the restart that a crash may bring along. */
const restart = byTime(
  index.map((who) => ({ group, producers, brokers }) => ({
    type: 'restart',
    process: pick([...group.consumers.map(({ name }) => name), ...producers, ...brokers], who),
  })),
);

const isolate = byTime(
  fc.tuple(index, arbitraryUs(100, 30_000)).map(([who, forUs]) => (world) => ({
    type: 'partition-network',
    a: [pick([...world.group.consumers.map(({ name }) => name), ...world.producers], who)],
    b: world.brokers,
    forUs,
  })),
);

const store = byTime(
  fc
    .record({
      who: fc.option(index),
      effect: fc.constantFrom('unavailable' as const, 'lost-commit' as const, 'slow' as const),
      count: fc.option(fc.integer({ min: 1, max: 4 })),
      // A record is tried for ten seconds where it cannot become a dead letter.
      forUs: arbitraryUs(10, 5_000),
      extra: arbitraryRange(10, 500),
    })
    .map(({ who, effect, count, forUs, extra }) => (world) => ({
      type: 'store',
      effect,
      process: who === null ? null : pick(world.group.consumers, who).name,
      count: count ?? Infinity,
      extra: effect === 'slow' ? extra : { minUs: 0, maxUs: 0 },
      forUs,
    })),
);

const addPartitions = byTime(
  fc.integer({ min: 1, max: 3 }).map((more) => ({ topic, partitions }) => ({
    type: 'add-partitions',
    topic,
    to: partitions + more,
  })),
);

/** Faults that rebalance the group are the most frequent, since most depends on them. */
export const arbitraryFault: fc.Arbitrary<FaultDraft> = fc.oneof(
  { weight: 6, arbitrary: crashConsumer },
  { weight: 6, arbitrary: pause },
  { weight: 3, arbitrary: leave },
  { weight: 2, arbitrary: slow },
  { weight: 3, arbitrary: message },
  { weight: 2, arbitrary: isolate },
  { weight: 4, arbitrary: store },
  { weight: 2, arbitrary: crashBroker },
  { weight: 1, arbitrary: crashProducer },
  { weight: 1, arbitrary: pauseClient },
  { weight: 1, arbitrary: addPartitions },
  { weight: 1, arbitrary: restart },
);

/** Numbers the faults and puts each in words, as the parser does. */
export function numberFaults(
  faults: readonly Pick<FaultSpec, 'action' | 'trigger'>[],
): FaultSpec[] {
  return faults.map(({ action, trigger }, at) => ({
    number: at + 1,
    text: faultText(action, trigger),
    trigger,
    action,
  }));
}
