import type { EventOf, HistoryEvent, HistorySink } from '../../history/event.ts';

/** A time in which a group had no stable assignment. */
export interface RebalanceMark {
  readonly group: string;
  readonly startUs: number;
  readonly endUs: number;
  /** Generation that came out of it; -1 if not known. */
  readonly generation: number;
  readonly reason: string;
}

/** A time in which a process stood still. */
export interface PauseMark {
  readonly process: string;
  readonly startUs: number;
  readonly endUs: number;
}

/** Something that happened at one moment. */
export interface MomentMark {
  readonly kind: 'crash' | 'start' | 'stop' | 'fault' | 'partitions added' | 'quiet';
  readonly process: string;
  readonly atUs: number;
  readonly text: string;
}

/** What the time axis of every chart shows beside its data. */
export interface RunMarks {
  readonly rebalances: readonly RebalanceMark[];
  readonly pauses: readonly PauseMark[];
  readonly moments: readonly MomentMark[];
  readonly endUs: number;
}

/** States in which members of a group wait for an assignment: classic and KIP-848 groups. */
const UNSTABLE: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

/** Collects rebalances, pauses, crashes and faults of a run. */
export class MarkCollector implements HistorySink {
  private readonly rebalances: RebalanceMark[] = [];
  private readonly pauses: PauseMark[] = [];
  private readonly moments: MomentMark[] = [];
  private readonly unstable = new Map<string, Omit<RebalanceMark, 'endUs'>>();
  private readonly pausedUs = new Map<string, number>();
  private endUs = 0;

  onEvent(event: HistoryEvent): void {
    this.endUs = event.atUs;
    if (event.type === 'GroupStateChanged') this.onGroupState(event);
    else if (event.type === 'Paused') this.pausedUs.set(event.process, event.atUs);
    else if (event.type === 'Resumed' || event.type === 'Crashed') this.resume(event.process);
    const moment = momentOf(event);
    if (moment !== null) this.moments.push(moment);
  }

  /** Each kind in order of time. */
  finish(): RunMarks {
    const { endUs } = this;
    for (const begun of this.unstable.values()) this.rebalances.push({ ...begun, endUs });
    for (const process of [...this.pausedUs.keys()]) this.resume(process);
    return {
      rebalances: this.rebalances.sort((a, b) => a.startUs - b.startUs),
      pauses: this.pauses.sort((a, b) => a.startUs - b.startUs),
      moments: this.moments,
      endUs,
    };
  }

  private onGroupState(event: EventOf<'GroupStateChanged'>): void {
    const { group, to, atUs, reason, generation } = event;
    const begun = this.unstable.get(group);
    if (UNSTABLE.has(to)) {
      const { startUs, reason: why } = begun ?? { startUs: atUs, reason };
      this.unstable.set(group, { group, startUs, generation, reason: why });
    } else if (begun !== undefined) {
      this.unstable.delete(group);
      this.rebalances.push({ ...begun, endUs: atUs, generation });
    }
  }

  private resume(process: string): void {
    const startUs = this.pausedUs.get(process);
    if (startUs === undefined) return;
    this.pausedUs.delete(process);
    this.pauses.push({ process, startUs, endUs: this.endUs });
  }
}

function momentOf(event: HistoryEvent): MomentMark | null {
  const { atUs, process } = event;
  const mark = (kind: MomentMark['kind'], text: string): MomentMark => ({
    kind,
    process,
    atUs,
    text,
  });
  if (event.type === 'Crashed') return mark('crash', `${process} crashes`);
  if (event.type === 'Started') return mark('start', `${process} starts`);
  if (event.type === 'Stopped') return mark('stop', `${process} stops`);
  if (event.type === 'FaultInjected') return mark('fault', event.text);
  if (event.type === 'PartitionsAdded') {
    const { topic, before, after } = event;
    return mark('partitions added', `${topic} grows from ${before} to ${after} partitions`);
  }
  if (event.type === 'QuietPhaseStarted') return mark('quiet', 'workload and faults are over');
  return null;
}
