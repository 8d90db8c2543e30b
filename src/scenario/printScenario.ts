import { Document } from 'yaml';
import { DEFAULTS } from './defaults.ts';
import { defaultCommit } from './parse/buildTopology.ts';
import { onlyTopic } from './parse/declared.ts';
import { durationRangeText, durationText } from './parse/duration.ts';
import { ON_JOIN } from './parse/words.ts';
import { layOut } from './print/layOut.ts';
import { faultEntries } from './print/printFault.ts';
import { workloadEntries } from './print/printWorkload.ts';
import type { Printable, PrintableMap } from './print/yamlEntries.ts';
import {
  amountValue,
  configEntries,
  entries,
  named,
  oneOrMore,
  unless,
  unlessEmpty,
  word,
} from './print/yamlEntries.ts';
import type {
  ClusterSpec,
  ConsumerSpec,
  DurationRange,
  Expectations,
  GroupSpec,
  PartitionExpectation,
  ProducerSpec,
  Scenario,
  StoreSpec,
  TopicSpec,
} from './scenario.ts';

/** Lines of a file are not longer than this, if they can be broken. */
const LINE_WIDTH = 100;

/**
 * Writes a scenario as a file that `parseScenario` reads back as an equal one (its `path` aside),
 * and that says nothing that it means anyway. Only for scenarios that `parseScenario` could have
 * made.
 */
