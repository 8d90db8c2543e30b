import type { HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
import type { BackendDetail } from './backendDetail.ts';
import type { SeriesPoint } from './couponSeries.ts';
import { ThinningList } from './thinningList.ts';

/** The lag of a group on a partition from `atUs` on. */
export interface LagStep {
  readonly atUs: number;
  readonly lag: number;
}

/** The lag of a group on one partition over a run. */
export interface PartitionLag {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Each change; where there were too many, neighbours as one, with the highest lag of them. */
  readonly steps: readonly LagStep[];
  readonly highest: number;
  /** How many changes are one step; 1: none was left out. */
  readonly changesAStep: number;
  /** The committed offset over time; thinned out where there are many. */
  readonly commits: readonly SeriesPoint[];
}

/** More steps of one partition than this are made one with their neighbours. */
const MOST_STEPS = 2000;

/**
 * Collects lag over time: log end offset minus committed offset. A partition without a commit
 * counts from offset 0.
 */
export class LagCollector implements HistorySink {
  private readonly header: HistoryHeader;
  private readonly commitType: 'OffsetStored' | 'Committed';
  private readonly appendType: 'RecordsAppended' | 'Produced';
  private readonly tracks = new Map<string, LagTrack>();

  constructor(header: HistoryHeader, detail: BackendDetail) {
    this.header = header;
    this.commitType = detail.storedOffsets ? 'OffsetStored' : 'Committed';
    this.appendType = detail.appends ? 'RecordsAppended' : 'Produced';
    for (const { topic, partitions } of header.topics) {
      for (let partition = 0; partition < partitions; partition++) {
        for (const group of this.readersOf(topic)) this.trackOf(group, topic, partition, 0);
      }
    }
  }

  onEvent(event: HistoryEvent): void {
    const { type, atUs } = event;
    if (type === 'Produced' || type === 'RecordsAppended') {
      if (type !== this.appendType) return;
      const end = type === 'Produced' ? event.offset + 1 : event.baseOffset + event.count;
      for (const group of this.readersOf(event.topic)) {
        this.trackOf(group, event.topic, event.partition, atUs).onEnd(end, atUs);
      }
    } else if (type === 'OffsetStored' || type === 'Committed') {
      if (type !== this.commitType) return;
      const { group, topic, partition, offset } = event;
      this.trackOf(group, topic, partition, atUs).onCommit(offset, atUs);
    } else if (type === 'PartitionsAdded') {
      for (const group of this.readersOf(event.topic)) {
        for (let partition = event.before; partition < event.after; partition++) {
          this.trackOf(group, event.topic, partition, atUs);
        }
      }
    }
  }

  /** In order of the header, then of appearance. */
  finish(): readonly PartitionLag[] {
    return [...this.tracks.values()].map((track) => track.finish());
  }

  private readersOf(topic: string): readonly string[] {
    return this.header.groups
      .filter(({ topics }) => topics.includes(topic))
      .map(({ group }) => group);
  }

  private trackOf(group: string, topic: string, partition: number, atUs: number): LagTrack {
    const key = `${group}\n${topic}\n${partition}`;
    let track = this.tracks.get(key);
    if (track === undefined) {
      track = new LagTrack({ group, topic, partition }, atUs);
      this.tracks.set(key, track);
    }
    return track;
  }
}

type LagPlace = Pick<PartitionLag, 'group' | 'topic' | 'partition'>;

/** Where there are too many changes, `changesAStep` of them in a row become one step. */
class LagTrack {
  private readonly at: LagPlace;
  private endOffset = 0;
  private committedOffset = 0;
  private steps: { atUs: number; lag: number }[];
  private lag = 0;
  private highest = 0;
  private changesAStep = 1;
  private inLastStep = 1;
  private readonly commits = new ThinningList<SeriesPoint>(MOST_STEPS);
  private lastCommit: SeriesPoint | null = null;

  constructor(at: LagPlace, atUs: number) {
    this.at = at;
    this.steps = [{ atUs, lag: 0 }];
  }

  onEnd(endOffset: number, atUs: number): void {
    this.endOffset = Math.max(this.endOffset, endOffset);
    this.change(atUs);
  }

  onCommit(offset: number, atUs: number): void {
    this.committedOffset = offset;
    this.lastCommit = { atUs, value: offset };
    this.commits.push(this.lastCommit);
    this.change(atUs);
  }

  finish(): PartitionLag {
    const { steps, highest, changesAStep, lastCommit } = this;
    const kept = this.commits.items;
    const isLastKept = lastCommit === null || kept.at(-1) === lastCommit;
    const commits = isLastKept ? kept : [...kept, lastCommit];
    return { ...this.at, steps, highest, changesAStep, commits };
  }

  private change(atUs: number): void {
    const lag = Math.max(0, this.endOffset - this.committedOffset);
    if (lag === this.lag) return;
    this.lag = lag;
    this.highest = Math.max(this.highest, lag);
    if (this.inLastStep < this.changesAStep) {
      this.inLastStep++;
      const last = this.steps.at(-1)!;
      last.lag = Math.max(last.lag, lag);
      return;
    }
    if (this.steps.length === MOST_STEPS) this.mergePairs();
    this.steps.push({ atUs, lag });
    this.inLastStep = 1;
  }

  private mergePairs(): void {
    const { steps } = this;
    this.steps = steps
      .filter((_, index) => index % 2 === 0)
      .map(({ atUs, lag }, index) => ({ atUs, lag: Math.max(lag, steps[2 * index + 1]!.lag) }));
    this.changesAStep *= 2;
  }
}
