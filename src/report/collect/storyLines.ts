import type {
  EventOf,
  EventPartition,
  HistoryEvent,
  HistoryEventType,
  HistorySink,
} from '../../history/event.ts';
import type { BackendDetail } from './backendDetail.ts';
import { joinWords, nameOffset, namePartitions } from '../text/nameRecords.ts';

/** One plain sentence of what happened. */
export interface StoryLine {
  readonly atUs: number;
  readonly process: string;
  readonly text: string;
  /** 1: the turning points of the run; 3: may be left out first. */
  readonly rank: 1 | 2 | 3;
}

/** A story, and how many lines were left out to keep it short. */
export interface Story {
  readonly lines: readonly StoryLine[];
  readonly leftOut: number;
}

/** The lines of a story, at most `maxLines`: the least important are left out first. */
export function shortStory(lines: readonly StoryLine[], maxLines = 40): Story {
  let kept = lines;
  for (const rank of [3, 2] as const) {
    if (kept.length > maxLines) kept = kept.filter((line) => line.rank < rank);
  }
  // The beginning and the end say most: a long middle is cut.
  if (kept.length > maxLines) {
    const head = Math.ceil(maxLines / 2);
    kept = [...kept.slice(0, head), ...kept.slice(kept.length - (maxLines - head))];
  }
  return { lines: kept, leftOut: lines.length - kept.length };
}

/** A member id is the client's name and a UUID: in a sentence the name says enough. */
const MEMBER_ID = /(\S+?)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

type Teller = { readonly [T in HistoryEventType]?: (event: EventOf<T>) => void };

/** Tells what a run was like, in plain sentences. */
export class StoryTeller implements HistorySink {
  private readonly lines: StoryLine[] = [];
  private readonly coordinatorTells: boolean;
  /** KIP-848: what the coordinator stores is a target; members tell when they are there. */
  private readonly targetGroups = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly crashed = new Set<string>();
  private submitted = 0;
  /** Who starts in the last line; null: it tells of something else. */
  private starters: { readonly atUs: number; readonly names: readonly string[] } | null = null;
  /** Lines about in-sync replicas, by what they say and when. */
  private readonly inSync = new Map<
    string,
    { readonly at: number; partitions: EventPartition[] }
  >();

  constructor(detail: BackendDetail) {
    this.coordinatorTells = detail.assignments;
  }

  onEvent(event: HistoryEvent): void {
    const tell = this.tellers[event.type] as ((event: HistoryEvent) => void) | undefined;
    tell?.(event);
  }

  /** Everything, in order of time. */
  finish(): readonly StoryLine[] {
    return this.lines;
  }

  private say(event: HistoryEvent, rank: StoryLine['rank'], text: string): void {
    const { atUs, process } = event;
    this.starters = null;
    this.lines.push({ atUs, process, text: text.replace(MEMBER_ID, '$1'), rank });
  }

