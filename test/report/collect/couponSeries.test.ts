import { describe, expect, it } from 'vitest';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('CouponSeriesCollector', () => {
  it('follows the stock of each coupon from the start of the run to its end', () => {
    const { coupons } = scriptPicture(crashScript());
    const [stock] = coupons.stock;
    expect(coupons.stock).toHaveLength(1);
    expect(stock!.name).toBe('1');
    expect(stock!.points.map(({ value }) => value)).toEqual([3, 2, 1, 0, 0]);
    expect(stock!.points.at(0)!.atUs).toBe(0);
    expect(stock!.points.at(-1)!.atUs).toBe(11_001_000);
    expect(stock!.left).toBe(0);
    expect(stock!.soldOutAtUs).toBe(stock!.points[3]!.atUs);
  });

  it('counts outcomes, and duplicates that handlers found', () => {
    const { outcomes, decidedUs } = scriptPicture(crashScript()).coupons;
    const last = outcomes.map(({ name, points }) => [name, points.at(-1)!.value]);
    expect(last).toEqual([
      ['ISSUED', 3],
      ['DUPLICATE', 1],
      ['SOLD_OUT', 1],
    ]);
    expect(outcomes[0]!.points[0]).toEqual({ atUs: 0, value: 0 });
    expect(decidedUs![0]).toBeLessThan(3_000_000);
    expect(decidedUs![1]).toBeGreaterThan(10_000_000);
  });

  it('shows a stock below 0 as what it is', () => {
    const script = new RunScript({ coupons: { '1': 0 } }).started('c1').assigned(1, { c1: [0] });
    script.requested('REQ-1').began('c1', 0).effect('c1', 0, 0, 'ISSUED').ended('drained');
    const [stock] = scriptPicture(script).coupons.stock;
    expect(stock!.points.map(({ value }) => value)).toEqual([0, -1, -1]);
    expect(stock!.left).toBe(-1);
  });

  it('knows coupons that the scenario does not', () => {
    const script = new RunScript({ coupons: {} }).started('c1').assigned(1, { c1: [0] });
    script.requested('REQ-1', { coupon: '한정판' }).polled('c1', 0, 1).began('c1', 0);
    const event = { ...effectOf('한정판'), atUs: script.now };
    script.emit(event).ended('drained');
    const { stock } = scriptPicture(script).coupons;
    expect(stock.map(({ name, left }) => [name, left])).toEqual([['한정판', 4]]);
  });

  it('has no series of outcomes where nothing was decided', () => {
    const { coupons } = scriptPicture(new RunScript().started('c1').ended('drained'));
    expect(coupons.outcomes).toEqual([]);
    expect(coupons.decidedUs).toBe(null);
    expect(coupons.stock[0]!.left).toBe(100);
  });

  it('thins out a long series and keeps its last value', () => {
    const script = new RunScript({ coupons: { '1': 5000 } }).started('c1');
    for (let left = 4999; left >= 0; left--) {
      script.emit({ ...effectOf('1', left), atUs: script.now });
    }
    const [stock] = scriptPicture(script.ended('drained')).coupons.stock;
    expect(stock!.total).toBe(5001);
    expect(stock!.points.length).toBeLessThanOrEqual(1001);
    expect(stock!.points.at(-1)!.value).toBe(0);
    expect(stock!.soldOutAtUs).not.toBe(null);
  });
});

function effectOf(couponId: string, stockAfter = 4) {
  return {
    type: 'EffectCommitted',
    atUs: 0,
    process: 'c1',
    topic: 'coupon-issue-request',
    partition: 0,
    offset: 0,
    requestId: 'REQ-1',
    couponId,
    userId: '7',
    issued: 1,
    deducted: 1,
    outcome: 'ISSUED',
    stockAfter,
  } as const;
}
