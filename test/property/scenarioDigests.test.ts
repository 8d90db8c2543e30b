import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { SeenRun } from './witnessRun.ts';
import { differencesOf, witnessRun } from './witnessRun.ts';
import { shippedProfile } from '../scenario/shippedProfile.ts';

/**
 * Every shipped scenario does today what it did yesterday, event by event. Whoever changes what a
 * run does sees it here, and so does the review. To accept the change:
 *
 *     npx vitest run test/property/scenarioDigests.test.ts --update
 */
const GOLDEN = './scenarioDigests.txt';

const FOLDER = new URL('../../scenarios/', import.meta.url);
const FILES = [...yamlFiles(''), ...yamlFiles('planted/')];

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(new URL(folder, FOLDER))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `${folder}${name}`);
}

function read(file: string): Scenario {
  const result = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'), file, shippedProfile);
  if ('errors' in result) throw new Error(`${file} does not parse`);
  return result.scenario;
}

function lineOf(file: string, { judged, verdicts, scenario }: SeenRun): string {
  const { digest, eventCount, reason } = judged.run;
  const { issued, soldOut, duplicates, redelivered } = verdicts.facts;
  const decided = `issued ${issued}, sold out ${soldOut}`;
  const again = `duplicates ${duplicates}, again ${redelivered}`;
  const what = `seed ${scenario.seed}, ${eventCount} events, ${reason}, ${judged.status}`;
  return `${digest}  ${file}: ${what}; ${decided}, ${again}`;
}

describe('the shipped scenarios', () => {
  it('give the pinned digests', async () => {
    const lines: string[] = [];
    for (const file of FILES) lines.push(lineOf(file, await witnessRun(read(file))));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(GOLDEN);
  });

  it.each(FILES)('%s: meets what it expects, twice with equal events', async (file) => {
    const [first, second] = [await witnessRun(read(file)), await witnessRun(read(file))];
    expect(differencesOf(first, second)).toEqual([]);
    expect(first.judged.expectations.filter(({ status }) => status !== 'met')).toEqual([]);
    expect(first.judged.status).toBe('holds');
  });

  it('do the same when all of them run at once in one process', async () => {
    const scenarios = FILES.map(read);
    const together = await Promise.all(scenarios.map((scenario) => witnessRun(scenario)));
    for (const [index, scenario] of scenarios.entries()) {
      const alone = await witnessRun(scenario);
      expect([FILES[index], differencesOf(alone, together[index]!)]).toEqual([FILES[index], []]);
    }
  });
});
