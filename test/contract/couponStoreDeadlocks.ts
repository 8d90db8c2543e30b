import { expect, it } from 'vitest';
import type { CouponStoreHarness, CouponStoreWorld } from './couponStoreHarness.ts';
import { at, codeOf, newBarrier, stockOf } from './couponStoreSteps.ts';

/**
 * What happens to transactions that wait for each other. Which of them fails is not promised:
 * PostgreSQL takes the one whose deadlock_timeout is noticed first.
 */
export function describeDeadlocks(harness: CouponStoreHarness): void {
  it('fails one of two, with `serialization`, and lets the other go on', async () => {
    await harness.run({ A: 5, B: 5 }, async (world) => {
      const ends = await Promise.all(ringOfTwo(world, swallowNothing).map(codeOf));
      expect(ends.sort()).toEqual(['none', 'serialization']);
      expect([await stockOf(world.store, 'A'), await stockOf(world.store, 'B')]).toEqual([4, 4]);
    });
  });

  it('ends a failed transaction: further statements and the commit are refused', async () => {
    await harness.run({ A: 5, B: 5 }, async (world) => {
      const codes: string[] = [];
      const both = ringOfTwo(world, async (second, readOn) => {
        codes.push(await codeOf(second));
        codes.push(await codeOf(readOn()));
      });
      const ends = await Promise.all(both.map(codeOf));
      expect(codes.sort()).toEqual(['none', 'none', 'serialization', 'statement']);
      expect(ends.sort()).toEqual(['none', 'statement']);
      expect([await stockOf(world.store, 'A'), await stockOf(world.store, 'B')]).toEqual([4, 4]);
    });
  });

  it('lets a bystander go on who waits for one of the ring', async () => {
    await harness.run({ A: 5, B: 5 }, async (world) => {
      const { store, untilWaiting } = world;
      const ends = Promise.all(ringOfTwo(world, swallowNothing).map(codeOf));
      await untilWaiting(2);
      const bystander = store.transaction(at(2), (transaction) => transaction.deductStock('A'));
      expect((await ends).sort()).toEqual(['none', 'serialization']);
      expect(await bystander).toBe(3);
    });
  });

  it('sees rings of unique keys too', async () => {
    await harness.run({ C: 9 }, async ({ store }) => {
      const [bothHaveOne, users] = [newBarrier(2), ['7', '8']];
      const insertBoth = (offset: number, first: string, second: string): Promise<void> =>
        store.transaction(at(offset), async (transaction) => {
          const row = { couponId: 'C', requestId: `REQ-${offset}` };
          await transaction.insertUserCoupon({ ...row, userId: first });
          await bothHaveOne();
          await transaction.insertUserCoupon({ ...row, userId: second });
        });
      const ends = [insertBoth(0, users[0]!, users[1]!), insertBoth(1, users[1]!, users[0]!)];
      expect((await Promise.all(ends.map(codeOf))).sort()).toEqual(['none', 'serialization']);
    });
  });
}

/** A failure of the second deduction is a failure of the transaction. */
async function swallowNothing(second: Promise<unknown>): Promise<void> {
  await second;
}

/**
 * Two transactions that each deduct from one coupon and then from the other one's. `end` gets the
 * second deduction and a way to go on.
 */
function ringOfTwo(
  { store }: CouponStoreWorld,
  end: (second: Promise<number | null>, readOn: () => Promise<number | null>) => Promise<void>,
): readonly Promise<void>[] {
  const bothHaveOne = newBarrier(2);
  const takeBoth = (offset: number, first: string, second: string): Promise<void> =>
    store.transaction(at(offset), async (transaction) => {
      await transaction.deductStock(first);
      await bothHaveOne();
      await end(transaction.deductStock(second), () => transaction.readStock(first));
    });
  return [takeBoth(0, 'A', 'B'), takeBoth(1, 'B', 'A')];
}
