import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { SubscriptionState } from '../subscriptionState.ts';
import type { ConsumerMemberState } from './consumerMemberState.ts';
import type { GroupManagers } from './groupManagers.ts';
import type { LocalAssignment } from './localAssignment.ts';

/** The state of a consumer as a white-box test sees it. */
export interface AsyncConsumerSnapshot {
  readonly state: ConsumerMemberState;
  readonly epoch: number;
  readonly isCoordinatorKnown: boolean;
  readonly isReconciling: boolean;
  /** What the member last reconciled; null: nothing since it joined. */
  readonly owned: readonly TopicPartition[] | null;
  /** What the coordinator last assigned; null: nothing since it joined. */
  readonly target: readonly TopicPartition[] | null;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    /** null: none yet. */
    readonly position: number | null;
    readonly isFetchable: boolean;
    readonly isPendingRevocation: boolean;
    readonly isAwaitingCallback: boolean;
    readonly isPaused: boolean;
  }[];
}

/** Takes the state. `group` null: the consumer is in no group. */
export function newAsyncConsumerSnapshot(
  subscriptions: SubscriptionState,
  group: GroupManagers | null,
): AsyncConsumerSnapshot {
  const record = group?.membership.record ?? null;
  return {
    state: record?.state ?? 'UNSUBSCRIBED',
    epoch: record?.epoch ?? 0,
    isCoordinatorKnown: group !== null && group.coordinators.coordinator !== null,
    isReconciling: group?.membership.reconciler.isInProgress ?? false,
    owned: record === null ? null : partitionsOf(record.current),
    target: record === null ? null : partitionsOf(record.target),
    partitions: subscriptions.assigned.map((state) => ({
      topic: state.topic,
      partition: state.partition,
      position: state.positionOffset,
      isFetchable: subscriptions.isFetchable(state),
      isPendingRevocation: state.isPendingRevocation,
      isAwaitingCallback: state.isAwaitingCallback,
      isPaused: state.isPaused,
    })),
  };
}

function partitionsOf(assignment: LocalAssignment): readonly TopicPartition[] | null {
  return assignment.localEpoch === -1 ? null : assignment.partitions;
}
