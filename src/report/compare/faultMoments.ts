import type { EventOf, HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';

/** What a consumer was doing when a fault struck, from least to most delicate. */
export type WorkState =
  | 'not running'
  | 'standing still'
  | 'without a partition'
  | 'waiting for records'
  | 'with records in hand'
  | 'with an effect written and not committed';

/** The moment at which a fault took effect. */
export interface FaultMoment {
  readonly fault: number;
  readonly atUs: number;
  /** The process struck; '': none in particular. */
  readonly process: string;
  /** Of a consumer; null: the process is none. */
  readonly work: WorkState | null;
  readonly isRunning: boolean;
  /** Its group, or any if the process is no consumer, was rebalancing. */
  readonly isRebalancing: boolean;
}

const RESTING: ReadonlySet<string> = new Set(['Stable', 'Empty', 'Dead']);

/** How far a consumer is with a partition that it has. */
interface Progress {
  /** Next offsets; -1: none was seen. */
  polled: number;
  handled: number;
  effect: number;
  committed: number;
}

/** Follows what every process does, and notes it whenever a fault strikes. */
export class FaultMomentCollector implements HistorySink {
  private readonly groupOf = new Map<string, string>();
  private readonly states = new Map<string, string>();
  private readonly running = new Set<string>();
  private readonly paused = new Set<string>();
  /** Consumer to partition to progress. */
  private readonly progress = new Map<string, Map<string, Progress>>();
  private readonly moments: FaultMoment[] = [];

  constructor(header: HistoryHeader) {
    for (const { group, consumers } of header.groups) {
      for (const consumer of consumers) this.groupOf.set(consumer, group);
    }
  }

  onEvent(event: HistoryEvent): void {
    const { process } = event;
    switch (event.type) {
      case 'FaultInjected':
        this.moments.push(this.momentOf(event));
        return;
      case 'GroupStateChanged':
        this.states.set(event.group, event.to);
        return;
      case 'Started':
        this.running.add(process);
        return;
      case 'Crashed':
      case 'Stopped':
        this.running.delete(process);
        this.paused.delete(process);
        this.progress.delete(process);
        return;
      case 'Paused':
        this.paused.add(process);
        return;
      case 'Resumed':
        this.paused.delete(process);
        return;
      default:
        this.onWork(event);
    }
  }

  /** In order of time. */
  finish(): readonly FaultMoment[] {
    return this.moments;
  }

  private onWork(event: HistoryEvent): void {
    switch (event.type) {
      case 'Assigned':
        for (const at of event.partitions) this.progressOf(event.process, at);
        return;
      case 'Revoked':
      case 'Lost':
        for (const at of event.partitions)
          this.progress.get(event.process)?.delete(`${at.topic}\n${at.partition}`);
        return;
      case 'Polled': {
        const progress = this.progressOf(event.process, event);
        if (progress.polled < 0) progress.handled = event.startOffset;
        if (progress.committed < 0) progress.committed = event.startOffset;
        progress.polled = event.endOffset;
        return;
      }
      case 'HandlerEnded':
        if (event.outcome !== 'FAILED')
          this.progressOf(event.process, event).handled = event.offset + 1;
        return;
      case 'EffectCommitted':
        this.progressOf(event.process, event).effect = event.offset + 1;
        return;
      case 'Committed':
        this.progressOf(event.process, event).committed = event.offset;
        return;
      default:
        return;
    }
  }

  private progressOf(process: string, at: { topic: string; partition: number }): Progress {
    let ofProcess = this.progress.get(process);
    if (ofProcess === undefined) {
      ofProcess = new Map<string, Progress>();
      this.progress.set(process, ofProcess);
    }
    const key = `${at.topic}\n${at.partition}`;
    let progress = ofProcess.get(key);
    if (progress === undefined) {
      progress = { polled: -1, handled: -1, effect: -1, committed: -1 };
      ofProcess.set(key, progress);
    }
    return progress;
  }

  private momentOf({ fault, atUs, process }: EventOf<'FaultInjected'>): FaultMoment {
    const group = this.groupOf.get(process);
    const states = group === undefined ? [...this.states.values()] : [this.states.get(group) ?? ''];
    return {
      fault,
      atUs,
      process,
      work: group === undefined ? null : this.workOf(process),
      // Brokers run from the start without a word.
      isRunning: this.running.has(process) || group === undefined,
      isRebalancing: states.some((state) => state !== '' && !RESTING.has(state)),
    };
  }

  private workOf(process: string): WorkState {
    if (!this.running.has(process)) return 'not running';
    if (this.paused.has(process)) return 'standing still';
    const all = [...(this.progress.get(process)?.values() ?? [])];
    if (all.length === 0) return 'without a partition';
    if (all.some(({ effect, committed }) => effect > Math.max(committed, 0)))
      return 'with an effect written and not committed';
    const isBusy = all.some(({ polled, handled }) => polled > handled);
    return isBusy ? 'with records in hand' : 'waiting for records';
  }
}
