import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { OffsetCommitRequest, OffsetFetchRequest } from '../../protocol/requests.ts';
import type { ConsumerGroup } from './consumerGroup.ts';
import { epochOf } from './partitionEpochs.ts';

/**
 * Who may commit in a KIP-848 group: a member in its present epoch; in an older one, only what it
 * has had since then (4.3; before, no older epoch at all); anybody without an epoch while the group
 * is Empty. One partition that may not be committed refuses the whole request. Mirrors
 * `ConsumerGroup.validateOffsetCommit`.
 */
export function validateConsumerCommit(
  group: ConsumerGroup,
  request: OffsetCommitRequest,
): ErrorCode {
  const { memberId, generationIdOrMemberEpoch: memberEpoch } = request;
  if (memberEpoch < 0 && group.state === 'Empty') return 'NONE';
  const member = group.members.get(memberId);
  if (member === undefined) return 'UNKNOWN_MEMBER_ID';
  if (memberEpoch === member.memberEpoch) return 'NONE';
  if (memberEpoch > member.memberEpoch) return 'STALE_MEMBER_EPOCH';
  for (const { topic, partition } of request.partitions) {
    const assignedAt =
      epochOf(member.assignedPartitions, topic, partition) ??
      epochOf(member.partitionsPendingRevocation, topic, partition);
    if (assignedAt === undefined || memberEpoch < assignedAt) return 'STALE_MEMBER_EPOCH';
  }
  return 'NONE';
}

/**
 * Who may ask for committed offsets: a member in its present epoch, or anybody who does not claim
 * to be one. Mirrors `ConsumerGroup.validateOffsetFetch`.
 */
export function validateConsumerFetch(
  group: ConsumerGroup,
  { memberId, memberEpoch }: OffsetFetchRequest,
): ErrorCode {
  if (memberId === '' && memberEpoch < 0) return 'NONE';
  const member = group.members.get(memberId);
  if (member === undefined) return 'UNKNOWN_MEMBER_ID';
  return memberEpoch === member.memberEpoch ? 'NONE' : 'STALE_MEMBER_EPOCH';
}
