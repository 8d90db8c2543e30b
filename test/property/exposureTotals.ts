import type { SeenRun } from './witnessRun.ts';

/** The situations that a sweep over random scenarios must be in, as a share of its runs. */
const REQUIRED: Readonly<Record<string, number>> = {
  crashesBetweenEffectAndCommit: 0.03,
  crashesInHandler: 0.03,
  zombieEffects: 0.02,
  rebalancesInMidBatch: 0.05,
  duplicatesDetected: 0.1,
  refusedCommits: 0.05,
  redeliveries: 0.1,
  redeliveriesAfterEffect: 0.05,
  crashes: 0.2,
  pauses: 0.1,
  failedAttempts: 0.01,
  deadLettered: 0.02,
  partitionsAdded: 0.03,
  leadersElected: 0.02,
  rebalances: 0.3,
  requestsInTwoRecords: 0.1,
  notDrained: 0.002,
  'protocol classic': 0.3,
  'protocol consumer': 0.2,
};

/** In how many runs, and how often in all, something interesting happened. */
interface Total {
  runs: number;
  count: number;
}

/** Adds up what many runs have exercised. */
export class ExposureTotals {
  private runCount = 0;
  private readonly totals = new Map<string, Total>();

  add({ verdicts, judged, witness, scenario }: SeenRun): void {
    this.runCount++;
    const { exposures, deadLettered, groups } = verdicts.facts;
    const counts: Readonly<Record<string, number>> = {
      ...exposures,
      deadLettered,
      partitionsAdded: witness.grown.size,
      leadersElected: witness.electionCount,
      commitsTakenBack: witness.takenBack.size,
      rebalances: groups.reduce((sum, group) => sum + group.rebalances, 0),
      requestsInTwoRecords: anomalyCount(verdicts, 'duplicate'),
      notDrained: judged.run.reason === 'drained' ? 0 : 1,
    };
    for (const [name, count] of Object.entries(counts)) this.note(name, count);
    for (const group of scenario.groups) {
      if (group.application === 'coupon-issuer') {
        this.note(`commit ${group.commit}`, 1);
        this.note(`protocol ${group.config['group.protocol'] ?? 'classic'}`, 1);
      }
    }
  }

  /** One line for each situation that too few runs were in. */
  tooRare(): readonly string[] {
    return Object.entries(REQUIRED).flatMap(([name, share]) => {
      const runs = this.totals.get(name)?.runs ?? 0;
      const wanted = Math.floor(share * this.runCount);
      return runs >= wanted ? [] : [`${name}: in ${runs} runs, wanted ${wanted}`];
    });
  }

  /** One line for each: how often, in how many runs. */
  toText(): string {
    const lines = [...this.totals].map(
      ([name, { runs, count }]) => `${name.padEnd(30)} ${`${count}`.padStart(7)} in ${runs} runs`,
    );
    return [`${this.runCount} random scenarios`, ...lines].join('\n');
  }

  private note(name: string, count: number): void {
    const total = this.totals.get(name) ?? { runs: 0, count: 0 };
    this.totals.set(name, total);
    if (count <= 0) return;
    total.runs++;
    total.count += count;
  }
}

function anomalyCount({ anomalies }: SeenRun['verdicts'], name: string): number {
  return anomalies.find((anomaly) => anomaly.name === name)?.count ?? 0;
}