export function printScenario(scenario: Scenario): string {
  const {
    title,
    lesson,
    seed,
    latencyProfile,
    topics,
    coupons,
    groups,
    producers,
    workload,
    faults,
    quiet,
  } = scenario;
  const deadLetterTopics = new Set(groups.flatMap(({ deadLetterTopic }) => deadLetterTopic ?? []));
  const names = topics.map(({ name }) => name);
  const topic = onlyTopic(names, deadLetterTopics);
  const brokers = Array.from(
    { length: scenario.cluster.brokers },
    (_, index) => `broker-${index + 1}`,
  );
  const document = new Document(
    entries({
      title,
      lesson: unless(lesson === '', lesson),
      seed: unless(seed === DEFAULTS.seed, seed),
      latency: unless(latencyProfile === null, latencyProfile!),
      cluster: unlessEmpty(clusterEntries(scenario.cluster, latencyProfile)),
      topics: named(topics, ({ name }) => name, topicEntries),
      coupons: unlessEmpty(
        named(
          coupons,
          ({ couponId }) => couponId,
          ({ stock }) => entries({ stock }),
        ),
      ),
      store: unlessEmpty(storeEntries(scenario.store, latencyProfile)),
      groups: unlessEmpty(
        named(
          groups,
          ({ id }) => id,
          (group) => groupEntries(group, topic),
        ),
      ),
      producers: producersValue(producers),
      workload: unless(
        workload.length === 0,
        workload.map((spec) => workloadEntries(spec, scenario, topic)),
      ),
      faults: unless(
        faults.length === 0,
        faults.map((fault) => faultEntries(fault, brokers)),
      ),
      quiet: unless(
        quiet.withinUs === DEFAULTS.quietUs,
        entries({ within: durationText(quiet.withinUs) }),
      ),
      expect: unlessEmpty(expectEntries(scenario.expect)),
    }),
  );
  layOut(document);
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

/** What a profile says otherwise is printed even if it is the default. */
function unlessMeasured(
  value: DurationRange,
  byDefault: DurationRange,
  profile: string | null,
): string | null {
  if (value.quantilesUs !== undefined) return null;
  return profile === null ? range(value, byDefault) : durationRangeText(value);
}

function range(value: DurationRange, byDefault: DurationRange): string | null {
  const isDefault = value.minUs === byDefault.minUs && value.maxUs === byDefault.maxUs;
  return isDefault ? null : durationRangeText(value);
}

function clusterEntries(
  { brokers, latency, config }: ClusterSpec,
  profile: string | null,
): PrintableMap {
  const { clientBroker, brokerBroker, links } = latency;
  return entries({
    brokers: unless(brokers === DEFAULTS.brokers, brokers),
    latency: unlessEmpty(
      entries({
        'client-broker': unlessMeasured(clientBroker, DEFAULTS.latency.clientBroker, profile),
        'broker-broker': range(brokerBroker, DEFAULTS.latency.brokerBroker),
        links: unless(
          links.length === 0,
          links.map((link) =>
            entries({ between: [link.a, link.b], latency: durationRangeText(link.latency) }),
          ),
        ),
      }),
    ),
    config: configEntries(config),
  });
}

function topicEntries({ partitions, replicationFactor, key, config }: TopicSpec): PrintableMap {
  return entries({
    partitions,
    replicationFactor: unless(replicationFactor === 1, replicationFactor),
    key: unless(key === 'couponId', key),
    config: configEntries(config),
  });
}

function storeEntries({ latency, poolSize }: StoreSpec, profile: string | null): PrintableMap {
  return entries({
    latency: unlessEmpty(
      entries({
        statement: unlessMeasured(latency.statement, DEFAULTS.store.statement, profile),
        commit: unlessMeasured(latency.commit, DEFAULTS.store.commit, profile),
      }),
    ),
    poolSize: unless(poolSize === DEFAULTS.store.poolSize, poolSize),
  });
}

function groupEntries(group: GroupSpec, topic: string | null): PrintableMap {
  const { topics, application, commit, maxAttempts, pollTimeoutUs, retryBackoffUs } = group;
  return entries({
    topics: unless(topics.length === 1 && topics[0] === topic, oneOrMore(topics)),
    application: unless(application === 'coupon-issuer', application),
    commit: unless(commit === defaultCommit(application), commit),
    config: configEntries(group.config),
    consumers: consumersValue(group.consumers),
    serviceTime: range(group.serviceTime, DEFAULTS.serviceTime),
    pollTimeout: unless(pollTimeoutUs === DEFAULTS.pollTimeoutUs, durationText(pollTimeoutUs)),
    maxAttempts: unless(maxAttempts === DEFAULTS.maxAttempts, maxAttempts),
    retryBackoff: unless(retryBackoffUs === DEFAULTS.retryBackoffUs, durationText(retryBackoffUs)),
    deadLetterTopic: group.deadLetterTopic,
    bug: group.bug,
  });
}

function consumersValue(consumers: readonly ConsumerSpec[]): Printable {
  const isPlain = consumers.every(({ startUs, config }) => startUs === 0 && isEmpty(config));
  if (isPlain)
    return processesValue(
      consumers.map(({ name }) => name),
      'c',
    );
  return named(
    consumers,
    ({ name }) => name,
    ({ startUs, config }) =>
      entries({
        start: unless(startUs === 0, startUs === Infinity ? ON_JOIN : durationText(startUs)),
        config: configEntries(config),
      }),
  );
}

function producersValue(producers: readonly ProducerSpec[]): Printable | null {
  const isPlain = producers.every(({ config }) => isEmpty(config));
  if (!isPlain)
    return named(
      producers,
      ({ name }) => name,
      ({ config }) => entries({ config: configEntries(config) }),
    );
  const names = producers.map(({ name }) => name);
  return names.length === 1 && names[0] === 'api-1' ? null : processesValue(names, 'api-');
}

/** A number if the names are the ones that a number gives, else the names. */
function processesValue(names: readonly string[], prefix: string): Printable {
  return names.every((name, index) => name === `${prefix}${index + 1}`) ? names.length : names;
}

function isEmpty(config: Readonly<Record<string, string>>): boolean {
  return Object.keys(config).length === 0;
}

function expectEntries(expect: Expectations): PrintableMap {
  return entries({
    issued: unlessEmpty(amounts(expect.issued)),
    soldOut: amountValue(expect.soldOut),
    duplicates: amountValue(expect.duplicates),
    deadLettered: amountValue(expect.deadLettered),
    redelivered: amountValue(expect.redelivered),
    generations: amountValue(expect.generations),
    handled: unlessEmpty(amounts(expect.handled)),
    issuedInLogOrder: unless(!expect.issuedInLogOrder, true),
    partitions: unlessEmpty(
      named(
        Object.entries(expect.partitions),
        ([topic]) => topic,
        ([, partitions]) =>
          named(
            Object.entries(partitions),
            ([partition]) => partition,
            ([, facts]) => factEntries(facts),
          ),
      ),
    ),
    holds: unless(expect.holds.length === 0, oneOrMore(expect.holds)),
    violates: unless(expect.violates.length === 0, oneOrMore(expect.violates)),
  });
}

function amounts(named: Expectations['issued']): PrintableMap {
  return new Map(Object.entries(named).map(([name, amount]) => [word(name), amountValue(amount)!]));
}

function factEntries(facts: PartitionExpectation): PrintableMap {
  const ids = (list: readonly string[] | null): Printable | null =>
    list === null ? null : list.map(word);
  return entries({
    records: amountValue(facts.records),
    keys: ids(facts.keys),
    couponIds: ids(facts.couponIds),
    requestIds: ids(facts.requestIds),
    endOffset: facts.endOffset,
    committedOffset: facts.committedOffset,
    lag: facts.lag,
  });
}
