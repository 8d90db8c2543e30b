import type { ErrorCode } from '../../protocol/errorCode.ts';
import type { TopicPartition } from '../../protocol/topicPartition.ts';
import type { GroupCoordinatorContext } from '../groupCoordinatorContext.ts';
import { ConsumerGroup } from './consumerGroup.ts';
import type { ConsumerGroupRecord } from './consumerGroupRecord.ts';
import type { ConsumerGroupState } from './consumerGroupState.ts';
import { listPartitionSets } from './partitionEpochs.ts';

/**
 * Writes the records that were decided on, applies them to the group at once, and tells the
 * observer what has changed. The client is answered once the records are committed. Mirrors the
 * write operations of `CoordinatorRuntime`.
 */
export class ConsumerGroupWriter<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly assignmentOf: (partitions: readonly TopicPartition[]) => Assigned;
  private readonly onRebuilt: (group: ConsumerGroup) => void;

  /** `assignmentOf` makes an assignment as the observer wants it; `onRebuilt` sets timers anew. */
  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    assignmentOf: (partitions: readonly TopicPartition[]) => Assigned,
    onRebuilt: (group: ConsumerGroup) => void,
  ) {
    this.context = context;
    this.assignmentOf = assignmentOf;
    this.onRebuilt = onRebuilt;
  }

  /** `onResult` is called once: at once if there is nothing to write. */
  write(
    group: ConsumerGroup,
    records: readonly ConsumerGroupRecord[],
    reason: string,
    onResult: (error: ErrorCode) => void,
  ): void {
    if (records.length === 0) return onResult('NONE');
    this.apply(group, records, reason);
    this.context.writes.append(group.groupId, records, (error) => {
      // What was not written has not happened.
      if (error !== 'NONE') this.rebuild(group.groupId);
      onResult(error);
    });
  }

  private apply(
    group: ConsumerGroup,
    records: readonly ConsumerGroupRecord[],
    reason: string,
  ): void {
    const { groups, consumerGroups } = this.context;
    const isNew = !consumerGroups.has(group.groupId);
    let state: ConsumerGroupState | 'none' = isNew ? 'none' : group.state;
    if (isNew) {
      groups.delete(group.groupId);
      consumerGroups.set(group.groupId, group);
    }
    for (const record of records) {
      group.replay(record);
      if (record.type === 'ConsumerGroupTargetAssignmentMetadata') this.observeTarget(group);
      // Between the records of one member a group is in no state that anyone could see.
      if (isAboutMember(record)) continue;
      state = this.observeState(group, state, reason);
    }
    this.observeState(group, state, reason);
  }

  private observeState(
    group: ConsumerGroup,
    from: ConsumerGroupState | 'none',
    reason: string,
  ): ConsumerGroupState {
    const { state: to, groupId, groupEpoch } = group;
    if (to !== from)
      this.context.observer.onGroupStateChanged(groupId, from, to, groupEpoch, reason);
    return to;
  }

  private observeTarget(group: ConsumerGroup): void {
    const members = group.members.values().map(({ memberId, clientId }) => ({
      memberId,
      clientId,
      assignment: this.assignmentOf(listPartitionSets(group.targetOf(memberId))),
    }));
    const { groupId, assignmentEpoch } = group;
    this.context.observer.onAssignmentStored(groupId, assignmentEpoch, 'consumer', '', members);
  }

  private rebuild(groupId: string): void {
    const { consumerGroups, store, timers } = this.context;
    for (const { session, rebalance } of consumerGroups.get(groupId)?.timers.values() ?? []) {
      timers.cancel(session);
      timers.cancel(rebalance);
    }
    consumerGroups.delete(groupId);
    const records = store.consumerGroupRecords(groupId);
    if (records.length === 0) return;
    const group = new ConsumerGroup(groupId);
    for (const record of records) group.replay(record);
    consumerGroups.set(groupId, group);
    this.onRebuilt(group);
  }
}

function isAboutMember(record: ConsumerGroupRecord): boolean {
  return (
    record.type === 'ConsumerGroupMemberMetadata' ||
    record.type === 'ConsumerGroupCurrentMemberAssignment' ||
    record.type === 'ConsumerGroupTargetAssignmentMember'
  );
}
