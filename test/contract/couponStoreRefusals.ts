import { expect, it } from 'vitest';
import type { CouponTransaction } from '../../src/issuer/ports.ts';
import type { CouponStoreHarness } from './couponStoreHarness.ts';
import { ISSUED, USER_COUPON, at, codeOf, raceFor, stockOf } from './couponStoreSteps.ts';

type Act = (transaction: CouponTransaction) => Promise<unknown>;

/** Statements that the database refuses, and what that does to their transaction. */
export function describeRefusals(harness: CouponStoreHarness): void {
  refusals(harness);
  locksOfRefused(harness);
  columnsAndKeys(harness);
}

function refusals(harness: CouponStoreHarness): void {
  const tooLong = 'x'.repeat(65);
  const refused: readonly [string, Act][] = [
    ['a negative stock', (transaction) => transaction.writeStock('C', -1)],
    [
      'a result whose id is too long',
      (transaction) => transaction.insertResult({ ...ISSUED, requestId: tooLong }),
    ],
    [
      'a row whose id is too long',
      (transaction) => transaction.insertUserCoupon({ ...USER_COUPON, userId: tooLong }),
    ],
    [
      'a second row of a user, without ON CONFLICT',
      (transaction) =>
        transaction
          .appendUserCoupon(USER_COUPON)
          .then(() => transaction.appendUserCoupon({ ...USER_COUPON, requestId: 'REQ-2' })),
    ],
  ];
  it.each(refused)('refuses %s and undoes the whole transaction', async (_what, act) => {
    await harness.run({ C: 3 }, async ({ store }) => {
      const codes: string[] = [];
      const end = store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
        codes.push(await codeOf(act(transaction)));
        codes.push(await codeOf(transaction.readStock('C')));
      });
      codes.push(await codeOf(end));
      expect(codes).toEqual(['statement', 'statement', 'statement']);
      expect(await stockOf(store, 'C')).toBe(3);
    });
  });
}

function locksOfRefused(harness: CouponStoreHarness): void {
  it('does not wait for a row only to refuse what is to be written', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      await store.transaction(at(0), async (holder) => {
        await holder.deductStock('C');
        // The rival fails within the holder's transaction: it cannot have waited for it.
        const rival = store.transaction(at(1), (transaction) => transaction.writeStock('C', -1));
        expect(await codeOf(rival)).toBe('statement');
      });
      await store.transaction(at(2), async (transaction) => {
        await transaction.writeStock('nobody', -1);
        expect(await transaction.readStock('C')).toBe(2);
      });
    });
  });

  it('gives the locks back when a statement fails, before the transaction ends', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      const end = store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
        await codeOf(transaction.writeStock('C', -1));
        // The rival ends within the failed transaction: it does not wait for it.
        await store.transaction(at(1), async (rival) => {
          expect(await rival.deductStock('C')).toBe(2);
        });
      });
      expect(await codeOf(end)).toBe('statement');
      expect(await stockOf(store, 'C')).toBe(2);
    });
  });

  const append: Act = (transaction) =>
    transaction.appendUserCoupon(USER_COUPON).then(() => 'appended');
  it.each([
    ['commit', 'statement'],
    ['rollback', 'appended'],
  ] as const)(
    'lets an insert without ON CONFLICT wait for its rival too, which ends with a %s',
    async (end, answer) => {
      await harness.run({ C: 3 }, async (world) => {
        expect(await raceFor(world, append, end)).toEqual([
          'first: appended',
          'end',
          `rival: ${answer}`,
        ]);
      });
    },
  );
}

function columnsAndKeys(harness: CouponStoreHarness): void {
  it('takes ids of 64 characters, each of which may be two code units', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      const requestId = '🎫'.repeat(64);
      await store.transaction(at(0), (transaction) =>
        transaction.insertResult({ ...ISSUED, requestId }),
      );
      expect(await store.readResult(requestId)).toEqual({ ...ISSUED, requestId });
    });
  });

  it('refuses ON CONFLICT where there is no such key', async () => {
    const body = async (transaction: CouponTransaction): Promise<void> => {
      await transaction.insertUserCoupon(USER_COUPON);
    };
    await harness.run(
      { C: 3 },
      async ({ store }) => {
        expect(await codeOf(store.transaction(at(0), body))).toBe('statement');
      },
      false,
    );
  });
}
