import { expect, it } from 'vitest';
import { couponFacts } from '../../../src/report/collect/couponFacts.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

it('couponFacts: what the checks counted and what the store shows', () => {
  const [fact, ...others] = couponFacts(scriptReport(crashScript()));
  expect(others).toEqual([]);
  expect(fact).toEqual({
    couponId: '1',
    stock: 3,
    issued: 3,
    soldOut: 1,
    alreadyIssued: 0,
    duplicates: 1,
    stockLeft: 0,
    soldOutAtUs: expect.any(Number) as number,
  });
});
