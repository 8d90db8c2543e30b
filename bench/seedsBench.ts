import type { BenchRow } from './benchRow.ts';
import { benchScenario, runBare, runJudged } from './benchScenario.ts';
import { measureAsync } from './measure.ts';

const SEEDS = 300;

/**
 * Seeds a second on one core of the case that other tools can run too (`flash-sale-100.yaml`): the
 * baseline is the same run without history and checks.
 */
export async function seedsBench(): Promise<BenchRow[]> {
  const scenario = benchScenario('flash-sale-100');
  const all = (run: typeof runBare) => async (): Promise<void> => {
    for (let seed = 1; seed <= SEEDS; seed++) await run(scenario, seed);
  };
  const bare = await measureAsync(all(runBare));
  const judged = await measureAsync(all(runJudged));
  const perSecond = (seconds: number): string => `${(SEEDS / seconds).toFixed(0)} seeds/s`;
  return [
    { name: 'run alone', value: perSecond(bare), ratio: 1 },
    { name: 'with history and all checks', value: perSecond(judged), ratio: bare / judged },
  ];
}
