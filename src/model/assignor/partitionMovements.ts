import { JavaHashMap, javaStringHashCode } from '../javaHashMapOrder.ts';
import type { TopicPartition } from '../protocol/topicPartition.ts';

/** A partition has moved from one member to another, perhaps over others in between. */
interface Movement {
  readonly fromMemberId: string;
  readonly toMemberId: string;
}

/** Partitions of one topic that moved between the same two members; iterates as Kafka's HashSet. */
type MovedPartitions = JavaHashMap<TopicPartition>;

/**
 * What has moved from whom to whom while the sticky assignor balances
 * (`AbstractStickyAssignor.PartitionMovements`). It spares needless moves: rather than send t-1
 * from B to A after t-0 went from A to B, t-0 is sent back.
 */
export class PartitionMovements {
  private readonly movements = new Map<TopicPartition, Movement>();
  /** Topic, then pair of members. A pair or topic without partitions is removed. */
  private readonly movedByTopic = new Map<string, Map<string, MovedPartitions>>();

  /** Notes a move. A partition that comes back to where it was at first has not moved. */
  record(tp: TopicPartition, fromMemberId: string, toMemberId: string): void {
    const earlier = this.movements.get(tp);
    if (earlier === undefined) {
      this.add(tp, { fromMemberId, toMemberId });
      return;
    }
    this.remove(tp, earlier);
    if (earlier.fromMemberId !== toMemberId) {
      this.add(tp, { fromMemberId: earlier.fromMemberId, toMemberId });
    }
  }

  /**
   * The partition to move in place of `tp`: one of the topic that went the other way, else `tp`.
   */
  partitionToMove(tp: TopicPartition, fromMemberId: string, toMemberId: string): TopicPartition {
    const byPair = this.movedByTopic.get(tp.topic);
    if (byPair === undefined) return tp;
    const origin = this.movements.get(tp)?.fromMemberId ?? fromMemberId;
    const reverse = byPair.get(pairKey({ fromMemberId: toMemberId, toMemberId: origin }));
    return reverse?.values()[0] ?? tp;
  }

  private add(tp: TopicPartition, movement: Movement): void {
    this.movements.set(tp, movement);
    let byPair = this.movedByTopic.get(tp.topic);
    if (byPair === undefined) {
      byPair = new Map();
      this.movedByTopic.set(tp.topic, byPair);
    }
    const key = pairKey(movement);
    let moved = byPair.get(key);
    if (moved === undefined) {
      moved = newMovedPartitions(tp.topic);
      byPair.set(key, moved);
    }
    moved.set(String(tp.partition), tp);
  }

  private remove(tp: TopicPartition, movement: Movement): void {
    this.movements.delete(tp);
    const byPair = this.movedByTopic.get(tp.topic)!;
    const key = pairKey(movement);
    const moved = byPair.get(key)!;
    moved.delete(String(tp.partition));
    if (moved.size === 0) byPair.delete(key);
    if (byPair.size === 0) this.movedByTopic.delete(tp.topic);
  }
}

/** Keyed by partition number, with the hash code of Java's `TopicPartition`. */
function newMovedPartitions(topic: string): MovedPartitions {
  const topicHash = javaStringHashCode(topic);
  return new JavaHashMap<TopicPartition>(
    undefined,
    (partition) => (Math.imul(31, 31 + Number(partition)) + topicHash) | 0,
  );
}

/** The length in front keeps ids apart that hold any separator. */
function pairKey(movement: Movement): string {
  return `${movement.fromMemberId.length} ${movement.fromMemberId} ${movement.toMemberId}`;
}
