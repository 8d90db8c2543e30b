import { CoordinatorTimer } from '../coordinatorTimers.ts';
import type { GroupCoordinatorContext } from '../groupCoordinatorContext.ts';
import type { MemberRemovalReason } from '../groupObserver.ts';
import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { ConsumerGroup, MemberTimers } from './consumerGroup.ts';
import type { ConsumerGroupMember } from './consumerGroupMember.ts';
import { LEAVE_GROUP_STATIC_MEMBER_EPOCH } from './consumerGroupMember.ts';
import { newCurrentAssignmentRecord, newMemberTombstones } from './consumerGroupRecord.ts';
import type { ConsumerGroupWriter } from './consumerGroupWriter.ts';
import { NO_PARTITIONS, withEpoch } from './partitionEpochs.ts';
import { metadataHashOf } from './targetAssignment.ts';

/**
 * How members of a KIP-848 group go: by leaving, at the end of their session, or because they do
 * not give partitions back in time. Their partitions are free at once; the new target assignment
 * comes with the next heartbeat of somebody else. Mirrors `consumerGroupFenceMembers`,
 * `consumerGroupStaticMemberGroupLeave` and the timers of `GroupMetadataManager`.
 */
export class ConsumerGroupRemoval<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly writer: ConsumerGroupWriter<Metadata, Assigned>;

  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    writer: ConsumerGroupWriter<Metadata, Assigned>,
  ) {
    this.context = context;
    this.writer = writer;
  }

  /** The member has shown that it lives. */
  renewSession(group: ConsumerGroup, memberId: string): void {
    const { timers, config } = this.context;
    timers.schedule(this.timersOf(group, memberId).session, config.consumerSessionTimeoutUs);
  }

  /** The member has partitions to give back, and this long to do it. */
  startRevocation(group: ConsumerGroup, member: ConsumerGroupMember): void {
    const { rebalance } = this.timersOf(group, member.memberId);
    this.context.timers.schedule(rebalance, member.rebalanceTimeoutMs * 1000);
  }

  /** The member has given back what it had to. */
  endRevocation(group: ConsumerGroup, memberId: string): void {
    this.context.timers.cancel(this.timersOf(group, memberId).rebalance);
  }

  /** The member is gone, or another one has taken its place: its timers go. */
  cancelTimers(group: ConsumerGroup, memberId: string): void {
    const own = group.timers.get(memberId);
    if (own === undefined) return;
    this.context.timers.cancel(own.session);
    this.context.timers.cancel(own.rebalance);
    group.timers.delete(memberId);
  }

  /** A coordinator that takes over: sessions start anew, and so do revocations under way. */
  startTimers(group: ConsumerGroup): void {
    for (const member of group.members.values()) {
      this.renewSession(group, member.memberId);
      if (member.state === 'UNREVOKED_PARTITIONS') this.startRevocation(group, member);
    }
  }

  /** Takes the member out of the group, which bumps the group epoch. */
  remove(
    group: ConsumerGroup,
    member: ConsumerGroupMember,
    reason: MemberRemovalReason,
    onResult: (error: ErrorCode) => void,
  ): void {
    const { groupId } = group;
    const { memberId, clientId } = member;
    this.cancelTimers(group, memberId);
    const remaining = { ...member, subscribedTopicNames: [] };
    const topics = group.subscribedTopics(remaining);
    const metadataHash = metadataHashOf(topics, this.context.partitionCountOf);
    this.context.observer.onMemberRemoved(groupId, memberId, clientId, reason, '');
    const records = [
      ...newMemberTombstones(groupId, memberId),
      {
        type: 'ConsumerGroupMetadata',
        groupId,
        value: { epoch: group.groupEpoch + 1, metadataHash },
      } as const,
    ];
    this.writer.write(group, records, `${clientId}: ${reason}`, onResult);
  }

  /**
   * A static member says that it will be back: it keeps its partitions until the end of its
   * session, except those that it had to give back.
   */
  leaveForAWhile(
    group: ConsumerGroup,
    member: ConsumerGroupMember,
    onResult: (error: ErrorCode) => void,
  ): void {
    this.endRevocation(group, member.memberId);
    const leaving: ConsumerGroupMember = {
      ...member,
      memberEpoch: LEAVE_GROUP_STATIC_MEMBER_EPOCH,
      assignedPartitions: withEpoch(member.assignedPartitions, 0),
      partitionsPendingRevocation: NO_PARTITIONS,
    };
    const record = newCurrentAssignmentRecord(group.groupId, leaving);
    this.writer.write(group, [record], `${member.clientId} leaves for a while`, onResult);
  }

  private timersOf(group: ConsumerGroup, memberId: string): MemberTimers {
    let own = group.timers.get(memberId);
    if (own === undefined) {
      own = {
        session: new CoordinatorTimer(() => this.onExpired(group, memberId, 'session expired')),
        rebalance: new CoordinatorTimer(() =>
          this.onExpired(group, memberId, 'did not give partitions back in time'),
        ),
      };
      group.timers.set(memberId, own);
    }
    return own;
  }

  private onExpired(group: ConsumerGroup, memberId: string, reason: MemberRemovalReason): void {
    const member = group.members.get(memberId);
    if (member === undefined) return;
    // A write that fails leaves the member in the group, and its session starts anew.
    this.remove(group, member, reason, () => undefined);
  }
}
