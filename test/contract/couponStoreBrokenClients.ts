import { expect, it } from 'vitest';
import type { CouponStoreHarness } from './couponStoreHarness.ts';
import { ISSUED, USER_COUPON, at, codeOf, stockOf, until } from './couponStoreSteps.ts';

/** What is left of transactions whose client or connection is gone. */
export function describeBrokenClients(harness: CouponStoreHarness): void {
  it('rolls back when a client dies, and lets those go on who waited for it', async () => {
    await harness.run({ C: 3 }, async (world) => {
      const { store, rival } = world;
      let isHeld = false;
      const dying = rival.transaction(at(0), async (transaction) => {
        await transaction.insertUserCoupon(USER_COUPON);
        await transaction.deductStock('C');
        isHeld = true;
        for (;;) await transaction.readStock('C');
      });
      dying.catch(() => undefined);
      await until(store, () => isHeld);
      const waiting = store.transaction(at(1), async (transaction) => [
        await transaction.deductStock('C'),
        await transaction.insertUserCoupon(USER_COUPON),
      ]);
      await world.untilWaiting(1);
      world.killRival();
      expect(await waiting).toEqual([2, true]);
      expect(await stockOf(store, 'C')).toBe(2);
    });
  });

  it('does not notice the death of a client that waits for a lock, until it has it', async () => {
    await harness.run({ C: 3 }, async (world) => {
      const { store, rival, untilWaiting } = world;
      const successors: Promise<boolean>[] = [];
      await store.transaction(at(0), async (holder) => {
        await holder.deductStock('C');
        const dying = rival.transaction(at(1), async (transaction) => {
          await transaction.insertUserCoupon(USER_COUPON);
          await transaction.deductStock('C');
        });
        dying.catch(() => undefined);
        await untilWaiting(1);
        world.killRival();
        const successor = store.transaction(at(2), (transaction) =>
          transaction.insertUserCoupon(USER_COUPON),
        );
        successors.push(successor);
        // It waits for the dead one, which waits for the holder.
        await untilWaiting(2);
      });
      expect(await successors[0]).toBe(true);
      expect(await stockOf(store, 'C')).toBe(2);
    });
  });

  it('fails the next statement when the connection is broken, and undoes all before', async () => {
    await harness.run({ C: 3 }, async ({ store, breakConnections }) => {
      const codes: string[] = [];
      const end = store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
        await transaction.insertResult(ISSUED);
        await breakConnections();
        codes.push(await codeOf(transaction.readStock('C')));
        codes.push(await codeOf(transaction.readStock('C')));
      });
      codes.push(await codeOf(end));
      expect(codes).toEqual(['unavailable', 'statement', 'statement']);
      expect(await stockOf(store, 'C')).toBe(3);
      expect(await store.readResult('REQ-1')).toBeNull();
      await store.transaction(at(1), async (transaction) => {
        expect(await transaction.deductStock('C')).toBe(2);
      });
    });
  });

  it('commits nothing over a broken connection, whether its caller knows it or not', async () => {
    await harness.run({ C: 3 }, async ({ store, breakConnections }) => {
      const end = store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
        await breakConnections();
      });
      expect(['unavailable', 'outcome-unknown']).toContain(await codeOf(end));
      expect(await stockOf(store, 'C')).toBe(3);
    });
  });
}
