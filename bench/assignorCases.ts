import type { GroupMember } from '../src/model/assignor/assignor.ts';
import { newAssignor } from '../src/model/assignor/newAssignor.ts';
import { newServerAssignor } from '../src/model/assignor/server/newServerAssignor.ts';
import type { ServerGroupMember } from '../src/model/assignor/server/serverAssignor.ts';
import type { TopicPartition } from '../src/model/protocol/topicPartition.ts';

export const MEMBERS = 200;
export const PARTITIONS = 2000;
export const TOPIC = 'coupon-issue-request';
const GENERATION = 5;

/** A part of a table. */
export interface BenchCase {
  readonly name: string;
  readonly run: () => Promise<unknown> | void;
}

/** Each assignor with a new group, and after a member has left. AssignorBench.java has the same. */
export function assignorCases(): readonly BenchCase[] {
  return [
    ...['range', 'roundrobin', 'sticky', 'cooperative-sticky'].flatMap(leaderCases),
    ...['uniform', 'range'].flatMap(coordinatorCases),
  ];
}

/** Member ids as the coordinator makes them. */
export function memberIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `c${String(at).padStart(3, '0')}-0e507590`);
}

/** As little as an assignment can be. */
export function deal(ids: readonly string[]): Map<string, TopicPartition[]> {
  const dealt = new Map<string, TopicPartition[]>(ids.map((id) => [id, []]));
  for (let partition = 0; partition < PARTITIONS; partition++) {
    dealt.get(ids[partition % ids.length]!)!.push({ topic: TOPIC, partition });
  }
  return dealt;
}

/** On the leader: a new group, and one that a member has just left. */
function leaderCases(name: string): readonly BenchCase[] {
  const counts = new Map([[TOPIC, PARTITIONS]]);
  const fresh = memberIds(MEMBERS).map((id) => leaderMember(name, id, []));
  const before = newAssignor(name).assign(counts, fresh);
  const left = memberIds(MEMBERS)
    .slice(1)
    .map((id) => leaderMember(name, id, before.get(id) ?? []));
  return [
    { name: `${name}, new group`, run: () => void newAssignor(name).assign(counts, fresh) },
    { name: `${name}, one leaves`, run: () => void newAssignor(name).assign(counts, left) },
  ];
}

function leaderMember(
  name: string,
  memberId: string,
  partitions: readonly TopicPartition[],
): GroupMember {
  const generation = partitions.length === 0 ? -1 : GENERATION;
  return {
    memberId,
    groupInstanceId: null,
    subscription: {
      topics: [TOPIC],
      ownedPartitions: name === 'cooperative-sticky' ? partitions : [],
      generationId: name === 'cooperative-sticky' ? generation : -1,
      rackId: null,
      userData: name === 'sticky' ? { partitions, generation } : null,
    },
  };
}

/** The same on the coordinator, under KIP-848. */
function coordinatorCases(name: string): readonly BenchCase[] {
  const counts = new Map([[TOPIC, PARTITIONS]]);
  const member = (memberId: string, partitions: readonly number[]): ServerGroupMember => ({
    memberId,
    instanceId: null,
    topics: [TOPIC],
    assigned: new Map(partitions.length === 0 ? [] : [[TOPIC, partitions]]),
  });
  const fresh = memberIds(MEMBERS).map((id) => member(id, []));
  const before = newServerAssignor(name).assign(counts, fresh);
  const left = memberIds(MEMBERS)
    .slice(1)
    .map((id) => member(id, before.get(id)?.get(TOPIC) ?? []));
  const assign = (members: readonly ServerGroupMember[]) => (): void =>
    void newServerAssignor(name).assign(counts, members);
  return [
    { name: `server ${name}, new group`, run: assign(fresh) },
    { name: `server ${name}, one leaves`, run: assign(left) },
  ];
}
