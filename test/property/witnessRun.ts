import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { describeDifference, firstDifference } from '../../src/history/firstDifference.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import type { JudgedRun } from '../../src/scenario/judgeOnSimulator.ts';
import { judgeOnSimulator } from '../../src/scenario/judgeOnSimulator.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { WitnessedRun } from './lawfulViolations.ts';
import { RunWitness } from './runWitness.ts';

/** A judged run with all that was seen of it. */
export interface SeenRun extends WitnessedRun {
  readonly judged: JudgedRun;
  readonly history: MemoryHistory;
}

/** Runs and judges a scenario, with the seed of the scenario if no other is given. */
export async function witnessRun(scenario: Scenario, seed = scenario.seed): Promise<SeenRun> {
  const witness = new RunWitness();
  const history = new MemoryHistory();
  const judged = await judgeOnSimulator(scenario, {
    seed,
    host: nodeHost,
    sinks: [witness, history],
    print: null,
    productVersion: 'test',
  });
  return { scenario, verdicts: judged.verdicts, witness, judged, history };
}

/** The same scenario, whose coupon issuer makes a known mistake (null: none). */
export function withBug(scenario: Scenario, bug: Scenario['groups'][number]['bug']): Scenario {
  const groups = scenario.groups.map((group) =>
    group.application === 'coupon-issuer' ? { ...group, bug } : group,
  );
  return { ...scenario, groups };
}

/** Where two runs that must be equal differ: events first, then the digest of everything. */
export function differencesOf(first: SeenRun, second: SeenRun): readonly string[] {
  const difference = firstDifference(first.history.events(), second.history.events());
  if (difference !== null) return [describeDifference(difference)];
  const digests = [first, second].map(({ judged }) => judged.run.digest);
  return digests[0] === digests[1] ? [] : [`equal events, but digests ${digests.join(' and ')}`];
}
