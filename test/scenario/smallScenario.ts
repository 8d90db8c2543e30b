import { expect } from 'vitest';
import { formatProblem } from '../../src/scenario/parse/problem.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

/** A small scenario without mistakes. */
export const GOOD = `title: Good
topics:
  t: { partitions: 3 }
coupons:
  1: { stock: 30 }
groups:
  g: { consumers: 3 }
workload:
  - { requests: 100 }
`;

/** Everything that is wrong with a text, one line each; the file is called a.yaml. */
export function problems(text: string): string[] {
  const result = parseScenario(text, 'a.yaml');
  return 'errors' in result ? result.errors.map(formatProblem) : [];
}

/** The scenario in a text; fails with the problems if there is none. */
export function scenario(text: string): Scenario {
  const result = parseScenario(text, 'a.yaml');
  if ('errors' in result) throw new Error(result.errors.map(formatProblem).join('\n'));
  return result.scenario;
}

/** The problems of the good file with one text replaced. */
export function spoiled(from: string, to: string): string[] {
  expect(GOOD).toContain(from);
  return problems(GOOD.replace(from, to));
}
