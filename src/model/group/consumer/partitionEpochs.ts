import type { TopicPartition } from '../../protocol/topicPartition.ts';

/** Topic to partition to the epoch at which the partition was assigned. No empty topics. */
export type PartitionEpochs = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Topic to partition numbers. */
export type PartitionSets = ReadonlyMap<string, readonly number[]>;

/** Nothing. */
export const NO_PARTITIONS: PartitionEpochs = new Map();

/** The epoch at which the partition was assigned; undefined: it is not among them. */
export function epochOf(
  partitions: PartitionEpochs,
  topic: string,
  partition: number,
): number | undefined {
  return partitions.get(topic)?.get(partition);
}

/** True if one of the named partitions is among these. */
export function containsAny(
  partitions: PartitionEpochs,
  named: readonly TopicPartition[],
): boolean {
  return named.some(({ topic, partition }) => partitions.get(topic)?.has(partition) === true);
}

/** True if all of the named partitions are among these. */
export function containsAll(
  partitions: PartitionEpochs,
  named: readonly TopicPartition[],
): boolean {
  return named.every(({ topic, partition }) => partitions.get(topic)?.has(partition) === true);
}

/** True if both hold the same partitions, whatever their epochs. */
export function holdSamePartitions(a: PartitionEpochs, b: PartitionEpochs): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [topic, partitions] of a) {
    const others = b.get(topic);
    if (others === undefined || others.size !== partitions.size) return false;
    for (const partition of partitions.keys()) if (!others.has(partition)) return false;
  }
  return true;
}

/** True if both hold the same partitions, assigned at the same epochs. */
export function areEqual(a: PartitionEpochs, b: PartitionEpochs): boolean {
  if (a === b) return true;
  if (!holdSamePartitions(a, b)) return false;
  for (const [topic, partitions] of a) {
    for (const [partition, epoch] of partitions) {
      if (epochOf(b, topic, partition) !== epoch) return false;
    }
  }
  return true;
}

/** The same partitions, all assigned at this epoch. */
export function withEpoch(partitions: PartitionEpochs, epoch: number): PartitionEpochs {
  return new Map(
    [...partitions].map(([topic, byPartition]) => [
      topic,
      new Map([...byPartition.keys()].map((partition) => [partition, epoch])),
    ]),
  );
}

/** By topic name, then by number. */
export function listPartitions(partitions: PartitionEpochs): TopicPartition[] {
  return [...partitions.keys()]
    .sort()
    .flatMap((topic) =>
      [...partitions.get(topic)!.keys()]
        .sort((a, b) => a - b)
        .map((partition) => ({ topic, partition })),
    );
}

/** By topic name, then by number. */
export function listPartitionSets(partitions: PartitionSets): TopicPartition[] {
  return [...partitions.keys()]
    .sort()
    .flatMap((topic) => partitions.get(topic)!.map((partition) => ({ topic, partition })));
}

/** True if both hold the same partitions; numbers are in ascending order. */
export function areEqualSets(a: PartitionSets, b: PartitionSets): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [topic, partitions] of a) {
    const others = b.get(topic);
    if (others === undefined || others.length !== partitions.length) return false;
    if (partitions.some((partition, index) => partition !== others[index])) return false;
  }
  return true;
}
