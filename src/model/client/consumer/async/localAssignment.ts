import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import { isSamePartitions } from './groupRequestAttempt.ts';

/**
 * An assignment, numbered as the member received it. Mirrors
 * `AbstractMembershipManager.LocalAssignment`: the same partitions given again after others are
 * another assignment, which must be acknowledged.
 */
export interface LocalAssignment {
  /** -1: none since the member joined. */
  readonly localEpoch: number;
  /** In order. */
  readonly partitions: readonly TopicPartition[];
}

/** Nothing has been assigned since the member joined. */
export const NO_ASSIGNMENT: LocalAssignment = { localEpoch: -1, partitions: [] };

/** True if both are the same assignment, not only the same partitions. */
export function isSameAssignment(a: LocalAssignment, b: LocalAssignment): boolean {
  return a.localEpoch === b.localEpoch && isSamePartitions(a.partitions, b.partitions);
}

/** What the coordinator assigned, after `before`. */
export function nextAssignment(
  before: LocalAssignment,
  partitions: readonly TopicPartition[],
): LocalAssignment {
  if (before.localEpoch !== -1 && isSamePartitions(before.partitions, partitions)) return before;
  return { localEpoch: before.localEpoch + 1, partitions };
}
