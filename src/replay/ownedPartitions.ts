import type { EventPartition, HistoryEvent, HistorySink } from '../history/event.ts';

/** What each consumer believes to own, and how far it has read. */
export class OwnedPartitions implements HistorySink {
  /** Process to partition to position; -1: nothing was read yet. */
  private readonly owned = new Map<string, Map<string, number>>();

  onEvent(event: HistoryEvent): void {
    const { process } = event;
    switch (event.type) {
      case 'Started':
      case 'Crashed':
      case 'Stopped':
        return void this.owned.delete(process);
      case 'Assigned':
        for (const partition of event.partitions) this.of(process).set(keyOf(partition), -1);
        return;
      case 'Revoked':
      case 'Lost':
        for (const partition of event.partitions) this.of(process).delete(keyOf(partition));
        return;
      case 'Polled':
        return void this.of(process).set(keyOf(event), event.endOffset);
      default:
    }
  }

  /** How many partitions a consumer owns. */
  countOf(process: string): number {
    return this.owned.get(process)?.size ?? 0;
  }

  /** True if one of these consumers has read the partition up to there. */
  hasReadTo(processes: readonly string[], partition: EventPartition, endOffset: number): boolean {
    const key = keyOf(partition);
    return processes.some((process) => (this.owned.get(process)?.get(key) ?? -1) >= endOffset);
  }

  private of(process: string): Map<string, number> {
    let partitions = this.owned.get(process);
    if (partitions === undefined) {
      partitions = new Map();
      this.owned.set(process, partitions);
    }
    return partitions;
  }
}

function keyOf({ topic, partition }: EventPartition): string {
  return `${topic}-${partition}`;
}
