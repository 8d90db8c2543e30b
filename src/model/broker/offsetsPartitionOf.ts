import { javaStringHashCode } from '../javaHashMapOrder.ts';

/** The partition of `__consumer_offsets` that a group belongs to (`GroupCoordinatorService`). */
export function offsetsPartitionOf(groupId: string, partitionCount: number): number {
  const hash = javaStringHashCode(groupId);
  // Kafka's Utils.abs: the one integer without a positive counterpart becomes 0.
  const positive = hash === -2147483648 ? 0 : Math.abs(hash);
  return positive % partitionCount;
}
