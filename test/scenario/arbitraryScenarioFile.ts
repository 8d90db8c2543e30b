import fc from 'fast-check';
import { MAX_DURATION_US } from '../../src/scenario/parse/duration.ts';
import { HOLD_NAMES } from '../../src/scenario/parse/expectShape.ts';
import type {
  Amount,
  DurationRange,
  Expectations,
  GroupSpec,
  PartitionExpectation,
  RecordsSpec,
  Scenario,
} from '../../src/scenario/scenario.ts';
import { numberFaults } from './arbitraryFault.ts';
import { arbitraryScenario, DEAD_LETTER_TOPIC } from './arbitraryScenario.ts';

/** Any text of a file: no control characters, no half surrogates, no blanks around it. */
function arbitraryText(maxLength: number): fc.Arbitrary<string> {
  const character = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 1 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ' ',
        '\n',
        '"',
        "'",
        '#',
        ': ',
        '- ',
        '%',
        '@',
        '{',
        ']',
        '쿠폰',
        '😀',
      ),
    },
  );
  return fc
    .array(character, { minLength: 1, maxLength })
    .map((characters) => characters.join('').trim())
    .filter((text) => text !== '' && text.length <= maxLength);
}

/** Texts that YAML might take for something else. */
const arbitraryId: fc.Arbitrary<string> = fc.oneof(
  fc.nat(20).map(String),
  fc.constantFrom(
    '007',
    '1.0',
    '1e3',
    'true',
    'null',
    '~',
    '0x10',
    '-1',
    'a: b',
    '[1]',
    'NaN',
    '1..2x',
  ),
  arbitraryText(12).map((text) => text.replaceAll('\n', ' ')),
);

const arbitraryUs: fc.Arbitrary<number> = fc.oneof(
  fc.nat(5000),
  fc.nat(100_000).map((value) => value * 1000),
  fc.nat(1000).map((value) => value * 1_000_000),
  fc.nat(100).map((value) => value * 60_000_000),
  fc.nat(MAX_DURATION_US),
);

const arbitraryRange: fc.Arbitrary<DurationRange> = fc
  .tuple(arbitraryUs, arbitraryUs)
  .map(([a, b]) => ({ minUs: Math.min(a, b), maxUs: Math.max(a, b) }));

const arbitraryAmount: fc.Arbitrary<Amount> = fc.oneof(
  fc.nat(200).map((value) => ({ min: value, max: value })),
  fc.nat(200).map((min) => ({ min, max: Infinity })),
  fc
    .tuple(fc.nat(200), fc.nat(200))
    .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);

const arbitraryFacts: fc.Arbitrary<PartitionExpectation> = fc
  .record({
    records: maybe(arbitraryAmount),
    keys: maybe(fc.array(arbitraryId, { maxLength: 3 })),
    couponIds: maybe(fc.array(arbitraryId, { maxLength: 3 })),
    requestIds: maybe(fc.array(arbitraryId, { maxLength: 3 })),
    committedOffset: maybe(fc.nat(100)),
    lag: maybe(fc.nat(100)),
    hasEnd: fc.boolean(),
  })
  .map(({ hasEnd, ...facts }) => ({
    ...facts,
    endOffset: hasEnd ? (facts.committedOffset ?? 0) + (facts.lag ?? 0) : null,
  }));

/** Facts about what is there: indexes pick modulo how many there are. */
const arbitraryExpectations: fc.Arbitrary<(scenario: Scenario) => Expectations> = fc
  .record({
    rules: fc.uniqueArray(fc.constantFrom(...HOLD_NAMES)),
    violated: fc.nat(3),
    issued: fc.array(fc.tuple(fc.nat(), arbitraryAmount), { maxLength: 3 }),
    soldOut: maybe(arbitraryAmount),
    duplicates: maybe(arbitraryAmount),
    deadLettered: maybe(arbitraryAmount),
    redelivered: maybe(arbitraryAmount),
    generations: maybe(arbitraryAmount),
    issuedInLogOrder: fc.boolean(),
    handled: fc.array(fc.tuple(fc.nat(), arbitraryAmount), { maxLength: 3 }),
    partitions: fc.array(fc.tuple(fc.nat(), arbitraryFacts), { maxLength: 3 }),
  })
  .map(({ rules, violated, issued, handled, partitions, ...rest }) => (scenario) => {
    const topic = scenario.topics[0]!;
    const consumers = scenario.groups[0]!.consumers;
    const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
    // Progress is that of the one group that reads the topic.
    const isShared = scenario.groups.filter(({ topics }) => topics.includes(topic.name)).length > 1;
    const noProgress = isShared ? { committedOffset: null, lag: null } : {};
    return {
      ...rest,
      holds: rules.slice(violated),
      violates: rules.slice(0, violated),
      issued: Object.fromEntries(
        issued.map(([index, amount]) => [at(scenario.coupons, index).couponId, amount]),
      ),
      handled: Object.fromEntries(
        handled.map(([index, amount]) => [at(consumers, index).name, amount]),
      ),
      partitions:
        partitions.length === 0
          ? {}
          : {
              [topic.name]: Object.fromEntries(
                partitions.map(([index, facts]) => [
                  String(index % topic.partitions),
                  { ...facts, ...noProgress },
                ]),
              ),
            },
    };
  });

