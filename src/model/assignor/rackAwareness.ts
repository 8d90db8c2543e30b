import type { PartitionRacks } from './assignor.ts';

const NO_RACKS: readonly string[] = [];

/** The racks of one partition's replicas; none if unknown. */
export function racksOf(
  partitionRacks: PartitionRacks | undefined,
  topic: string,
  partition: number,
): readonly string[] {
  return partitionRacks?.get(topic)?.[partition] ?? NO_RACKS;
}

/**
 * Whether racks are worth matching (`AbstractPartitionAssignor.useRackAwareAssignment`): some
 * consumer shares a rack with some partition, and not every partition is on every rack.
 */
export function useRackAwareAssignment(
  consumerRacks: ReadonlySet<string>,
  racksPerPartition: readonly (readonly string[])[],
): boolean {
  const allRacks = new Set(racksPerPartition.flat());
  if (![...consumerRacks].some((rack) => allRacks.has(rack))) return false;
  return racksPerPartition.some((racks) => new Set(racks).size !== allRacks.size);
}
