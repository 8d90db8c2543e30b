import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/adapters/node/nodeHost.ts';
import { decodeScenario } from '../../../src/scenario/decodeScenario.ts';
import { judgeOnSimulator } from '../../../src/scenario/judgeOnSimulator.ts';
import { printScenario } from '../../../src/scenario/printScenario.ts';
import { EndlessRun } from '../../../src/scenario/runPace.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { runHere } from '../../cli/runHere.ts';
import { temporaryFolder } from '../../cli/temporaryFolder.ts';
import { MUTATION_LEVELS } from './mutateScenario.ts';
import type { Mutant } from './mutants.ts';
import { mutantsOf, SHIPPED } from './mutants.ts';
import { shippedProfile } from '../shippedProfile.ts';

/** 23 shipped scenarios, 5 levels and 3 seeds make 345 files. */
const SEEDS = [1, 2, 3];

/** A run of more events than this is a long one, and ends there. */
const EVENT_LIMIT = 300_000;

const folder = temporaryFolder();
// What scenarios name is beside them.
const profiles = new URL('../../../scenarios/profiles', import.meta.url);
cpSync(profiles, join(folder, 'profiles'), { recursive: true });
const counts = new Map<string, number>();

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Lines and characters of a text as an editor counts them. */
function lengthsOfLines(bytes: Uint8Array): readonly number[] {
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return text.split(/\r\n|\r|\n/).map((line) => [...line].length);
}

/** Fails unless each problem is one line that points into the file. */
function checkProblems(output: string, path: string, bytes: Uint8Array): void {
  const lengths = lengthsOfLines(bytes);
  const lines = output.trimEnd().split('\n');
  for (const line of lines) {
    expect(line.startsWith(`${path}:`), line).toBe(true);
    const place = /^(\d+):(\d+): \S/.exec(line.slice(path.length + 1));
    expect(place, line).not.toBeNull();
    const [row, column] = [Number(place![1]), Number(place![2])];
    expect(row, line).toBeLessThanOrEqual(lengths.length);
    expect(column, line).toBeLessThanOrEqual(lengths[row - 1]! + 1);
  }
}

/** The scenario of a mutant, or null if it was refused as it should be. */
async function accepted({ bytes, level }: Mutant): Promise<Scenario | null> {
  const path = join(folder, 'mutant.yaml');
  writeFileSync(path, bytes);
  const parsed = decodeScenario(bytes, path, shippedProfile);
  const { exitCode, stdout, stderr } = await runHere('validate', path);
  expect(stderr).toBe('');
  if ('errors' in parsed) {
    count(`${level} refused`);
    expect(exitCode).toBe(3);
    checkProblems(stdout, path, bytes);
    const simulated = await runHere('simulate', path, '--quiet');
    expect([simulated.exitCode, simulated.stderr]).toEqual([3, stdout]);
    return null;
  }
  count(`${level} accepted`);
  expect(exitCode).toBe(0);
  expect(stdout.endsWith(`${path}: ok\n`)).toBe(true);
  const again = decodeScenario(Buffer.from(printScenario(parsed.scenario)), path, shippedProfile);
  expect(again).toMatchObject({ scenario: parsed.scenario });
  return parsed.scenario;
}

/** Runs a scenario as far as the limit goes. A run may be long, but it may not stand still. */
async function run(scenario: Scenario): Promise<void> {
  try {
    const options = { seed: 1, host: nodeHost, sinks: [], print: (): void => undefined };
    const judged = await judgeOnSimulator(scenario, {
      ...options,
      productVersion: '0.0.0',
      eventLimit: EVENT_LIMIT,
    });
    count(`run ${judged.status}`);
  } catch (error) {
    if (!(error instanceof EndlessRun) || error.atUs < 30_000_000) throw error;
    count('run long');
  }
}

/** What a run depends on: texts that are only shown, and expectations, are left out. */
function runKey(scenario: Scenario): string {
  return JSON.stringify({ ...scenario, title: '', lesson: '', path: '', expect: null });
}

describe('a scenario file that was changed at random', () => {
  const known = new Set<string>();

  afterAll(() => {
    const lines = [...counts].sort().map(([what, number]) => `  ${what}: ${number}`);
    process.stdout.write(`changed scenario files:\n${lines.join('\n')}\n`);
  });

  it.each(SHIPPED)('%s: is a scenario that runs, or is refused in its place', async (file) => {
    for (const mutant of mutantsOf(file, SEEDS)) {
      try {
        const scenario = await accepted(mutant);
        if (scenario === null) continue;
        // Most changes of bytes and lines change no run.
        const key = runKey(scenario);
        if (known.has(key)) continue;
        known.add(key);
        await run(scenario);
      } catch (error) {
        const text = Buffer.from(mutant.bytes).toString('utf8');
        throw new Error(`${mutant.name}:\n${text}`, { cause: error });
      }
    }
  });

  it('is now and then accepted, and now and then refused, whatever was changed', () => {
    const total = (pattern: RegExp): number => {
      const chosen = [...counts].filter(([what]) => pattern.test(what));
      return chosen.reduce((sum, [, number]) => sum + number, 0);
    };
    expect(total(/ (accepted|refused)$/)).toBeGreaterThanOrEqual(300);
    for (const level of MUTATION_LEVELS) {
      expect(total(new RegExp(`^${level} accepted`))).toBeGreaterThanOrEqual(5);
      expect(total(new RegExp(`^${level} refused`))).toBeGreaterThanOrEqual(5);
    }
    expect(total(/^run/)).toBeGreaterThanOrEqual(50);
    expect(total(/^run (holds|violated)/)).toBeGreaterThanOrEqual(40);
  });
});
