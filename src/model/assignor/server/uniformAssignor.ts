import { HeterogeneousAssignment } from './heterogeneousAssignment.ts';
import { assignHomogeneous } from './homogeneousAssignment.ts';
import type { ServerAssignor, ServerGroupMember, TopicPartitionNumbers } from './serverAssignor.ts';

/**
 * The coordinator's `UniformAssignor`, the default: as even as can be, and members keep what they
 * had as far as that allows. Groups whose members all have the same topics take a simpler way.
 */
export class UniformAssignor implements ServerAssignor {
  readonly name = 'uniform';

  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly ServerGroupMember[],
  ): Map<string, TopicPartitionNumbers> {
    return isHomogeneous(members)
      ? assignHomogeneous(partitionCounts, members)
      : new HeterogeneousAssignment(partitionCounts, members).result();
  }
}

function isHomogeneous(members: readonly ServerGroupMember[]): boolean {
  const first = new Set(members[0]?.topics);
  return members.every(({ topics }) => {
    const mine = new Set(topics);
    return mine.size === first.size && topics.every((topic) => first.has(topic));
  });
}
