/** One member of a KIP-848 group, as the coordinator hands it to an assignor. */
export interface ServerGroupMember {
  readonly memberId: string;
  /** null: dynamic member. */
  readonly instanceId: string | null;
  readonly topics: readonly string[];
  /** Its part of the present target assignment. */
  readonly assigned: TopicPartitionNumbers;
}

/** Topic to partition numbers, ascending. */
export type TopicPartitionNumbers = ReadonlyMap<string, readonly number[]>;

/**
 * An assignor of the group coordinator (`ConsumerGroupPartitionAssignor`): it computes the target
 * assignment of a whole group, and members are led there step by step.
 *
 * The order of `members` and that of the topics in `partitionCounts` decide ties. Kafka iterates
 * over HashMaps of member ids and of topic ids; the caller fixes the order, or emulates it with a
 * `JavaHashMap`.
 *
 * Simplified: sets of partition numbers are in ascending order. Kafka's HashSets are too, unless a
 * number is beyond the size of the table (at least 16).
 *
 * Simplified: topics and partitions that `partitionCounts` does not have are skipped. Kafka throws
 * a PartitionAssignorException, but its coordinator never hands such topics on.
 */
export interface ServerAssignor {
  /** The name in `group.remote.assignor`. */
  readonly name: 'uniform' | 'range';
  /** Member id to partitions, with an entry for every member, in the order of `members`. */
  assign(
    partitionCounts: ReadonlyMap<string, number>,
    members: readonly ServerGroupMember[],
  ): Map<string, TopicPartitionNumbers>;
}
