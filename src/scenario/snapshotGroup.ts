import type { EventPartition } from '../history/event.ts';
import type { GroupSnapshot, MemberSnapshot, OffsetSnapshot } from '../history/groupSnapshot.ts';
import type { Cluster } from '../model/broker/cluster.ts';
import type { ConsumerGroup } from '../model/group/consumer/consumerGroup.ts';
import type { GroupDescription, MemberDescription } from '../model/group/groupDescription.ts';
import type { Assignment } from '../model/protocol/requests.ts';

type Moment = Pick<GroupSnapshot, 'atUs' | 'endedUs' | 'group'>;

/**
 * The group as its coordinator has it now. Only looks: a run with snapshots is, event by event, the
 * run without them.
 */
export function snapshotGroup(cluster: Cluster, moment: Moment): GroupSnapshot {
  const { coordinator, isUp, shard } = cluster.peekCoordinator(moment.group);
  const nothing: GroupSnapshot = {
    ...moment,
    coordinator: coordinator === null ? '' : `broker-${coordinator}`,
    isAnswering: isUp,
    state: '',
    protocol: 'classic',
    assignor: '',
    generation: -1,
    assignmentEpoch: null,
    members: [],
    offsets: [],
  };
  const description = isUp ? (shard?.describeGroup(moment.group) ?? null) : null;
  if (description === null) return nothing;
  const modern = shard?.consumerGroup(moment.group);
  return {
    ...nothing,
    state: description.state,
    protocol: modern === undefined ? 'classic' : 'consumer',
    assignor: modern === undefined ? (description.protocol ?? '') : wantedAssignor(modern),
    generation: description.generation,
    assignmentEpoch: modern?.assignmentEpoch ?? null,
    members: description.members.map((member) => memberSnapshot(member, modern)),
    offsets: offsetSnapshots(cluster, description),
  };
}

/** What most members ask for; `default`: none asks for any, and the brokers choose. */
function wantedAssignor({ assignorVotes }: ConsumerGroup): string {
  const ranked = [...assignorVotes].sort((a, b) => b[1] - a[1]);
  return ranked[0]?.[0] ?? 'default';
}

function memberSnapshot(
  member: MemberDescription<Assignment>,
  group: ConsumerGroup | undefined,
): MemberSnapshot {
  const { memberId, groupInstanceId, clientId, assignment } = member;
  const modern = group?.members.get(memberId);
  const waits = member.isAwaitingJoin ? 'waits for others to join' : '';
  return {
    memberId,
    instanceId: groupInstanceId ?? '',
    client: clientId,
    epoch: modern?.memberEpoch ?? null,
    state: modern?.state ?? (member.isAwaitingSync ? 'waits for the assignment' : waits),
    assignment: sorted(assignment?.partitions ?? []),
    target: group === undefined ? null : targetOf(group, memberId),
  };
}

function targetOf(group: ConsumerGroup, memberId: string): readonly EventPartition[] {
  return sorted(
    [...group.targetOf(memberId)].flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    ),
  );
}

function offsetSnapshots(
  cluster: Cluster,
  { members, offsets }: GroupDescription<Assignment>,
): readonly OffsetSnapshot[] {
  const owners = new Map<string, MemberDescription<Assignment>>();
  for (const member of members) {
    for (const at of member.assignment?.partitions ?? []) owners.set(keyOf(at), member);
  }
  const committed = new Map(offsets.map((one) => [keyOf(one), one.committedOffset]));
  const all = new Map<string, EventPartition>();
  for (const { assignment } of members)
    for (const at of assignment?.partitions ?? []) all.set(keyOf(at), at);
  for (const at of offsets) all.set(keyOf(at), at);
  return sorted([...all.values()]).map((at) => {
    const key = keyOf(at);
    const owner = owners.get(key);
    const currentOffset = committed.get(key) ?? null;
    const endOffset = endOffsetOf(cluster, at);
    return {
      ...at,
      currentOffset,
      endOffset,
      lag: currentOffset === null || endOffset === null ? null : endOffset - currentOffset,
      memberId: owner?.memberId ?? '',
      client: owner?.clientId ?? '',
    };
  });
}

/** null: nobody leads the partition. */
function endOffsetOf(cluster: Cluster, { topic, partition }: EventPartition): number | null {
  const state = cluster.state.partition(topic, partition);
  if (state === undefined || state.leaderId < 0) return null;
  // A leader that nobody has asked yet has no replica in memory; its log is all committed.
  return cluster.highWatermark(state) ?? state.log.logEndOffset;
}

function keyOf({ topic, partition }: EventPartition): string {
  return `${topic}\n${partition}`;
}

function sorted(partitions: readonly EventPartition[]): readonly EventPartition[] {
  return partitions
    .map(({ topic, partition }) => ({ topic, partition }))
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}
