import type { BenchRow } from './benchRow.ts';
import { runBare, runJudged } from './benchScenario.ts';
import { bigSale } from './bigSale.ts';
import { measureAsync } from './measure.ts';

const REQUESTS = 100_000;
const ROUNDS = 3;

/**
 * Coupon requests a second end to end, from the API to the committed offset: the baseline is the
 * same run without history and checks.
 */
export async function requestsBench(): Promise<BenchRow[]> {
  const scenario = bigSale(REQUESTS);
  const bare = await measureAsync(() => runBare(scenario, 1), ROUNDS);
  const judged = await measureAsync(() => runJudged(scenario, 1), ROUNDS);
  const perSecond = (seconds: number): string => `${(REQUESTS / seconds / 1000).toFixed(1)} k/s`;
  return [
    { name: 'run alone', value: perSecond(bare), ratio: 1 },
    { name: 'with history and all checks', value: perSecond(judged), ratio: bare / judged },
  ];
}
