import type { ClassicGroup } from './classicGroup.ts';
import type { CoordinatorRecord, OffsetCommitValue } from './coordinatorRecord.ts';
import type { GroupStore } from './groupStore.ts';

/**
 * What a check found: tombstones to write, and whether the group has no offsets left after them.
 */
export interface ExpiredOffsets {
  readonly tombstones: readonly CoordinatorRecord<never, never>[];
  readonly isWithoutOffsets: boolean;
}

/**
 * The offsets of a group that have expired at `nowMs`, after offsets.retention.minutes. Mirrors
 * `OffsetMetadataManager.cleanupExpiredOffsets` and `ClassicGroup.offsetExpirationCondition`.
 *
 * - A group that never had members: an offset expires that long after its commit.
 * - Empty: all expire that long after the group became empty.
 * - Stable, with known subscriptions: offsets of topics no longer subscribed, that long after the
 *   commit.
 * - During a rebalance, or with another protocol type than `consumer`: none.
 */
export function computeExpiredOffsets<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  store: GroupStore<Metadata, Assigned>,
  nowMs: number,
  retentionMs: number,
): ExpiredOffsets {
  const tombstones: CoordinatorRecord<never, never>[] = [];
  const offsets = store.offsets(group.groupId);
  if (offsets === undefined) return { tombstones, isWithoutOffsets: true };
  let isWithoutOffsets = true;
  for (const [topic, byPartition] of offsets) {
    const isSubscribed = isSubscribedTo(group, topic);
    for (const [partition, value] of byPartition) {
      const baseMs = expiryBaseMs(group, value);
      if (!isSubscribed && baseMs !== null && nowMs - baseMs >= retentionMs) {
        const { groupId } = group;
        tombstones.push({ type: 'OffsetCommit', groupId, topic, partition, value: null });
      } else {
        isWithoutOffsets = false;
      }
    }
  }
  return { tombstones, isWithoutOffsets };
}

/** From when the retention of an offset counts, in ms; null: it does not expire in this state. */
function expiryBaseMs<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  value: OffsetCommitValue,
): number | null {
  if (group.protocolType === null) return value.commitTimestampMs;
  if (group.state === 'Empty') {
    const emptySinceMs = group.currentStateTimestampMs;
    return emptySinceMs < 0 ? value.commitTimestampMs : emptySinceMs;
  }
  const isAware = group.protocolType === 'consumer' && group.subscribedTopics !== null;
  return isAware && group.state === 'Stable' ? value.commitTimestampMs : null;
}

/** A consumer group whose subscriptions cannot be read counts as subscribed to everything. */
function isSubscribedTo<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  topic: string,
): boolean {
  return group.subscribedTopics?.has(topic) ?? group.protocolType === 'consumer';
}
