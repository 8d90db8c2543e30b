import type { ExposureCounts } from '../../check/exposures.ts';
import { Digest } from '../../sim/digest.ts';
import type { SeedRange } from '../simulate/seedRange.ts';
import { seedCount } from '../simulate/seedRange.ts';
import type { SeedResult } from './seedResult.ts';
import type { ExposureSum, ProblemSum, SweepSummary } from './sweepSummary.ts';

/** Seeds that are listed with all that is known; more are only counted. */
const LISTED_SEEDS = 1000;
/** Seeds that are listed with each problem. */
const SEEDS_OF_PROBLEM = 10;

/** Adds up the results of a sweep, one seed after the other, in ascending order. */
export class SweepTally {
  private readonly seeds: SeedRange;
  private readonly maxViolations: number;
  private readonly digest = new Digest();
  private readonly failing: SeedResult[] = [];
  private readonly problems = new Map<string, ProblemSum>();
  private readonly exposures = new Map<keyof ExposureCounts, ExposureSum>();
  private holds = 0;
  private violated = 0;
  private unknown = 0;
  private virtualUs = 0;
  private eventCount = 0;
  private lastSeed: number | null = null;

  constructor(seeds: SeedRange, maxViolations: number) {
    this.seeds = seeds;
    this.maxViolations = maxViolations;
  }

  /** How many seeds there were. */
  get seedCount(): number {
    return this.holds + this.violated + this.unknown;
  }

  /** How many of them do not hold. */
  get failingCount(): number {
    return this.violated + this.unknown;
  }

  /** Takes the next seed. False: enough seeds do not hold. */
  add(result: SeedResult): boolean {
    this[result.status]++;
    this.lastSeed = result.seed;
    this.virtualUs += result.virtualUs;
    this.eventCount += result.eventCount;
    // The message of a run that broke may depend on the thread it ran on.
    this.digest.mixText(result.digest);
    if (result.exposures !== null) this.addExposures(result.exposures);
    if (result.status !== 'holds') this.addFailing(result);
    return this.failingCount < this.maxViolations;
  }

  /** The sum of all that was added. */
  finish(end: { readonly isInterrupted: boolean }): SweepSummary {
    const isComplete = this.seedCount === seedCount(this.seeds);
    const isInterrupted = end.isInterrupted && !isComplete;
    return {
      seeds: this.seeds,
      seedCount: this.seedCount,
      lastSeed: this.lastSeed,
      end: isComplete ? 'all seeds' : isInterrupted ? 'interrupted' : 'enough violations',
      status: this.violated > 0 ? 'violated' : this.mayHold(isInterrupted) ? 'holds' : 'unknown',
      digest: isInterrupted ? null : this.digest.toHex(),
      counts: { holds: this.holds, violated: this.violated, unknown: this.unknown },
      problems: [...this.problems.values()],
      failing: this.failing,
      exposures: [...this.exposures.values()],
      virtualUs: this.virtualUs,
      eventCount: this.eventCount,
    };
  }

  private mayHold(isInterrupted: boolean): boolean {
    return this.unknown === 0 && !isInterrupted;
  }

  private addExposures(counts: ExposureCounts): void {
    for (const [name, count] of Object.entries(counts) as [keyof ExposureCounts, number][]) {
      const sum = this.exposures.get(name) ?? { name, count: 0, seedCount: 0 };
      this.exposures.set(name, {
        name,
        count: sum.count + count,
        seedCount: sum.seedCount + (count > 0 ? 1 : 0),
      });
    }
  }

  private addFailing(result: SeedResult): void {
    if (this.failing.length < LISTED_SEEDS) this.failing.push(result);
    for (const { type, name } of result.problems) {
      const key = `${type}\n${name}`;
      const known = this.problems.get(key) ?? { type, name, seedCount: 0, seeds: [] };
      const { seeds } = known;
      this.problems.set(key, {
        ...known,
        seedCount: known.seedCount + 1,
        seeds: seeds.length < SEEDS_OF_PROBLEM ? [...seeds, result.seed] : seeds,
      });
    }
  }
}
