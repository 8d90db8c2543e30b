import { describe, expect, it } from 'vitest';
import { failureTimeUs, runFailureText } from '../../src/cli/runFailureText.ts';
import { EndlessRun } from '../../src/scenario/runPace.ts';
import { SimulationFailure } from '../../src/sim/errors.ts';

const RUN = { seed: 7, replay: 'npm run simulate -- mine.yaml --seed 7' };

describe('runFailureText', () => {
  it('calls a broken model a bug', () => {
    const error = new SimulationFailure('broken invariant', 1_500_000);
    const lines = runFailureText({ ...RUN, error }, false).split('\n');
    expect(lines[0]).toBe('Could not tell: the run with seed 7 broke at 1.500 s of virtual time.');
    expect(lines).toContain('  npm run simulate -- mine.yaml --seed 7');
    expect(lines.join('\n')).toContain('This is a bug of partition-lab');
  });

  it('does not call a run a bug that the scenario lets come to no end', () => {
    const error = new EndlessRun('more than 1000 events', 1_500_000);
    expect(runFailureText({ ...RUN, error }, true).split('\n')).toEqual([
      'Could not tell: the run with seed 7 was ended at 1.500 s of virtual time.',
      'more than 1000 events',
    ]);
  });
});

describe('failureTimeUs', () => {
  it.each([
    [new EndlessRun('more than 1000 events', 3), 3],
    [new SimulationFailure('x', 4), 4],
    [new SimulationFailure('x', -1), null],
    [new Error('x'), null],
    ['x', null],
  ])('of %s is %s', (error, expected) => {
    expect(failureTimeUs(error)).toBe(expected);
  });
});
