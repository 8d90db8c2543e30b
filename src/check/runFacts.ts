import type { ExposureCounts } from './exposures.ts';
import { NO_COMMIT } from './track/ownership.ts';
import type { PartitionTrack } from './track/partitionTrack.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';

/** One group's progress in one partition. */
export interface GroupProgress {
  readonly group: string;
  /** null: nothing was committed. */
  readonly committedOffset: number | null;
  /**
   * End offset minus committed offset, as `kafka-consumer-groups` prints it; null: nothing was
   * committed.
   */
  readonly lag: number | null;
}

/** What is in one partition at the end. Sets are in order of first appearance in the log. */
export class PartitionFacts {
  readonly topic: string;
  readonly partition: number;
  /** Records in the log. */
  readonly records: number;
  readonly endOffset: number;
  readonly groups: readonly GroupProgress[];
  /** Truly private: facts go into reports as JSON. */
  readonly #track: PartitionTrack;

  constructor(track: PartitionTrack, run: RunTrack) {
    this.#track = track;
    this.topic = track.topic;
    this.partition = track.partition;
    this.records = track.appendedCount < 0 ? track.knownCount : track.appendedCount;
    this.endOffset = track.endOffset;
    this.groups = run.groups
      .filter((group) => group.topics.includes(track.topic))
      .map((group) => {
        const committed = track.readings[group.index]?.committedOffset ?? NO_COMMIT;
        return committed === NO_COMMIT
          ? { group: group.group, committedOffset: null, lag: null }
          : { group: group.group, committedOffset: committed, lag: track.endOffset - committed };
      });
  }

  /** Keys of the records; records without a key are not in it. */
  get keys(): readonly string[] {
    return this.#track.distinctKeys();
  }

  get couponIds(): readonly string[] {
    return [
      ...new Set(this.requests.flatMap(({ coupon }) => (coupon === null ? [] : [coupon.couponId]))),
    ];
  }

  get requestIds(): readonly string[] {
    return [...new Set(this.requests.map(({ requestId }) => requestId))];
  }

  /** For JSON: the sets too. */
  toJSON(): object {
    const { topic, partition, records, endOffset, groups, keys, couponIds, requestIds } = this;
    return { topic, partition, records, endOffset, groups, keys, couponIds, requestIds };
  }

  private get requests(): RequestTrack[] {
    const requests: RequestTrack[] = [];
    for (let offset = 0; offset < this.#track.toldEndOffset; offset++) {
      const request = this.#track.requestAt(offset);
      if (request !== null && request !== undefined) requests.push(request);
    }
    return requests;
  }
}

/** What became of one coupon. */
export interface CouponFacts {
  readonly couponId: string;
  /** null: the scenario does not know it. */
  readonly initialStock: number | null;
  readonly issued: number;
  readonly soldOut: number;
  readonly alreadyIssued: number;
  /** Records whose request had been decided before. */
  readonly duplicates: number;
}

/** What became of one consumer group. */
export interface GroupFacts {
  readonly group: string;
  /** Generations (or group epochs) that had an assignment. */
  readonly generations: number;
  /** The last generation; -1: none. */
  readonly lastGeneration: number;
  /** How often a rebalance began; without the coordinator's events: generations after the first. */
  readonly rebalances: number;
}

/** Plain facts of a run, for expectations, reports and tests. */
export interface RunFacts {
  /** By topic in the order of the header, then by partition. */
  readonly partitions: readonly PartitionFacts[];
  readonly coupons: readonly CouponFacts[];
  readonly groups: readonly GroupFacts[];
  /** Consumer to records handled, those delivered again included. */
  readonly handled: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly issued: number;
  readonly soldOut: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Records delivered again, each as often as it was. */
  readonly redelivered: number;
  /** Issues that came after one with a higher offset of the same partition. */
  readonly issuedOutOfLogOrder: number;
  readonly exposures: ExposureCounts;
  readonly events: number;
  /** Time of the last event. */
  readonly endUs: number;
}

/** What the checkers have counted besides the tracks. */
export interface FactCounts {
  readonly deadLettered: number;
  readonly redelivered: number;
  readonly issuedOutOfLogOrder: number;
  readonly exposures: ExposureCounts;
}

/** The facts of a run that has been read to its end. */
export function newRunFacts(run: RunTrack, counts: FactCounts): RunFacts {
  const coupons = [...run.coupons.values()].map((coupon) => ({
    couponId: coupon.couponId,
    initialStock: coupon.initialStock < 0 ? null : coupon.initialStock,
    issued: coupon.issuedCount,
    soldOut: coupon.soldOutCount,
    alreadyIssued: coupon.alreadyIssuedCount,
    duplicates: coupon.duplicateCount,
  }));
  return {
    partitions: [...run.topics.values()].flatMap((tracks) =>
      tracks.map((track) => new PartitionFacts(track, run)),
    ),
    coupons,
    groups: run.groups.map((group) => ({
      group: group.group,
      generations: group.assignedGenerationCount,
      lastGeneration: group.generation,
      rebalances: run.hasInternalEvents
        ? group.rebalanceCount
        : Math.max(group.assignedGenerationCount - 1, 0),
    })),
    handled: handledByConsumer(run),
    requests: run.requests.size,
    issued: coupons.reduce((sum, { issued }) => sum + issued, 0),
    soldOut: coupons.reduce((sum, { soldOut }) => sum + soldOut, 0),
    duplicates: counts.exposures.duplicatesDetected,
    events: run.seq,
    endUs: run.lastUs,
    ...counts,
  };
}

function handledByConsumer(run: RunTrack): Record<string, number> {
  const handled: Record<string, number> = {};
  for (const { name, group, handledCount } of run.processes.values()) {
    if (group !== null) handled[name] = handledCount;
  }
  return handled;
}