  /** True at the first call with these words. */
  private isFirst(...words: readonly (string | number)[]): boolean {
    const key = words.join('\n');
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  private readonly tellers: Teller = {
    Started: (event) => {
      const again = this.crashed.delete(event.process);
      if (again) this.say(event, 1, `${event.process} is started again.`);
      else if (event.role === 'consumer') this.tellStart(event);
    },
    Stopped: (event) => this.say(event, 2, `${event.process} ends in good order.`),
    Crashed: (event) => {
      this.crashed.add(event.process);
      this.say(event, 1, `${event.process} crashes: nothing it had in hand is finished.`);
    },
    Paused: (event) => this.say(event, 1, `${event.process} stands still (as in a long GC).`),
    Resumed: (event) =>
      this.say(event, 1, `${event.process} goes on, as if no time had passed for it.`),
    FaultInjected: (event) => this.say(event, 2, `Fault ${event.fault}: ${event.text}.`),
    PartitionsAdded: (event) => {
      const { topic, before, after } = event;
      this.say(event, 1, `${topic} grows from ${before} to ${after} partitions: keys may move.`);
    },
    RequestSubmitted: (event) => {
      this.submitted++;
      if (this.submitted === 1) this.say(event, 2, 'The first request reaches the service.');
    },
    QuietPhaseStarted: (event) => {
      // A fault at a point of the work may still strike while what is left drains.
      const sent =
        this.submitted === 0 ? 'Everything is sent' : `All ${this.submitted} requests are sent`;
      this.say(event, 2, `${sent} and no fault is due any more; what is left must drain.`);
    },
    RunEnded: (event) => this.say(event, 2, ENDINGS[event.reason]),
    GroupStateChanged: (event) => {
      if (event.to !== 'PreparingRebalance') return;
      const why = event.reason === '' ? '' : `: ${event.reason}`;
      this.say(event, 2, `${event.group} prepares to rebalance${why}.`);
    },
    MemberRemoved: (event) =>
      this.say(
        event,
        1,
        `The coordinator removes ${event.client} from ${event.group}: ${event.reason}.`,
      ),
    AssignmentStored: (event) => this.tellAssignment(event),
    Assigned: (event) => {
      const isTold = this.coordinatorTells && !this.targetGroups.has(event.group);
      if (isTold || event.partitions.length === 0) return;
      this.say(event, 2, `${event.process} gets ${namePartitions(event.partitions)}.`);
    },
    Revoked: (event) => {
      if (event.partitions.length === 0) return;
      this.say(event, 3, `${event.process} gives back ${namePartitions(event.partitions)}.`);
    },
    Lost: (event) => {
      if (event.partitions.length === 0) return;
      this.say(
        event,
        1,
        `${event.process} learns that it has lost ${namePartitions(event.partitions)}.`,
      );
    },
    CommitRefused: (event) => {
      const at = nameOffset(event.topic, event.partition, event.offset);
      if (!this.isFirst('refused', event.process, event.error, event.topic, event.partition))
        return;
      this.say(event, 1, `${event.process}'s commit of ${at} is refused: ${event.error}.`);
    },
    IsrChanged: (event) => this.tellIsr(event),
    LeaderElected: (event) => {
      const who = event.leaderId < 0 ? 'has no leader' : `is led by broker-${event.leaderId}`;
      const at = `${event.topic}-${event.partition}`;
      this.say(event, 2, `${at} ${who} now (leader epoch ${event.leaderEpoch}).`);
    },
    EffectCommitted: (event) => {
      if (
        event.stockAfter === 0 &&
        event.deducted > 0 &&
        this.isFirst('sold out', event.couponId)
      ) {
        this.say(
          event,
          1,
          `Coupon ${event.couponId} is sold out: ${event.process} issues the last one.`,
        );
      }
    },
    DeadLettered: (event) => {
      const at = nameOffset(event.topic, event.partition, event.offset);
      this.say(event, 2, `${event.process} puts ${at} aside as a dead letter: ${event.reason}.`);
    },
  };

  /** Those that start at one moment start in one sentence. */
  private tellStart(event: EventOf<'Started'>): void {
    const { atUs, process } = event;
    const former = this.starters?.atUs === atUs ? this.starters.names : [];
    if (former.length > 0) this.lines.pop();
    const names = [...former, process];
    this.say(event, 2, `${joinWords(names)} ${names.length === 1 ? 'starts' : 'start'}.`);
    this.starters = { atUs, names };
  }

  /** Partitions that have the same replicas in sync from one moment on share a sentence. */
  private tellIsr(event: EventOf<'IsrChanged'>): void {
    const { atUs, topic, partition } = event;
    const isr = [...event.isr].sort((a, b) => a - b);
    const key = `${atUs} ${isr.join()}`;
    let told = this.inSync.get(key);
    if (told === undefined) {
      told = { at: this.lines.length, partitions: [] };
      this.inSync.set(key, told);
      this.say(event, 2, '');
    }
    told.partitions.push({ topic, partition });
    const who = isr.length === 0 ? 'none' : joinWords(isr.map((id) => `broker-${id}`));
    const text = `In-sync replicas of ${namePartitions(told.partitions)}: ${who}.`;
    this.lines[told.at] = { ...this.lines[told.at]!, text };
  }

  private tellAssignment(event: EventOf<'AssignmentStored'>): void {
    // Without a leader the coordinator has made it: a target, which members reach one by one.
    const isTarget = event.leader === '';
    if (isTarget) this.targetGroups.add(event.group);
    const verb = isTarget ? 'is to get' : 'gets';
    const shares = event.members.map(
      ({ client, partitions }) => `${client} ${verb} ${shareOf(partitions)}`,
    );
    const told = shares.length === 0 ? 'nobody is left' : shares.join(', ');
    const name = isTarget ? 'Group epoch' : 'Generation';
    this.say(event, 1, `${name} ${event.generation} of ${event.group}: ${told}.`);
  }
}

const ENDINGS: Readonly<Record<EventOf<'RunEnded'>['reason'], string>> = {
  drained: 'Everything is handled and committed: the run ends.',
  deadline: 'The time for draining is over with work left: the run ends.',
  interrupted: 'The run is interrupted.',
};

function shareOf(partitions: readonly EventPartition[]): string {
  return partitions.length === 0 ? 'nothing' : namePartitions(partitions);
}
