import { expect, it } from 'vitest';
import type { CouponTransaction } from '../../src/issuer/ports.ts';
import type { CouponStoreHarness } from './couponStoreHarness.ts';
import { at, newBarrier, raceFor, stockOf } from './couponStoreSteps.ts';

/** How writers of one row of COUPON get into each other's way. */
export function describeRowLocks(harness: CouponStoreHarness): void {
  deductions(harness);
  losers(harness);
  unconditionalWrites(harness);
}

function deductions(harness: CouponStoreHarness): void {
  const take = (transaction: CouponTransaction): Promise<number | null> =>
    transaction.deductStock('C');

  it('evaluates stock > 0 again after a wait: the last coupon goes once', async () => {
    await harness.run({ C: 1 }, async (world) => {
      expect(await raceFor(world, take, 'commit')).toEqual(['first: 0', 'end', 'rival: null']);
      expect(await stockOf(world.store, 'C')).toBe(0);
    });
  });

  it('gives the last coupon to the one that waited if the holder rolls back', async () => {
    await harness.run({ C: 1 }, async (world) => {
      expect(await raceFor(world, take, 'rollback')).toEqual(['first: 0', 'end', 'rival: 0']);
      expect(await stockOf(world.store, 'C')).toBe(0);
    });
  });

  it('takes from what the rival left', async () => {
    await harness.run({ C: 9 }, async (world) => {
      expect(await raceFor(world, take, 'commit')).toEqual(['first: 8', 'end', 'rival: 7']);
    });
  });

  it('does not wait where the committed stock is 0', async () => {
    await harness.run({ C: 1 }, async ({ store }) => {
      await store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
      });
      await store.transaction(at(1), async (holder) => {
        await holder.writeStock('C', 5);
        // The rival ends within the holder's transaction: it cannot have waited for it.
        await store.transaction(at(2), async (rival) => {
          expect(await rival.deductStock('C')).toBeNull();
        });
      });
      expect(await stockOf(store, 'C')).toBe(5);
    });
  });
}

function losers(harness: CouponStoreHarness): void {
  it('keeps the row locked for one who waited for the last coupon in vain', async () => {
    await harness.run({ C: 1 }, async ({ store, untilWaiting }) => {
      const events: string[] = [];
      const others: Promise<void>[] = [];
      await store.transaction(at(0), async (holder) => {
        await holder.deductStock('C');
        const loser = store.transaction(at(1), async (transaction) => {
          events.push(`loser: ${await transaction.deductStock('C')}`);
          const writer = store.transaction(at(2), async (other) => {
            await other.writeStock('C', 5);
            events.push('written');
          });
          others.push(writer);
          await untilWaiting(1);
          events.push('loser ends');
        });
        others.push(loser);
        await untilWaiting(1);
      });
      await others[0];
      await others[1];
      expect(events).toEqual(['loser: null', 'loser ends', 'written']);
      expect(await stockOf(store, 'C')).toBe(5);
    });
  });

  it('lets those who waited for the last coupon lose one after the other', async () => {
    await harness.run({ C: 1 }, async ({ store, untilWaiting }) => {
      const events: string[] = [];
      const lose = (offset: number): Promise<void> =>
        store.transaction(at(offset), async (transaction) => {
          events.push(String(await transaction.deductStock('C')));
          // The second of them must still wait while the first is here.
          if (events.length === 1) await untilWaiting(1);
          events.push('ends');
        });
      const both: Promise<void>[] = [];
      await store.transaction(at(0), async (holder) => {
        await holder.deductStock('C');
        both.push(lose(1), lose(2));
        await untilWaiting(2);
      });
      await Promise.all(both);
      expect(events).toEqual(['null', 'ends', 'null', 'ends']);
    });
  });

  it('lets one who lost in vain write the row that it holds', async () => {
    await harness.run({ C: 1 }, async (world) => {
      const takeOrRefill = async (transaction: CouponTransaction): Promise<string> => {
        if ((await transaction.deductStock('C')) !== null) return 'taken';
        await transaction.writeStock('C', 4);
        return `refilled, ${await transaction.deductStock('C')} left`;
      };
      expect(await raceFor(world, takeOrRefill, 'commit')).toEqual([
        'first: taken',
        'end',
        'rival: refilled, 3 left',
      ]);
      expect(await stockOf(world.store, 'C')).toBe(3);
    });
  });
}

function unconditionalWrites(harness: CouponStoreHarness): void {
  it.each([
    ['commit', 5],
    ['rollback', 5],
  ] as const)(
    'writes without a condition after the holder, who ends with a %s',
    async (end, left) => {
      await harness.run({ C: 9 }, async (world) => {
        const stocks = [7, 5];
        const write = async (transaction: CouponTransaction): Promise<string> => {
          await transaction.writeStock('C', stocks.shift()!);
          return 'written';
        };
        expect(await raceFor(world, write, end)).toEqual([
          'first: written',
          'end',
          'rival: written',
        ]);
        expect(await stockOf(world.store, 'C')).toBe(left);
      });
    },
  );

  it('loses an update that was computed in the code, as READ COMMITTED does', async () => {
    await harness.run({ C: 9 }, async ({ store }) => {
      const bothHaveRead = newBarrier(2);
      const readThenWrite = (offset: number): Promise<void> =>
        store.transaction(at(offset), async (transaction) => {
          const stock = await transaction.readStock('C');
          await bothHaveRead();
          await transaction.writeStock('C', stock! - 1);
        });
      await Promise.all([readThenWrite(0), readThenWrite(1)]);
      expect(await stockOf(store, 'C')).toBe(8);
    });
  });
}
