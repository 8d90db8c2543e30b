import { describe, expect, it } from 'vitest';
import { couponFacts } from '../../../src/report/collect/couponFacts.ts';
import { couponTable } from '../../../src/report/text/couponTable.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

const PLAIN = { colour: false };

describe('couponTable', () => {
  it('tells what became of each coupon', () => {
    const facts = couponFacts(scriptReport(crashScript()));
    const [sold] = facts;
    const unknown = { ...sold!, couponId: '한정판', stock: null, stockLeft: null };
    const table = couponTable([...facts, { ...unknown, soldOutAtUs: null }], PLAIN);
    expect(table.map((line) => line.replace(/\d+\.\d{3} s/, '10.005 s'))).toEqual([
      'coupon  stock  issued  left  sold out at  refused: sold out  duplicates',
      '1           3       3     0     10.005 s                  1           1',
      '한정판   none       3     -            -                  1           1',
    ]);
  });
});
