import type { GroupMember } from '../../../src/model/assignor/assignor.ts';
import { newAssignor } from '../../../src/model/assignor/newAssignor.ts';
import { newServerAssignor } from '../../../src/model/assignor/server/newServerAssignor.ts';
import { listPartitions } from '../../../src/model/group/consumer/partitionEpochs.ts';
import type { GroupKind, GroupWorld } from './groupWorld.ts';
import { keyOf } from './groupWorld.ts';

/** Why a group has not converged; null: it has, to the assignment that its assignor would make. */
export function convergenceProblem(world: GroupWorld, kind: GroupKind): string | null {
  const group = world.describe();
  const live = world.live();
  if (group.state !== 'Stable') return `the group is ${group.state}`;
  const names = group.members.map(({ clientId }) => clientId).sort();
  const expected = live.map(({ name }) => name).sort();
  if (names.join() !== expected.join())
    return `members are ${names.join()}, not ${expected.join()}`;
  for (const { clientId, assignment } of group.members) {
    const given = (assignment?.partitions ?? []).map(keyOf).sort().join();
    const client = live.find(({ name }) => name === clientId)!;
    const owned = client.owned.map(keyOf).sort().join();
    if (given !== owned) return `${clientId} was given ${given} and has ${owned}`;
  }
  const computed = kind.protocol === 'consumer' ? ofServer(world, kind) : ofLeader(world, kind);
  for (const { memberId, clientId, assignment } of group.members) {
    const has = (assignment?.partitions ?? []).map(keyOf).sort().join();
    const wanted = [...(computed.get(memberId) ?? [])].sort().join();
    if (has !== wanted) return `${clientId} has ${has}, the assignor says ${wanted}`;
  }
  return null;
}

/** Member id to partitions, as the client side assignor makes them of what everybody has. */
function ofLeader(world: GroupWorld, { assignor: name }: GroupKind): Map<string, string[]> {
  const group = world.describe();
  const assignor = newAssignor(name);
  const members = group.members.map(
    ({ memberId, groupInstanceId, clientId, assignment }): GroupMember => {
      const partitions = assignment?.partitions ?? [];
      const { topics } = world.clients.find((client) => client.name === clientId)!;
      const { generation } = group;
      const isCooperative = name === 'cooperative-sticky';
      return {
        memberId,
        groupInstanceId,
        subscription: {
          topics,
          ownedPartitions: isCooperative ? partitions : [],
          generationId: isCooperative ? generation : -1,
          rackId: null,
          userData: name === 'sticky' ? { partitions, generation } : null,
        },
      };
    },
  );
  const topics = new Set(members.flatMap(({ subscription }) => subscription.topics));
  const counts = new Map([...world.counts].filter(([topic]) => topics.has(topic)));
  const assigned = assignor.assign(counts, members);
  return new Map([...assigned].map(([memberId, list]) => [memberId, list.map(keyOf)]));
}

/** The same of the server side assignor; members must have reached their targets. */
function ofServer(world: GroupWorld, { assignor: name }: GroupKind): Map<string, string[]> {
  const group = world.modern();
  const members = group.members.values().map((member) => ({
    memberId: member.memberId,
    instanceId: member.instanceId,
    topics: member.subscribedTopicNames,
    assigned: group.targetOf(member.memberId),
  }));
  const topics = new Set(members.flatMap((member) => member.topics));
  const counts = new Map([...world.counts].filter(([topic]) => topics.has(topic)));
  const assigned = newServerAssignor(name).assign(counts, members);
  for (const member of group.members.values()) {
    const own = listPartitions(member.assignedPartitions).map(keyOf).sort().join();
    const target = flat(group.targetOf(member.memberId)).sort().join();
    if (own !== target) throw new Error(`${member.clientId} has ${own}, its target is ${target}`);
  }
  return new Map([...assigned].map(([memberId, sets]) => [memberId, flat(sets)]));
}

function flat(sets: ReadonlyMap<string, readonly number[]>): string[] {
  return [...sets].flatMap(([topic, partitions]) =>
    partitions.map((partition) => keyOf({ topic, partition })),
  );
}
