import type { EventOf, HistoryEvent } from '../../history/event.ts';

/** Counts, for each partition that groups read, the consumers that run and have it. */
export class OwnerCount {
  private readonly watched = new Set<string>();
  /** Consumer to what it has. */
  private readonly owned = new Map<string, Set<string>>();
  private readonly away = new Set<string>();

  /** Group to its consumers that run. */
  private readonly running = new Map<string, Set<string>>();

  /** From now on these partitions are to have an owner. */
  watch(group: string, topic: string, count: number): void {
    for (let partition = 0; partition < count; partition++) {
      this.watched.add(`${group}\n${topic}\n${partition}`);
    }
  }

  /** True if the consumer runs, does not stand still, and has partitions. */
  isOwner(consumer: string): boolean {
    return (this.owned.get(consumer)?.size ?? 0) > 0 && !this.away.has(consumer);
  }

  /** True if every partition of a group with a consumer that runs has exactly one that has it. */
  get isWhole(): boolean {
    const counts = new Map<string, number>();
    for (const [consumer, partitions] of this.owned) {
      if (this.away.has(consumer)) continue;
      for (const key of partitions) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...this.watched].every((key) => {
      const [group = ''] = key.split('\n');
      return (this.running.get(group)?.size ?? 0) === 0 || counts.get(key) === 1;
    });
  }

  /** True if it has changed who has what. */
  onEvent(event: HistoryEvent, members: ReadonlyMap<string, string>): boolean {
    switch (event.type) {
      case 'Assigned':
      case 'Revoked':
      case 'Lost':
        return this.onOwnership(event);
      case 'Started':
        this.runningOf(members.get(event.process) ?? '').add(event.process);
        return false;
      case 'Crashed':
      case 'Stopped':
        this.runningOf(members.get(event.process) ?? '').delete(event.process);
        this.owned.delete(event.process);
        this.away.delete(event.process);
        return false;
      case 'Paused':
        this.away.add(event.process);
        return false;
      case 'Resumed':
        this.away.delete(event.process);
        return false;
      case 'PartitionsAdded':
        for (const group of new Set(members.values())) {
          if (!this.watched.has(`${group}\n${event.topic}\n0`)) continue;
          this.watch(group, event.topic, event.after);
        }
        return false;
      default:
        return false;
    }
  }

  private runningOf(group: string): Set<string> {
    let running = this.running.get(group);
    if (running === undefined) this.running.set(group, (running = new Set<string>()));
    return running;
  }

  private onOwnership(event: EventOf<'Assigned' | 'Revoked' | 'Lost'>): boolean {
    const { process, group, partitions, type } = event;
    let owned = this.owned.get(process);
    if (owned === undefined) this.owned.set(process, (owned = new Set<string>()));
    for (const { topic, partition } of partitions) {
      const key = `${group}\n${topic}\n${partition}`;
      if (type === 'Assigned') owned.add(key);
      else owned.delete(key);
    }
    return partitions.length > 0;
  }
}
