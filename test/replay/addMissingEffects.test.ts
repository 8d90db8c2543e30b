import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/history/event.ts';
import { addMissingEffects } from '../../src/replay/addMissingEffects.ts';

const origin = { topic: 'requests', partition: 0, offset: 7 };
const row = { requestId: 'R-7', couponId: '1', userId: '9' };
const coupons = [{ couponId: '1', stock: 5 }];

const schema = {
  results: async () => [{ ...row, outcome: 'ISSUED' as const, origin }],
  userCoupons: async () => [{ ...row, origin }],
};

const started: HistoryEvent = {
  type: 'HandlerStarted',
  atUs: 100,
  process: 'c1',
  ...origin,
  key: '1',
  requestId: 'R-7',
  attempt: 1,
};
const crashed: HistoryEvent = { type: 'Crashed', atUs: 200, process: 'c1' };
const other: HistoryEvent = { type: 'Crashed', atUs: 150, process: 'c2' };

function effect(offset: number, stockAfter: number): HistoryEvent {
  return {
    type: 'EffectCommitted',
    atUs: 50,
    process: 'c1',
    ...origin,
    offset,
    ...row,
    requestId: `R-${offset}`,
    issued: 1,
    deducted: 1,
    outcome: 'ISSUED',
    stockAfter,
  };
}

describe('addMissingEffects', () => {
  it('adds what the tables hold and nobody told, just before its process died', async () => {
    const events = [effect(5, 4), effect(6, 3), started, other, crashed];
    const added = await addMissingEffects(events, schema, coupons);
    expect(added).toHaveLength(events.length + 1 - 0);
    expect(added[4]).toEqual({ ...effect(7, 2), atUs: 200, process: 'c1' });
    expect(added[5]).toBe(crashed);
  });

  it('lays it to the attempt whose outcome was not known', async () => {
    const failed: HistoryEvent = {
      type: 'HandlerEnded',
      atUs: 180,
      process: 'c1',
      ...origin,
      outcome: 'FAILED',
      error: 'store: outcome-unknown',
    };
    const added = await addMissingEffects([started, failed, crashed], schema, coupons);
    expect(added[1]).toMatchObject({ type: 'EffectCommitted', atUs: 180, stockAfter: 4 });
  });

  it('adds nothing if all was told', async () => {
    const events = [started, effect(7, 4), crashed];
    expect(await addMissingEffects(events, schema, coupons)).toBe(events);
  });
});
