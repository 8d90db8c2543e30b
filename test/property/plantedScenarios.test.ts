import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { withBug, witnessRun } from './witnessRun.ts';
import { shippedProfile } from '../scenario/shippedProfile.ts';

/** A shipped lesson for each planted bug: what the file says is what the checks find. */

const FOLDER = new URL('../../scenarios/planted/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

function read(file: string): Scenario {
  const result = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'), file, shippedProfile);
  if ('errors' in result) throw new Error(`${file} does not parse`);
  return result.scenario;
}

describe('the shipped scenarios of planted bugs', () => {
  it('are one for each bug, named after it', () => {
    expect(FILES.map((file) => file.replace('.yaml', '')).sort()).toEqual([
      'check-then-act-stock',
      'commit-before-effect',
      'commit-wrong-offset',
      'dedupe-outside-transaction',
      'in-memory-dedupe',
      'no-dedupe',
    ]);
    for (const file of FILES) expect(`${read(file).groups[0]!.bug}.yaml`).toBe(file);
  });

  it.each(FILES)('%s: its rules are violated and nothing else, under every seed', async (file) => {
    const scenario = read(file);
    for (let seed = 1; seed <= 20; seed++) {
      const { judged, verdicts } = await witnessRun(scenario, seed);
      const broken = verdicts.verdicts.filter(({ status }) => status !== 'holds');
      expect([seed, broken.map(({ rule }) => rule).sort()]).toEqual([
        seed,
        [...scenario.expect.violates].sort(),
      ]);
      const missed = judged.expectations.filter(({ status }) => status !== 'met');
      expect([seed, missed]).toEqual([seed, []]);
      expect([seed, judged.status]).toEqual([seed, 'holds']);
    }
  });

  it.each(FILES)('%s: without the bug no rule is violated', async (file) => {
    const correct = withBug(read(file), null);
    for (let seed = 1; seed <= 20; seed++) {
      const { judged, verdicts } = await witnessRun(correct, seed);
      expect([seed, verdicts.verdicts.filter(({ status }) => status !== 'holds')]).toEqual([
        seed,
        [],
      ]);
      // The file expects the violation, so it is its absence that fails now.
      expect([seed, judged.status]).toEqual([seed, 'violated']);
    }
  });
});
