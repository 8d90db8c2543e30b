import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HoldName } from '../../src/history/expectations.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import type { PlantedBug, Scenario } from '../../src/scenario/scenario.ts';
import { arbitraryScenario } from '../scenario/arbitraryScenario.ts';
import { findFailing } from './checkScenarios.ts';
import { unlawfulViolations } from './lawfulViolations.ts';
import { propertyRuns, propertyTimeoutMs } from './propertySettings.ts';
import { differencesOf, withBug, witnessRun } from './witnessRun.ts';

/**
 * Each planted bug is found: among random scenarios, which then shrink to a small one, and within
 * 1,000 seeds of one sale. How many scenarios are tried: `propertySettings.ts`.
 */

/** The rules that each bug breaks, as its file says; the first one is the rule that finds it. */
const BROKEN_BY: Readonly<Record<PlantedBug, readonly [HoldName, ...HoldName[]]>> = {
  'no-dedupe': ['once per request', 'one coupon a user'],
  'commit-before-effect': ['nothing lost', 'handled before committed'],
  'check-then-act-stock': ['never oversold'],
  'dedupe-outside-transaction': ['once per request', 'one coupon a user'],
  'in-memory-dedupe': ['once per request', 'one coupon a user'],
  'commit-wrong-offset': ['nothing lost', 'handled before committed'],
};

const BUGS = Object.keys(BROKEN_BY) as readonly PlantedBug[];

function read(text: string): Scenario {
  const result = parseScenario(text, 'planted.yaml');
  if ('errors' in result) throw new Error('the scenario does not parse');
  return result.scenario;
}

/** Violations of one rule that the correct service has no excuse for. */
async function violationsOf(rule: HoldName, scenario: Scenario): Promise<readonly string[]> {
  const lines = unlawfulViolations(await witnessRun(scenario));
  return lines.filter((line) => line.startsWith(`${rule} violated`));
}

/**
 * Random scenarios with the bug. In half of them records have no key: then two consumers work on
 * one coupon at once, and on one request that was sent twice, which some bugs need.
 */
function plantedScenarios(bug: PlantedBug): fc.Arbitrary<Scenario> {
  return fc.tuple(arbitraryScenario, fc.boolean()).map(([scenario, isScattered]) => {
    const planted = withBug(scenario, bug);
    if (!isScattered) return planted;
    return { ...planted, topics: planted.topics.map((topic) => ({ ...topic, key: 'none' })) };
  });
}

/** How much of everything a scenario has. */
function sizeOf({ workload, faults, groups, producers, cluster }: Scenario) {
  const sends = workload.reduce((sum, spec) => {
    if (spec.type === 'requests') return sum + spec.count * spec.sends;
    return sum + (spec.type === 'request' ? spec.sends : spec.records.length);
  }, 0);
  return {
    sends,
    faults: faults.length,
    consumers: groups.reduce((sum, { consumers }) => sum + consumers.length, 0),
    producers: producers.length,
    brokers: cluster.brokers,
  };
}

describe('a planted bug in random scenarios', { timeout: propertyTimeoutMs }, () => {
  it.each(BUGS)('%s is found, and shown by a small scenario', async (bug) => {
    const [rule] = BROKEN_BY[bug];
    const planted = plantedScenarios(bug);
    const failing = await findFailing(planted, 2000, (scenario) => violationsOf(rule, scenario));
    if (failing === null) throw new Error(`${bug} is not found in any scenario`);
    const { scenario, triedCount, report } = failing;
    process.stdout.write(`${bug}, found at try ${triedCount}\n${report}\n`);
    const size = sizeOf(scenario);
    expect(size.sends).toBeLessThanOrEqual(12);
    expect(size.faults).toBeLessThanOrEqual(2);
    expect(size.consumers).toBeLessThanOrEqual(3);
    expect(size.producers).toBeLessThanOrEqual(2);
    expect(size.brokers).toBeLessThanOrEqual(2);
    // What is printed is the very same scenario, and without the bug it is harmless.
    const written = read(printScenario(scenario));
    expect(differencesOf(await witnessRun(scenario), await witnessRun(written))).toEqual([]);
    expect(await violationsOf(rule, written)).not.toEqual([]);
    expect(unlawfulViolations(await witnessRun(withBug(written, null)))).toEqual([]);
  });
});

describe('a planted bug in one sale over many seeds', { timeout: propertyTimeoutMs }, () => {
  const sale = read(readFileSync(new URL('plantedSale.yaml', import.meta.url), 'utf8'));

  it('the correct service does what the sale expects', async () => {
    for (let seed = 1; seed <= propertyRuns(40); seed++) {
      const { judged } = await witnessRun(sale, seed);
      expect([seed, judged.status]).toEqual([seed, 'holds']);
    }
  });

  it.each(BUGS)('%s is found within 1,000 seeds, and breaks only its own rules', async (bug) => {
    const planted = withBug(sale, bug);
    const [rule] = BROKEN_BY[bug];
    let firstSeed = 0;
    for (let seed = 1; seed <= (firstSeed === 0 ? 1000 : propertyRuns(20)); seed++) {
      const { verdicts } = await witnessRun(planted, seed);
      const broken = verdicts.verdicts.filter(({ status }) => status !== 'holds');
      const rules = broken.map((verdict) => verdict.rule);
      const known = [...BROKEN_BY[bug], 'order per key'];
      expect(rules.filter((each) => !known.includes(each))).toEqual([]);
      if (firstSeed === 0 && rules.includes(rule)) firstSeed = seed;
    }
    process.stdout.write(`${bug}: first found with seed ${firstSeed}\n`);
    expect(firstSeed).toBeGreaterThan(0);
  });
});
