import { parseBrokerConfig } from '../../model/broker/brokerConfig.ts';
import type { BrokerConfig } from '../../model/broker/brokerConfig.ts';
import { BROKER_CONFIG_KEYS } from '../../model/broker/brokerConfigKeys.ts';
import { parseTopicConfig, TOPIC_CONFIG_KEYS } from '../../model/broker/topicConfig.ts';
import { DEFAULTS } from '../defaults.ts';
import type { ProfileLatencies } from '../latency/latencyProfile.ts';
import type { ClusterSpec, GroupSpec, ProducerSpec, Scenario, TopicSpec } from '../scenario.ts';
import { checkConfig } from './checkConfig.ts';
import { checkGroupConfigs } from './checkGroupConfigs.ts';
import { checkProducerConfig } from './checkProducerConfig.ts';
import type { Declared } from './declared.ts';
import { expandIds } from './idRange.ts';
import type { Place } from './place.ts';
import { quote } from './problem.ts';
import type { ScenarioDraft } from './scenarioShape.ts';
import { LIMITS } from './words.ts';

/** Takes warnings; the place is where in the file. */
export type OnWarning = (place: Place, message: string) => void;

/** The parts of a scenario that declare names. */
export type Topology = Pick<Scenario, 'cluster' | 'topics' | 'coupons' | 'groups' | 'producers'>;

/**
 * Reads what the file declares into `declared`, and checks it. `measured`: latencies of a profile,
 * where the file says nothing else; null: there is none.
 */
export function buildTopology(
  draft: ScenarioDraft,
  root: Place,
  declared: Declared,
  onWarning: OnWarning,
  measured: ProfileLatencies | null,
): Topology {
  const place = root.at('cluster', 'config');
  const brokerTable = { owner: 'a broker', keys: BROKER_CONFIG_KEYS, parse: parseBrokerConfig };
  const brokerConfig = checkConfig(
    brokerTable,
    [{ config: draft.cluster.config, place }],
    onWarning,
  );
  declared.brokerConfig = brokerConfig;
  const topics = buildTopics(draft, root, declared, brokerConfig, onWarning);
  const coupons = buildCoupons(draft, root.at('coupons'), declared);
  for (let number = 1; number <= draft.cluster.brokers; number++)
    declared.brokers.add(`broker-${number}`);
  const groups = buildGroups(draft, root.at('groups'), declared);
  checkGroupConfigs(groups, root.at('groups'), brokerConfig, onWarning);
  const producers = buildProducers(draft, root.at('producers'), declared, onWarning);
  const cluster = buildCluster(draft.cluster, root.at('cluster'), declared, measured);
  return { cluster, topics, coupons, groups, producers };
}

function buildCluster(
  draft: ScenarioDraft['cluster'],
  place: Place,
  declared: Declared,
  measured: ProfileLatencies | null,
): ClusterSpec {
  const links = draft.latency.links.map(({ between, latency }, index) => {
    const at = place.at('latency', 'links', index, 'between');
    const [a = '', b = ''] = between;
    declared.checkProcess(a, at.at(0));
    declared.checkProcess(b, at.at(1));
    const brokerCount = [a, b].filter((name) => declared.brokers.has(name)).length;
    if (a === b && a !== '') at.problem(`${a} has no link to itself`);
    else if (brokerCount === 0)
      at.problem('one of the two must be a broker: clients talk to brokers only');
    return { a, b, latency };
  });
  return {
    brokers: draft.brokers,
    config: draft.config,
    latency: {
      clientBroker:
        draft.latency['client-broker'] ?? measured?.clientBroker ?? DEFAULTS.latency.clientBroker,
      brokerBroker: draft.latency['broker-broker'],
      handling: measured?.handling ?? [],
      links,
    },
  };
}

function buildTopics(
  draft: ScenarioDraft,
  root: Place,
  declared: Declared,
  brokerConfig: BrokerConfig | null,
  onWarning: OnWarning,
): TopicSpec[] {
  const table = { owner: 'a topic', keys: TOPIC_CONFIG_KEYS, parse: parseTopicConfig };
  const { brokers } = draft.cluster;
  const areBrokersKnown = !root.at('cluster').isBroken && !root.at('cluster', 'brokers').isBroken;
  let partitionCount = 0;
  return draft.topics.map(({ name, value }) => {
    const place = root.at('topics', name);
    partitionCount += value.partitions;
    if (partitionCount > LIMITS.allPartitions)
      place.at('partitions').problem(`all topics together have more than ${LIMITS.allPartitions}`);
    if (value.replicationFactor > brokers && areBrokersKnown) {
      const many = brokers === 1 ? 'there is only 1 broker' : `there are only ${brokers} brokers`;
      place
        .at('replicationFactor')
        .problem(`${value.replicationFactor} copies need as many brokers; ${many}`);
    }
    const config = checkConfig(
      table,
      [{ config: value.config, place: place.at('config') }],
      onWarning,
    );
    const minInsyncReplicas = config?.minInsyncReplicas ?? brokerConfig?.minInsyncReplicas ?? 1;
    if (minInsyncReplicas > value.replicationFactor) {
      onWarning(
        place,
        `min.insync.replicas=${minInsyncReplicas} is more than its copies: acks=all never succeeds`,
      );
    }
    const topic: TopicSpec = { name, ...value };
    declared.addTopic(topic);
    return topic;
  });
}

