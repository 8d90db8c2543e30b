import type { HistoryEvent } from '../../history/event.ts';

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

/** Rebalances, pauses, crashes and faults of a run, in order. */
export function runMarks(all: Iterable<HistoryEvent>): RunMarks {
  const events = [...all];
  const endUs = events.at(-1)?.atUs ?? 0;
  return {
    rebalances: rebalanceMarks(events, endUs),
    pauses: pauseMarks(events, endUs),
    moments: events.map(momentOf).filter((mark) => mark !== null),
    endUs,
  };
}

/** States in which members of a group wait for an assignment: classic and KIP-848 groups. */
const UNSTABLE: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

function rebalanceMarks(events: Iterable<HistoryEvent>, endUs: number): RebalanceMark[] {
  const marks: RebalanceMark[] = [];
  const open = new Map<string, { startUs: number; reason: string; generation: number }>();
  for (const event of events) {
    if (event.type !== 'GroupStateChanged') continue;
    const { group, to, atUs, reason, generation } = event;
    const begun = open.get(group);
    if (UNSTABLE.has(to)) {
      if (begun === undefined) open.set(group, { startUs: atUs, reason, generation });
      else begun.generation = generation;
    } else if (begun !== undefined) {
      open.delete(group);
      marks.push({ group, startUs: begun.startUs, endUs: atUs, generation, reason: begun.reason });
    }
  }
  for (const [group, begun] of open) marks.push({ group, endUs, ...begun });
  return marks.sort((a, b) => a.startUs - b.startUs);
}

function pauseMarks(events: Iterable<HistoryEvent>, endUs: number): PauseMark[] {
  const marks: PauseMark[] = [];
  const since = new Map<string, number>();
  const finish = (process: string, atUs: number): void => {
    const startUs = since.get(process);
    if (startUs === undefined) return;
    since.delete(process);
    marks.push({ process, startUs, endUs: atUs });
  };
  for (const event of events) {
    if (event.type === 'Paused') since.set(event.process, event.atUs);
    else if (event.type === 'Resumed' || event.type === 'Crashed')
      finish(event.process, event.atUs);
  }
  for (const process of [...since.keys()]) finish(process, endUs);
  return marks.sort((a, b) => a.startUs - b.startUs);
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
