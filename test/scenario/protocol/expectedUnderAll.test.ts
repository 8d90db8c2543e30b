import { expect, it } from 'vitest';
import { expectedUnderAll } from '../../../src/scenario/protocol/expectedUnderAll.ts';
import { GOOD, scenario } from '../smallScenario.ts';

it('asks of every arm what follows from the workload, and nothing that protocols differ in', () => {
  const rich = scenario(
    `${GOOD}expect: { issued: { 1: 30 }, soldOut: 70, redelivered: at least 1, generations: 4, ` +
      'duplicates: 2, handled: { c1: 5 }, holds: [never oversold] }\n',
  );
  expect(expectedUnderAll(rich)).toEqual({
    ...rich.expect,
    redelivered: null,
    generations: null,
    duplicates: null,
    handled: {},
  });
});

it('asks only for the rules where a lesson breaks one', () => {
  const lesson = scenario(
    `${GOOD}expect: { issued: { 1: 31 }, violates: [never oversold], holds: [drained] }\n`,
  );
  const expected = expectedUnderAll(lesson);
  expect([expected.issued, expected.violates, expected.holds]).toEqual([
    {},
    ['never oversold'],
    ['drained'],
  ]);
});
