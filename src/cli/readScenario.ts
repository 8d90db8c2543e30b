import { readFile } from 'node:fs/promises';
import { formatProblem } from '../scenario/parse/problem.ts';
import { parseScenario } from '../scenario/parseScenario.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Reads a scenario file. Prints warnings, and everything that is wrong with the file, to stderr;
 * null if there is no scenario to run.
 */
export async function readScenario(path: string): Promise<Scenario | null> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    console.error(
      `${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  }
  const parsed = parseScenario(text, path);
  if ('errors' in parsed) {
    for (const problem of parsed.errors) console.error(formatProblem(problem));
    return null;
  }
  for (const problem of parsed.warnings) console.error(`warning: ${formatProblem(problem)}`);
  return parsed.scenario;
}
