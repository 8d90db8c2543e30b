import type {
  FaultSpec,
  GroupSpec,
  KafkaConfig,
  Scenario,
  WorkloadSpec,
} from '../../src/scenario/scenario.ts';
import { numberFaults } from '../scenario/arbitraryFault.ts';

/**
 * Scenarios that are a step smaller, the biggest steps first: without a fault, with fewer requests,
 * with one process less, with a config less. Not each of them is one that a file can say.
 */
export function* smallerScenarios(scenario: Scenario): Iterable<Scenario> {
  yield* withFewerFaults(scenario);
  yield* withLessWork(scenario);
  yield* withFewerProcesses(scenario);
  yield* withLessConfig(scenario);
}

function* withFewerFaults(scenario: Scenario): Iterable<Scenario> {
  const { faults } = scenario;
  if (faults.length > 1) yield { ...scenario, faults: [] };
  for (const index of faults.keys())
    yield { ...scenario, faults: numberFaults(without(faults, index)) };
}

function* withLessWork(scenario: Scenario): Iterable<Scenario> {
  const { workload } = scenario;
  for (const [index, spec] of workload.entries()) {
    if (workload.length > 1) yield { ...scenario, workload: without(workload, index) };
    for (const smaller of smallerWork(spec))
      yield { ...scenario, workload: workload.with(index, smaller) };
  }
}

function* smallerWork(spec: WorkloadSpec): Iterable<WorkloadSpec> {
  switch (spec.type) {
    case 'requests': {
      for (const count of smallerNumbers(spec.count)) yield { ...spec, count };
      for (const sends of smallerNumbers(spec.sends)) yield { ...spec, sends };
      return;
    }
    case 'request': {
      for (const sends of smallerNumbers(spec.sends)) yield { ...spec, sends };
      return;
    }
    case 'records': {
      if (spec.records.length > 1) yield { ...spec, records: spec.records.slice(0, 1) };
    }
  }
}

/** From 1 upwards, since most often a very small number will do. */
function smallerNumbers(value: number): readonly number[] {
  const steps = [1, 2, 3, 4, 6, Math.floor(value / 2), value - 1];
  return [...new Set(steps)].filter((step) => step >= 1 && step < value);
}

function* withFewerProcesses(scenario: Scenario): Iterable<Scenario> {
  const { groups, producers, cluster, faults, workload } = scenario;
  const isNamed = (name: string): boolean => faults.some((fault) => namesIn(fault).includes(name));
  for (const index of groups.keys()) {
    const group = groups[index]!;
    if (groups.length > 1 && !group.consumers.some(({ name }) => isNamed(name)))
      yield { ...scenario, groups: without(groups, index) };
    for (const [at, { name }] of group.consumers.entries()) {
      if (group.consumers.length === 1 || isNamed(name)) continue;
      yield withGroup(scenario, index, { ...group, consumers: without(group.consumers, at) });
    }
  }
  const [first] = producers;
  if (producers.length > 1 && !producers.slice(1).some(({ name }) => isNamed(name))) {
    const only = workload.map((spec) =>
      spec.type === 'requests'
        ? { ...spec, producers: [first!.name] }
        : { ...spec, producer: first!.name },
    );
    yield { ...scenario, producers: [first!], workload: only };
  }
  const brokers = cluster.brokers - 1;
  if (brokers > 0 && !isNamed(`broker-${cluster.brokers}`)) {
    const topics = scenario.topics.map((topic) => ({
      ...topic,
      replicationFactor: Math.min(topic.replicationFactor, brokers),
    }));
    yield { ...scenario, cluster: { ...cluster, brokers }, topics };
  }
}

function* withLessConfig(scenario: Scenario): Iterable<Scenario> {
  const { groups, producers, cluster } = scenario;
  for (const [index, group] of groups.entries()) {
    for (const config of smallerConfigs(group.config))
      yield withGroup(scenario, index, { ...group, config });
    for (const [at, consumer] of group.consumers.entries()) {
      for (const config of smallerConfigs(consumer.config)) {
        const consumers = group.consumers.with(at, { ...consumer, config });
        yield withGroup(scenario, index, { ...group, consumers });
      }
    }
  }
  for (const [index, producer] of producers.entries()) {
    for (const config of smallerConfigs(producer.config))
      yield { ...scenario, producers: producers.with(index, { ...producer, config }) };
  }
  for (const config of smallerConfigs(cluster.config))
    yield { ...scenario, cluster: { ...cluster, config } };
}

function* smallerConfigs(config: KafkaConfig): Iterable<KafkaConfig> {
  const entries = Object.entries(config);
  for (const [index, [key]] of entries.entries()) {
    // Without it a group may start behind what was sent, which is another story.
    if (key === 'auto.offset.reset') continue;
    yield Object.fromEntries(without(entries, index));
  }
}

function withGroup(scenario: Scenario, index: number, group: GroupSpec): Scenario {
  return { ...scenario, groups: scenario.groups.with(index, group) };
}

function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index);
}

/** Every process that the fault speaks of. */
function namesIn({ action, trigger }: FaultSpec): readonly string[] {
  const names = trigger.type === 'point' ? [trigger.process] : [];
  switch (action.type) {
    case 'message':
      return [...names, action.client, action.broker];
    case 'partition-network':
      return [...names, ...action.a, ...action.b];
    case 'add-partitions':
      return names;
    default:
      return action.process === null ? names : [...names, action.process];
  }
}
