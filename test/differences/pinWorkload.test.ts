import { describe, expect, test } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { pinWorkload } from '../../src/differences/pinWorkload.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { workloadTape } from '../../src/scenario/workloadTape.ts';
import { RandomStreams } from '../../src/sim/randomStream.ts';
import { shipped } from './arms.ts';

const NAMES = ['rebalance', 'duplicate-sends', 'practice-6-flash-sale', 'cli-3-nine-keys'];

async function digestOf(scenario: Scenario, seed: number): Promise<string> {
  const run = await runOnSimulator(scenario, { seed, host: nodeHost, sinks: [], print: null });
  return run.digest;
}

describe.each(NAMES)('%s with its workload written out', (name) => {
  test('is the same run under the same seed', async () => {
    const scenario = await shipped(name);
    expect(await digestOf(pinWorkload(scenario, 7), 7)).toBe(await digestOf(scenario, 7));
  });

  test('sends the same under every seed', async () => {
    const scenario = await shipped(name);
    const pinned = pinWorkload(scenario, 7);
    const tapes = [7, 8].map((seed) => [...workloadTape(pinned.workload, new RandomStreams(seed))]);
    expect(tapes[0]).toEqual(tapes[1]);
    expect(tapes[0]!.length).toBeGreaterThan(0);
  });
});

test('another seed is another schedule', async () => {
  const pinned = pinWorkload(await shipped('rebalance'), 7);
  expect(await digestOf(pinned, 8)).not.toBe(await digestOf(pinned, 7));
});