function buildCoupons(draft: ScenarioDraft, place: Place, declared: Declared): Topology['coupons'] {
  const coupons: { couponId: string; stock: number }[] = [];
  for (const { name, value } of draft.coupons) {
    for (const couponId of expandIds(name) ?? []) {
      if (declared.coupons.has(couponId))
        place.at(name).keyProblem(`coupon ${quote(couponId)} is declared twice`);
      declared.coupons.add(couponId);
      coupons.push({ couponId, stock: value.stock });
    }
    if (expandIds(name) === null)
      place.at(name).keyProblem(`${quote(name)} is not a range of ids; write for example 1..9`);
    if (coupons.length > LIMITS.coupons) {
      place.at(name).keyProblem(`there are more than ${LIMITS.coupons} coupons`);
      break;
    }
  }
  return coupons;
}

function buildGroups(draft: ScenarioDraft, place: Place, declared: Declared): GroupSpec[] {
  const deadLetterTopics = deadLetterTopicsOf(draft);
  const groups = draft.groups.map(({ name: id, value }) => {
    const at = place.at(id);
    const group: GroupSpec = {
      id,
      topics: topicsOfGroup(value.topics, at, declared, deadLetterTopics),
      application: value.application,
      commit: value.commit ?? defaultCommit(value.application),
      config: value.config,
      consumers: value.consumers.map(({ name, value: { start, config } }) => ({
        name,
        config,
        startUs: start,
      })),
      serviceTime: value.serviceTime,
      pollTimeoutUs: value.pollTimeout,
      maxAttempts: value.maxAttempts,
      retryBackoffUs: value.retryBackoff,
      deadLetterTopic: value.deadLetterTopic,
      bug: value.bug,
    };
    if (group.consumers.length === 0)
      at.at('consumers').problem('is empty; a group needs at least one consumer');
    checkDeadLetterTopic(group, at, declared);
    for (const { name } of group.consumers) {
      const spot = at.at('consumers', name);
      if (declared.consumers.has(name))
        spot.keyProblem(`there are two consumers ${quote(name)}; give each a name of its own`);
      declared.consumers.set(name, group);
    }
    return group;
  });
  if (declared.consumers.size > LIMITS.consumers)
    place.problem(`there are more than ${LIMITS.consumers} consumers`);
  return groups;
}

/** When a worker commits if the file does not say. */
export function defaultCommit(application: GroupSpec['application']): GroupSpec['commit'] {
  return application === 'console' ? 'auto' : 'batch-sync';
}

/** Topics that some group gives its failures to. */
export function deadLetterTopicsOf(draft: ScenarioDraft): ReadonlySet<string> {
  return new Set(draft.groups.flatMap(({ value }) => value.deadLetterTopic ?? []));
}

function topicsOfGroup(
  written: readonly string[] | null,
  place: Place,
  declared: Declared,
  deadLetterTopics: ReadonlySet<string>,
): readonly string[] {
  const at = place.at('topics');
  if (written === null) {
    const topic = declared.defaultTopic(deadLetterTopics);
    if (topic !== null) return [topic];
    if (declared.topics.size > 0)
      at.problem('"topics" is missing, and there are several to choose from');
    return [];
  }
  for (const [index, topic] of written.entries()) {
    declared.checkTopic(topic, at.at(index));
    if (written.indexOf(topic) < index) at.at(index).problem(`${quote(topic)} is here twice`);
  }
  return written;
}

function checkDeadLetterTopic(
  { deadLetterTopic, topics }: GroupSpec,
  place: Place,
  declared: Declared,
): void {
  if (deadLetterTopic === null) return;
  const at = place.at('deadLetterTopic');
  declared.checkTopic(deadLetterTopic, at);
  if (topics.includes(deadLetterTopic))
    at.problem(`the group reads ${deadLetterTopic} itself: failures would come back for ever`);
}

function buildProducers(
  draft: ScenarioDraft,
  place: Place,
  declared: Declared,
  onWarning: OnWarning,
): ProducerSpec[] {
  if (draft.producers.length === 0) place.problem('is empty; write at least one producer');
  return draft.producers.map(({ name, value: { config } }) => {
    if (declared.isProcess(name))
      place
        .at(name)
        .keyProblem(`there are two processes ${quote(name)}; give each a name of its own`);
    declared.producers.add(name);
    checkProducerConfig(config, place.at(name, 'config'), onWarning);
    return { name, config };
  });
}
