import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import { EndlessRun, RunPace } from '../../src/scenario/runPace.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { GOOD, scenario } from './smallScenario.ts';

/** Runs events at equal distances until the pace objects, or there are enough of them. */
function eventsBefore(distanceUs: number, enough: number, eventLimit: number): unknown {
  const kernel = new Kernel(1);
  const pace = new RunPace(kernel, eventLimit);
  let count = 0;
  const next = (): void => {
    if (++count < enough) kernel.schedule(distanceUs, next, undefined);
  };
  kernel.schedule(0, next, undefined);
  try {
    kernel.runSync({
      until: () => {
        pace.tick();
        return false;
      },
    });
  } catch (error) {
    return error;
  }
  return count;
}

describe('RunPace', () => {
  it('lets a run have millions of events at one moment', () => {
    expect(eventsBefore(0, 19_000_000, Infinity)).toBe(19_000_000);
  });

  it('ends a run in which time stands still', () => {
    const error = eventsBefore(0, Infinity, Infinity);
    expect(error).toBeInstanceOf(EndlessRun);
    expect(String(error)).toContain('without a pause');
  });

  it('lets a run have hundreds of thousands of events a second', () => {
    expect(eventsBefore(3, 30_000_000, Infinity)).toBe(30_000_000);
  });

  it('ends a run at the limit it was given', () => {
    const error = eventsBefore(1_000_000, Infinity, 1_000);
    expect(error).toMatchObject({ message: 'more than 1000 events', atUs: 999_000_000 });
  });

  it('ends a run of a scenario', async () => {
    const options = { seed: 1, host: nodeHost, sinks: [], print: null };
    const run = runOnSimulator(scenario(GOOD), { ...options, eventLimit: 50 });
    await expect(run).rejects.toThrow(EndlessRun);
  });
});
