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
  /** Each change; where there were too many, the highest and the last lag of each slice of time. */
  readonly steps: readonly LagStep[];
  readonly highest: number;
  /** Length of a slice, in microseconds; 1: no change was left out. */
  readonly sliceUs: number;
  /** The committed offset over time; thinned out where there are many. */
  readonly commits: readonly SeriesPoint[];
}

/** Never more steps of one partition than this. */
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

/**
 * The changes of one lag. Where there are too many, time is cut into slices: of each slice the
 * highest lag is kept, and the last one, which holds until the next slice.
 */
class LagTrack {
  private readonly at: LagPlace;
  private readonly commits = new ThinningList<SeriesPoint>(MOST_STEPS);
  private endOffset = 0;
  private committedOffset = 0;
  private steps: LagStep[];
  private lag = 0;
  private highest = 0;
  private sliceUs = 1;
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
    const { steps, highest, sliceUs, lastCommit } = this;
    const kept = this.commits.items;
    const isLastKept = lastCommit === null || kept.at(-1) === lastCommit;
    const commits = isLastKept ? kept : [...kept, lastCommit];
    return { ...this.at, steps, highest, sliceUs, commits };
  }

  private change(atUs: number): void {
    const lag = Math.max(0, this.endOffset - this.committedOffset);
    if (lag === this.lag) return;
    this.lag = lag;
    this.highest = Math.max(this.highest, lag);
    while (this.steps.length >= MOST_STEPS) this.coarsen();
    this.steps.push({ atUs, lag });
  }

  private coarsen(): void {
    this.sliceUs *= 2;
    const coarse: LagStep[] = [];
    let slice: LagStep[] = [];
    const close = (): void => {
      const [first, last] = [slice[0], slice.at(-1)];
      if (first === undefined || last === undefined) return;
      const lag = slice.reduce((most, step) => Math.max(most, step.lag), 0);
      coarse.push({ atUs: first.atUs, lag });
      if (last !== first && last.lag !== lag) coarse.push(last);
    };
    for (const step of this.steps) {
      const isSame = slice.length > 0 && this.sliceOf(step) === this.sliceOf(slice[0]!);
      if (!isSame) {
        close();
        slice = [];
      }
      slice.push(step);
    }
    close();
    this.steps = coarse;
  }

  private sliceOf({ atUs }: LagStep): number {
    return Math.floor(atUs / this.sliceUs);
  }
}
