import { describe, expect, it } from 'vitest';
import type { SeedResult } from '../../../src/cli/sweep/seedResult.ts';
import { SweepTally } from '../../../src/cli/sweep/sweepTally.ts';
import type { SweepSummary } from '../../../src/cli/sweep/sweepSummary.ts';
import { effortLine, sweepSentence, sweepText } from '../../../src/cli/sweep/sweepText.ts';
import { saleScenario } from '../../scenario/saleScenario.ts';
import { badSeed, brokenSeed, goodSeed } from './seedResults.ts';

interface SweepEnd {
  readonly last?: number;
  readonly max?: number;
  readonly isInterrupted?: boolean;
}

function sumOf(results: readonly SeedResult[], end: SweepEnd = {}): SweepSummary {
  const { last = results.length, max = Infinity, isInterrupted = false } = end;
  const tally = new SweepTally({ first: 1, last }, max);
  for (const result of results) if (!tally.add(result)) break;
  return tally.finish({ isInterrupted });
}

const many = (count: number): SeedResult[] =>
  Array.from({ length: count }, (_, at) => goodSeed(at + 1));

describe('sweepSentence', () => {
  it.each<[readonly SeedResult[], SweepEnd, string]>([
    [many(1), {}, 'The seed holds.'],
    [many(1234), {}, 'Everything holds with each of 1,234 seeds.'],
    [[badSeed(1), goodSeed(2)], {}, '1 of 2 seeds violated, 1 hold.'],
    [[badSeed(1)], {}, '1 of 1 seeds violated.'],
    [[badSeed(1), brokenSeed(2)], {}, '1 of 2 seeds violated, 1 of 2 seeds could not be told.'],
    [
      [goodSeed(1), badSeed(2)],
      { last: 5000, max: 1 },
      'Stopped after 2 of 5,000 seeds: 1 of 2 seeds violated, 1 hold.',
    ],
    [[], { last: 9, isInterrupted: true }, 'Interrupted after 0 of 9 seeds: nothing is known.'],
    [
      many(2),
      { last: 9, isInterrupted: true },
      'Interrupted after 2 of 9 seeds: all of them hold.',
    ],
  ])('case %#', (results, end, sentence) => {
    expect(sweepSentence(sumOf(results, end))).toBe(sentence);
  });
});

describe('sweepText', () => {
  const textOf = (summary: SweepSummary): readonly string[] =>
    sweepText(saleScenario(), summary, (seed) => `again ${seed}`, { colour: false });

  it('tells what does not hold, of the first seeds in detail, and how to see it again', () => {
    const results = [goodSeed(1), badSeed(2), badSeed(3), badSeed(4), badSeed(5), badSeed(7)];
    const lines = textOf(sumOf(results));
    expect(lines).toContain('rule never oversold: 5 seeds (2..5, 7)');
    expect(lines).toContain('seed 2');
    expect(lines).toContain('  One too many with seed 4.');
    expect(lines).not.toContain('seed 5');
    expect(lines).toContain('and 2 more seeds; all with --json');
    expect(lines).toContain('Again: again 2');
  });

  it('tells how often the runs were in an interesting situation', () => {
    const lines = textOf(sumOf([goodSeed(1, { crashes: 1500 }), goodSeed(2)]));
    expect(lines.find((line) => /^crash +\d/.test(line))).toMatch(/^crash +1,500 +1$/);
    expect(lines.join('\n')).not.toContain('Again');
  });

  it('fits 80 columns', () => {
    const results = Array.from({ length: 40 }, (_, at) => badSeed(at * 1_000_003));
    for (const line of textOf(sumOf(results))) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('effortLine', () => {
  it('sets virtual against real time', () => {
    expect(effortLine(sumOf(many(2000)), { realUs: 4_000_000, workers: 2 })).toBe(
      '2,000 seeds, 33 min 20 s of virtual time, in 4.00 s on 2 threads: 500 seeds/s',
    );
  });
});
