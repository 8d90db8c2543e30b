import { formatProblem } from '../scenario/parse/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadScenario } from './loadScenario.ts';
import { Misuse } from './misuse.ts';

/**
 * The scenario in a file, or the shipped scenario of that name. Prints warnings to stderr. Rejects
 * with `Misuse` and everything that is wrong with the file.
 */
export async function readScenario(file: string): Promise<Scenario> {
  const parsed = await loadScenario(file);
  if ('errors' in parsed) throw new Misuse(parsed.errors.map(formatProblem).join('\n'));
  for (const problem of parsed.warnings) console.error(`warning: ${formatProblem(problem)}`);
  return parsed.scenario;
}
