import { describe, expect, it } from 'vitest';
import type { SeedResult } from '../../../src/cli/sweep/seedResult.ts';
import { SweepTally } from '../../../src/cli/sweep/sweepTally.ts';
import type { SweepSummary } from '../../../src/cli/sweep/sweepSummary.ts';
import { badSeed, brokenSeed, goodSeed } from './seedResults.ts';

const DONE = { isInterrupted: false };

function sumOf(results: readonly SeedResult[], last = results.length): SweepSummary {
  const tally = new SweepTally({ first: 1, last }, Infinity);
  for (const result of results) tally.add(result);
  return tally.finish(DONE);
}

describe('SweepTally', () => {
  it('holds if all seeds hold', () => {
    expect(sumOf([goodSeed(1), goodSeed(2)])).toMatchObject({
      seedCount: 2,
      lastSeed: 2,
      end: 'all seeds',
      status: 'holds',
      counts: { holds: 2, violated: 0, unknown: 0 },
      virtualUs: 2_000_000,
      eventCount: 20,
      failing: [],
      problems: [],
    });
  });

  it('is violated if one seed is, unknown if one only could not be told', () => {
    expect(sumOf([goodSeed(1), brokenSeed(2), badSeed(3)]).status).toBe('violated');
    expect(sumOf([goodSeed(1), brokenSeed(2)]).status).toBe('unknown');
  });

  it('adds up problems by name, in order of their first seed', () => {
    const results = [brokenSeed(1), badSeed(2), badSeed(3, 'drained'), badSeed(4)];
    const { problems, failing } = sumOf(results);
    expect(problems).toEqual([
      { type: 'failure', name: 'the run itself', seedCount: 1, seeds: [1] },
      { type: 'rule', name: 'never oversold', seedCount: 2, seeds: [2, 4] },
      { type: 'rule', name: 'drained', seedCount: 1, seeds: [3] },
    ]);
    expect(failing).toEqual(results);
  });

  it('lists so many seeds only, and counts all', () => {
    const results = Array.from({ length: 1500 }, (_, at) => badSeed(at + 1));
    const { problems, failing, counts } = sumOf(results);
    expect(counts.violated).toBe(1500);
    expect(failing.length).toBe(1000);
    expect(problems[0]).toMatchObject({ seedCount: 1500, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  });

  it('adds up how often the runs were in an interesting situation', () => {
    const { exposures } = sumOf([goodSeed(1, { crashes: 3 }), goodSeed(2), brokenSeed(3)]);
    expect(exposures.find(({ name }) => name === 'crashes')).toEqual({
      name: 'crashes',
      count: 3,
      seedCount: 1,
    });
    expect(exposures.find(({ name }) => name === 'pauses')).toMatchObject({ count: 0 });
  });

  it('has enough of so many seeds that do not hold', () => {
    const tally = new SweepTally({ first: 1, last: 9 }, 2);
    const answers = [goodSeed(1), badSeed(2), goodSeed(3), brokenSeed(4)].map((result) =>
      tally.add(result),
    );
    expect(answers).toEqual([true, true, true, false]);
    expect(tally.finish(DONE)).toMatchObject({ end: 'enough violations', seedCount: 4 });
  });

  it('has a digest of all seeds and their order', () => {
    const digest = sumOf([goodSeed(1), goodSeed(2)]).digest;
    expect(sumOf([goodSeed(1), goodSeed(2)]).digest).toBe(digest);
    expect(sumOf([goodSeed(2), goodSeed(1)]).digest).not.toBe(digest);
    expect(sumOf([goodSeed(1), brokenSeed(2)]).digest).not.toBe(digest);
  });

  it('cannot tell if it was interrupted before it found anything', () => {
    const tally = new SweepTally({ first: 1, last: 9 }, Infinity);
    tally.add(goodSeed(1));
    const interrupted = { isInterrupted: true };
    expect(tally.finish(interrupted)).toMatchObject({
      end: 'interrupted',
      status: 'unknown',
      digest: null,
    });
    tally.add(badSeed(2));
    expect(tally.finish(interrupted).status).toBe('violated');
  });

  it('is complete if the signal came after the last seed', () => {
    const tally = new SweepTally({ first: 1, last: 1 }, Infinity);
    tally.add(goodSeed(1));
    expect(tally.finish({ isInterrupted: true })).toMatchObject({
      end: 'all seeds',
      status: 'holds',
    });
  });
});
