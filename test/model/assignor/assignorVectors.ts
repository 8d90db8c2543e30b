import type { GroupMember, PartitionRacks } from '../../../src/model/assignor/assignor.ts';
import { newAssignor } from '../../../src/model/assignor/newAssignor.ts';
import {
  formatTopicPartition,
  parseTopicPartition,
  type TopicPartition,
} from '../../../src/model/protocol/topicPartition.ts';

/** A member as the vectors write it; `generationId` -1: none. */
export interface VectorMember {
  readonly memberId: string;
  readonly groupInstanceId?: string;
  readonly rackId?: string;
  readonly topics: readonly string[];
  readonly ownedPartitions: readonly string[];
  readonly generationId: number;
}

/** The input of one assignment. */
export interface VectorGroup {
  readonly topics: Readonly<Record<string, number>>;
  readonly partitionRacks?: Readonly<Record<string, readonly string[]>>;
  readonly members: readonly VectorMember[];
}

/** Member id to partitions, written `topic-partition`. */
export type WrittenAssignment = Readonly<Record<string, readonly string[]>>;

/** Runs an assignor as the leader of the vector's group would. */
export function runAssignor(name: string, group: VectorGroup): WrittenAssignment {
  const members = group.members.map((member) => toGroupMember(name, member));
  const counts = new Map(Object.entries(group.topics));
  const assignment = newAssignor(name).assign(counts, members, readRacks(group));
  return writeAssignment(assignment);
}

/** The member as its own assignor makes it known to the leader: each by its own route. */
function toGroupMember(assignorName: string, member: VectorMember): GroupMember {
  const own = newAssignor(assignorName);
  const owned = member.ownedPartitions.map(parseTopicPartition);
  if (member.generationId !== -1) own.onAssignment(owned, member.generationId);
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId ?? null,
    subscription: {
      topics: member.topics,
      ownedPartitions: own.supportedProtocols.includes('COOPERATIVE') ? owned : [],
      generationId: member.generationId,
      rackId: member.rackId ?? null,
      userData: own.subscriptionUserData(member.topics),
    },
  };
}

function readRacks(group: VectorGroup): PartitionRacks | undefined {
  if (group.partitionRacks === undefined) return undefined;
  const entries = Object.entries(group.partitionRacks);
  return new Map(entries.map(([topic, racks]) => [topic, racks.map((text) => text.split(','))]));
}

/** The text form of an assignment. */
export function writeAssignment(
  assignment: ReadonlyMap<string, readonly TopicPartition[]>,
): WrittenAssignment {
  const written: Record<string, readonly string[]> = {};
  for (const [memberId, partitions] of assignment) {
    written[memberId] = partitions.map((tp) => formatTopicPartition(tp.topic, tp.partition));
  }
  return written;
}
