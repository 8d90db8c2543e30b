import { readFileSync } from 'node:fs';
import { nodeHost } from '../src/adapters/node/nodeHost.ts';
import { MemoryHistory } from '../src/history/memoryHistory.ts';
import type { JudgedRun } from '../src/scenario/judgeOnSimulator.ts';
import { judgeOnSimulator } from '../src/scenario/judgeOnSimulator.ts';
import { formatProblem } from '../src/scenario/parse/problem.ts';
import { parseScenario } from '../src/scenario/parseScenario.ts';
import { runOnSimulator } from '../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

/** The scenario in a file, which must have no error. */
export function readCase(path: string): Scenario {
  return parseCase(readFileSync(path, 'utf8'), path);
}

/** The scenario in a text, which must have no error. */
export function parseCase(text: string, path: string): Scenario {
  const parsed = parseScenario(text, path);
  if ('errors' in parsed) throw new Error(parsed.errors.map(formatProblem).join('\n'));
  return parsed.scenario;
}

/** The same run with nobody listening but the digest and the invariants. */
export async function runAlone(scenario: Scenario, seed: number): Promise<void> {
  await runOnSimulator(scenario, { seed, host: nodeHost, sinks: [], print: null });
}

/**
 * A run with everything on: history in memory, digest, checkers, invariants, expectations. Throws
 * unless everything holds: the time of a wrong run is worth nothing.
 */
export async function runCase(scenario: Scenario, seed: number): Promise<JudgedRun> {
  const judged = await judgeOnSimulator(scenario, {
    seed,
    host: nodeHost,
    sinks: [new MemoryHistory()],
    print: null,
    productVersion: 'bench',
  });
  if (judged.status !== 'holds') {
    const { verdicts, expectations } = judged;
    const objection =
      verdicts.verdicts.find(({ status }) => status !== 'holds')?.sentence ??
      expectations.find(({ status }) => status !== 'met')?.sentence;
    throw new Error(`seed ${seed} of ${scenario.path}: ${judged.status}: ${objection}`);
  }
  return judged;
}