const arbitraryRecords: fc.Arbitrary<Omit<RecordsSpec, 'topic' | 'producer'>> = fc.record({
  type: fc.constant('records' as const),
  // The last of three is sent within the longest time.
  atUs: arbitraryUs.map((us) => Math.floor(us / 3)),
  everyUs: arbitraryUs.map((us) => Math.floor(us / 3)),
  records: fc.array(
    fc.record({
      key: maybe(arbitraryId),
      value: fc.oneof(
        fc.constant(''),
        fc.constant('{"a":1}'),
        fc.constant('null'),
        arbitraryText(30),
      ),
      partition: maybe(fc.constant(0)),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

const SECOND_TOPIC = 'other.topic_0-1';

function secondGroup(bug: GroupSpec['bug'], pollTimeoutUs: number, readsAll: boolean): GroupSpec {
  return {
    id: 'a group: with an odd id',
    topics: readsAll ? [SECOND_TOPIC, DEAD_LETTER_TOPIC] : [SECOND_TOPIC],
    application: 'console',
    commit: 'auto',
    config: { 'auto.commit.interval.ms': '100' },
    consumers: [{ name: 'second-printer', config: {}, startUs: 1_500_000 }],
    serviceTime: { minUs: 0, maxUs: 0 },
    pollTimeoutUs,
    maxAttempts: 10,
    retryBackoffUs: 100_000,
    deadLetterTopic: null,
    bug,
  };
}

/**
 * Scenarios that say everything the language can say. They parse; running them is another matter.
 */
export const arbitraryScenarioFile: fc.Arbitrary<Scenario> = fc
  .record({
    base: arbitraryScenario,
    title: arbitraryText(60),
    lesson: fc.oneof(fc.constant(''), arbitraryText(200)),
    expect: arbitraryExpectations,
    ranges: fc.tuple(arbitraryRange, arbitraryRange, arbitraryRange, arbitraryRange),
    poolSize: fc.integer({ min: 1, max: 20 }),
    linked: fc.boolean(),
    records: fc.array(arbitraryRecords, { maxLength: 2 }),
    second: maybe(
      fc.tuple(
        fc.constantFrom(null, 'no-dedupe' as const),
        fc.integer({ min: 1_000, max: 5_000_000 }),
        fc.boolean(),
      ),
    ),
    withinUs: arbitraryUs,
    requestId: maybe(arbitraryId),
  })
  .map((values) => {
    const { base, ranges, second } = values;
    const topics = [...base.topics];
    const extra = { replicationFactor: 1, key: 'couponId' as const };
    const hasDeadLetters = topics.some(({ name }) => name === DEAD_LETTER_TOPIC);
    if (second !== null) {
      const config = { 'min.insync.replicas': '1' };
      topics.push({ ...extra, name: SECOND_TOPIC, partitions: 2, config });
    }
    const groups = [...base.groups];
    if (second !== null)
      groups.push(secondGroup(second[0], second[1], second[2] && hasDeadLetters));
    const link = { a: 'c1', b: 'broker-1', latency: ranges[0] };
    const scenario: Scenario = {
      ...base,
      title: values.title.replaceAll('\n', ' '),
      lesson: values.lesson,
      cluster: {
        ...base.cluster,
        latency: {
          clientBroker: ranges[0],
          brokerBroker: ranges[1],
          handling: [],
          links: values.linked ? [link] : [],
        },
      },
      topics,
      store: { latency: { statement: ranges[2], commit: ranges[3] }, poolSize: values.poolSize },
      groups,
      workload: [
        ...base.workload.map((spec) =>
          spec.type === 'request' ? { ...spec, requestId: values.requestId } : spec,
        ),
        ...values.records.map((spec) => ({
          ...spec,
          topic: topics.at(-1)!.name,
          producer: 'api-1',
        })),
      ],
      faults: numberFaults(base.faults),
      quiet: { withinUs: values.withinUs },
    };
    return { ...scenario, expect: values.expect(scenario) };
  });
