import { describe, expect, it } from 'vitest';
import { ClusterState } from '../../src/model/broker/clusterState.ts';
import { offsetsPartitionOf } from '../../src/model/broker/offsetsPartitionOf.ts';
import { brokerConfigFor } from '../../src/replay/brokerConfigFor.ts';
import { offsetsPartitionCount, ReplicaPlan } from '../../src/replay/replicaPlan.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { scenario as parsed } from '../scenario/smallScenario.ts';

const PREFIX = 'lab-0123abcd.';

function withGroups(names: readonly string[], config = '{}'): Scenario {
  return parsed(`title: Groups on three brokers
cluster: { brokers: 3, config: ${config} }
topics: { t: { partitions: 3, replicationFactor: 2 } }
coupons: { 1: { stock: 1 } }
groups: { ${names.map((name) => `${name}: { consumers: [c-${name}] }`).join(', ')} }
workload: [{ requests: 1 }]
`);
}

/** The broker that coordinates a group on the simulator. */
function modelCoordinator(group: string, partitionCount = 50): number {
  return new ClusterState(3).offsetsPartition(offsetsPartitionOf(group, partitionCount), 3)
    .leaderId;
}

/** Group names by the broker that coordinates them on the simulator. */
const BY_COORDINATOR = new Map([1, 2, 3].map((id) => [id, nameFor(id)]));

function nameFor(brokerId: number): string {
  for (let number = 1; ; number++)
    if (modelCoordinator(`g${number}`) === brokerId) return `g${number}`;
}

describe('ReplicaPlan', () => {
  it('lays topics out as the simulator does', () => {
    const plan = ReplicaPlan.of(withGroups(['g']), PREFIX)!;
    const model = new ClusterState(3);
    model.createPartitions('t', 5, 2);
    for (const { partition, replicas } of model.partitionsOf('t')!)
      expect(plan.ofTopic(partition, 2)).toEqual(replicas);
  });

  it('has one partition of offsets, led by the coordinator of the only group', () => {
    for (const [brokerId, group] of BY_COORDINATOR) {
      const scenario = withGroups([group]);
      expect(brokerConfigFor(scenario).config).toMatchObject({
        'offsets.topic.num.partitions': '1',
      });
      const places = ReplicaPlan.of(scenario, PREFIX)!.ofOffsets;
      expect(places.map(([leader]) => leader)).toEqual([brokerId]);
    }
  });

  it('gives each of several groups the coordinator that it has on the simulator', () => {
    const scenario = withGroups([...BY_COORDINATOR.values()]);
    const count = offsetsPartitionCount(scenario);
    expect(count).toBe(50);
    const places = ReplicaPlan.of(scenario, PREFIX)!.ofOffsets;
    expect(places).toHaveLength(count);
    for (const [brokerId, group] of BY_COORDINATOR)
      expect(places[offsetsPartitionOf(PREFIX + group, count)]![0]).toBe(brokerId);
  });

  it('keeps to what the scenario says, and says if a prefix brings groups together', () => {
    const config = "{ 'offsets.topic.num.partitions': 3 }";
    const names = Array.from(
      { length: 60 },
      (_, number) => `${'g'.repeat(1 + (number % 5))}${number}`,
    );
    const pair = names
      .flatMap((one) => names.map((other) => [one, other] as const))
      .find(
        ([one, other]) =>
          modelCoordinator(one, 3) !== modelCoordinator(other, 3) &&
          offsetsPartitionOf(PREFIX + one, 3) === offsetsPartitionOf(PREFIX + other, 3),
      )!;
    const scenario = withGroups(pair, config);
    expect(offsetsPartitionCount(scenario)).toBe(3);
    expect(ReplicaPlan.of(scenario, PREFIX)).toBeNull();
    const others = ['a.', 'bc.', 'def.', 'ghij.'].map((prefix) => ReplicaPlan.of(scenario, prefix));
    expect(others.some((plan) => plan !== null)).toBe(true);
  });
});
