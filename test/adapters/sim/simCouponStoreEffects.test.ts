import { describe, expect, it } from 'vitest';
import type { StoreEffect } from '../../../src/adapters/sim/simCouponStore.ts';
import { CouponIssueHandler } from '../../../src/issuer/couponIssueHandler.ts';
import { StoreWorld, origin, record } from './storeWorld.ts';

type ToldEffect = Omit<StoreEffect, 'atUs' | 'origin'> & { readonly offset: number };

/** An effect of c1 on coupon C that did nothing but what is said. */
function effectOf(offset: number, changes: Partial<ToldEffect>): ToldEffect {
  const nothing = { issued: 0, deducted: 0, outcome: 'ISSUED', stockAfter: -1 } as const;
  return {
    offset,
    process: 'c1',
    requestId: '',
    couponId: 'C',
    userId: '',
    ...nothing,
    ...changes,
  };
}

function toldEffect({ origin: { offset }, process, ...effect }: StoreEffect): ToldEffect {
  const { requestId, couponId, userId, issued, deducted, outcome, stockAfter } = effect;
  return { offset, process, requestId, couponId, userId, issued, deducted, outcome, stockAfter };
}

describe('SimCouponStore: what is told of commits', () => {
  it('tells each commit that changed something, with all it changed', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 1);
    world.at(0, 'c1', async (store) => {
      const handler = new CouponIssueHandler(store);
      await handler.handle({ requestId: 'REQ-1', couponId: 'C', userId: '7' }, record(4));
      await handler.handle({ requestId: 'REQ-1', couponId: 'C', userId: '7' }, record(4));
      await handler.handle({ requestId: 'REQ-2', couponId: 'C', userId: '8' }, record(5));
      await handler.handle({ requestId: 'REQ-3', couponId: 'X', userId: '8' }, record(6));
      await store.transaction(origin(7), async (transaction) => {
        await transaction.appendUserCoupon({ couponId: 'C', userId: '9', requestId: 'REQ-4' });
        await transaction.appendUserCoupon({ couponId: 'C', userId: '10', requestId: 'REQ-4' });
        await transaction.writeStock('C', 10);
      });
    });
    await world.run();
    const raised = { outcome: '', stockAfter: 10 } as const;
    expect(world.effects.map(toldEffect)).toEqual([
      effectOf(4, { requestId: 'REQ-1', userId: '7', issued: 1, deducted: 1, stockAfter: 0 }),
      effectOf(5, { requestId: 'REQ-2', userId: '8', outcome: 'SOLD_OUT' }),
      effectOf(6, { requestId: 'REQ-3', userId: '8', couponId: 'X', outcome: 'UNKNOWN_COUPON' }),
      effectOf(7, { requestId: 'REQ-4', userId: '9', issued: 2, deducted: -10, ...raised }),
    ]);
    const times = world.effects.map(({ atUs }) => atUs);
    expect(times).toEqual([1400, 3900, 5300, 6600]);
    expect(world.server.resultCount).toBe(3);
    expect(
      [...world.server.userCoupons()].map(({ userId, origin: from }) => [userId, from.offset]),
    ).toEqual([
      ['7', 4],
      ['9', 7],
      ['10', 7],
    ]);
  });
});

describe('SimCouponStore: faults at the moment of a commit', () => {
  it('lets a fault strike after the commit is durable and before the client knows', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 3);
    world.server.onDurable = (process, { offset }) => {
      world.note(`durable ${process}@${offset}, stock ${world.server.stockOf('C')}`);
      if (process === 'c1') world.process('c1').crash();
    };
    for (const name of ['c1', 'c2']) {
      world.at(0, name, async (store) => {
        await store.transaction(origin(name === 'c1' ? 1 : 2), (transaction) =>
          transaction.deductStock('C'),
        );
        world.note(`${name} knows`);
      });
    }
    await world.run();
    expect(world.log).toEqual([
      '1100 durable c1@1, stock 2',
      '2100 durable c2@2, stock 1',
      '2100 c2 knows',
    ]);
  });

  it('lets a waiting client crash at the very moment when its lock comes free', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 3);
    world.server.onDurable = () => world.process('c2').crash();
    for (const [startUs, name] of [
      [0, 'c1'],
      [10, 'c2'],
      [20, 'c3'],
    ] as const) {
      world.at(startUs, name, async (store) => {
        await store.transaction(origin(0), (transaction) => transaction.deductStock('C'));
        world.note(name);
      });
    }
    await world.run();
    expect(world.log).toEqual(['1100 c1', '2100 c3']);
    expect(world.server.stockOf('C')).toBe(1);
  });
});
