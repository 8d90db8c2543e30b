import { describe, expect, it } from 'vitest';
import { ALARM, INK, PAPER } from '../../../src/report/charts/chartTheme.ts';
import { ConsumerPalette } from '../../../src/report/charts/consumerPalette.ts';
import type { DeliveryPoint } from '../../../src/report/charts/deliveryPoints.ts';
import { deliveryPoints } from '../../../src/report/charts/deliveryPoints.ts';
import { readLinkedTip } from '../../../src/report/charts/linkedTip.ts';
import type { Delivery } from '../../../src/report/collect/deliveryLog.ts';

const DELIVERY: Delivery = {
  group: 'g',
  topic: 't',
  partition: 0,
  offset: 7,
  consumer: 'c1',
  polledUs: 1_000_000,
  startedUs: 1_500_000,
  outcome: 'ISSUED',
  endedUs: 1_600_000,
  attempts: 1,
  key: '한정판',
  requestId: 'REQ-7',
  nth: 1,
  beforeUs: -1,
  isLate: false,
};
const PALETTE = new ConsumerPalette(['c1', 'c2']);

function pointsOf(changes: Partial<Delivery>): readonly DeliveryPoint[] {
  return deliveryPoints([{ ...DELIVERY, ...changes }], PALETTE, () => null);
}

describe('deliveryPoints', () => {
  it('is where handling began, and says all that is known', () => {
    const [point, ...others] = pointsOf({});
    expect(others).toEqual([]);
    expect(point).toMatchObject({ kind: 'first', at: 1.5, before: 1.5, offset: 7, edge: PAPER });
    expect(point!.tip).toBe('t-0@7 to c1 at 1.500 s, key 한정판, REQ-7, ISSUED');
  });

  it('is hollow where the record was polled and never handled', () => {
    const [point] = pointsOf({ startedUs: -1, outcome: '', attempts: 0, key: null, requestId: '' });
    expect(point).toMatchObject({ kind: 'in hand', at: 1, edge: PALETTE.colourOf('c1') });
    expect(point!.tip).toBe('t-0@7 to c1 at 1.000 s, polled, not handled at once');
  });

  it('is tied to the delivery before, handled or not', () => {
    const [again] = pointsOf({ nth: 2, beforeUs: 400_000 });
    expect(again).toMatchObject({ kind: 'again', at: 1.5, before: 0.4, edge: ALARM });
    expect(again!.tip).toContain('delivery no. 2');
    const [unhandled] = pointsOf({ nth: 2, beforeUs: 400_000, startedUs: -1 });
    expect(unhandled).toMatchObject({ kind: 'in hand', at: 1, before: 0.4 });
  });

  it('is two marks for what is handled too late, and for a dead letter', () => {
    const late = pointsOf({ isLate: true });
    expect(late.map(({ kind, at }) => [kind, at])).toEqual([
      ['in hand', 1],
      ['late', 1.5],
    ]);
    expect(late[1]!.edge).toBe(INK);
    const dead = pointsOf({ outcome: 'DEAD_LETTERED', attempts: 3 });
    expect(dead.map(({ kind }) => kind)).toEqual(['first', 'dead']);
    expect(dead[1]!.tip).toContain('3 attempts');
  });

  it('leads to the reason if there is one', () => {
    const finder = (): never => ({ number: 4, redelivery: REASON }) as never;
    const [point] = deliveryPoints([{ ...DELIVERY, nth: 2, beforeUs: 0 }], PALETTE, finder);
    expect(point!.number).toBe(4);
    expect(readLinkedTip(point!.tip).link).toBe('#why-4');
    expect(point!.tip).toContain('c1 crashed at 0.900 s');
  });
});

const REASON = {
  group: 'g',
  topic: 't',
  partition: 0,
  startOffset: 7,
  endOffset: 8,
  process: 'c2',
  atUs: 1_000_000,
  cause: 'crash',
  problem: '',
  previousProcess: 'c1',
  previousAtUs: 0,
  endedAtUs: 900_000,
  detail: '',
  committedOffset: 7,
  generationBefore: 1,
  generationAfter: 2,
  withEffectCount: 1,
  records: [],
};
