import type { EventOf, HistoryEvent, HistorySink } from '../../src/history/event.ts';

/** What a run has shown besides its verdicts, to tell which violations are lawful. */
export class RunWitness implements HistorySink {
  /** Consumers that run at present. */
  readonly alive = new Set<string>();
  /** Consumers that were started more than once. */
  readonly restarted = new Set<string>();
  /** Topics that got partitions in mid-run. */
  readonly grown = new Set<string>();
  /** Records that became dead letters, as `topic-partition@offset`. */
  readonly deadLettered = new Set<string>();
  /** Partitions of which a commit took the committed offset of a group back. */
  readonly takenBack = new Set<string>();
  /** Those of which a member of the group did it, by the generation it told. */
  readonly takenBackByMember = new Set<string>();
  /** How often a partition got another leader. */
  electionCount = 0;
  /** Request id to the producers that accepted it. */
  readonly acceptedBy = new Map<string, Set<string>>();
  private readonly started = new Set<string>();
  private readonly committed = new Map<string, number>();

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'Started':
        if (event.role !== 'consumer') return;
        if (this.started.has(event.process)) this.restarted.add(event.process);
        this.started.add(event.process);
        this.alive.add(event.process);
        return;
      case 'Stopped':
      case 'Crashed':
        this.alive.delete(event.process);
        return;
      case 'PartitionsAdded':
        this.grown.add(event.topic);
        return;
      case 'DeadLettered':
        this.deadLettered.add(`${event.topic}-${event.partition}@${event.offset}`);
        return;
      case 'LeaderElected':
        this.electionCount++;
        return;
      case 'OffsetStored':
        return this.onOffsetStored(event);
      case 'RequestAccepted': {
        const acceptors = this.acceptedBy.get(event.requestId);
        if (acceptors === undefined) this.acceptedBy.set(event.requestId, new Set([event.process]));
        else acceptors.add(event.process);
        return;
      }
      default:
        return;
    }
  }

  private onOffsetStored(event: EventOf<'OffsetStored'>): void {
    const name = `${event.topic}-${event.partition}`;
    const key = `${event.group} ${name}`;
    if (event.offset < (this.committed.get(key) ?? 0)) {
      this.takenBack.add(name);
      if (event.generation >= 0) this.takenBackByMember.add(name);
    }
    this.committed.set(key, event.offset);
  }
}
