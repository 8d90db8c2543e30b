import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../src/differences/compareRuns.ts';
import { RECORDED, recorded, schedulesOf, simulatedLike } from './arms.ts';

const NAMES = readdirSync(RECORDED).map((file) => file.replace('.jsonl.gz', ''));

describe('a recorded run on a real Kafka', () => {
  test.each(NAMES)('%s differs only where it may', async (name) => {
    const real = await recorded(name);
    const { facts, scenario } = await simulatedLike(real.facts);
    const { client } = real;
    const comparison = await compareRuns(facts, real.facts, {
      client,
      search: schedulesOf(scenario, 20),
    });
    const failing = comparison.differences.filter((one) => one.class === 'unexplained');
    expect(failing).toEqual([]);
    expect(comparison.isFaithful).toBe(true);
    expect(real.facts.header.backend).toBe('kafka');
  });
});
