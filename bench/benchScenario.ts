import { readFileSync } from 'node:fs';
import { nodeHost } from '../src/adapters/node/nodeHost.ts';
import { MemoryHistory } from '../src/history/memoryHistory.ts';
import { formatProblem } from '../src/scenario/parse/problem.ts';
import { parseScenario } from '../src/scenario/parseScenario.ts';
import { judgeOnSimulator } from '../src/scenario/judgeOnSimulator.ts';
import { runOnSimulator } from '../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

/** A scenario of this folder. Throws what is wrong with it. */
export function benchScenario(name: string): Scenario {
  const path = `bench/${name}.yaml`;
  return scenarioOf(readFileSync(path, 'utf8'), path);
}

/** A scenario from its text. Throws what is wrong with it. */
export function scenarioOf(text: string, path: string): Scenario {
  const parsed = parseScenario(text, path);
  if ('errors' in parsed) throw new Error(parsed.errors.map(formatProblem).join('\n'));
  return parsed.scenario;
}

/**
 * One run as `simulate` does it: history kept, digest, invariants and all checks on. Throws unless
 * everything holds: a benchmark of a wrong run is worth nothing.
 */
export async function runJudged(scenario: Scenario, seed: number): Promise<void> {
  const sinks = [new MemoryHistory()];
  const options = { seed, host: nodeHost, sinks, print: null, productVersion: 'bench' };
  const { status } = await judgeOnSimulator(scenario, options);
  if (status !== 'holds') throw new Error(`seed ${seed} of ${scenario.path}: ${status}`);
}

/** The same run with nobody listening but the digest and the invariants. */
export async function runBare(scenario: Scenario, seed: number): Promise<void> {
  await runOnSimulator(scenario, { seed, host: nodeHost, sinks: [], print: null });
}
