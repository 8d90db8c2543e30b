import { describe, expect, it } from 'vitest';
import { CouponIssueHandler } from '../../src/issuer/couponIssueHandler.ts';
import type { CouponTransaction } from '../../src/issuer/ports.ts';
import { describeBrokenClients } from './couponStoreBrokenClients.ts';
import { describeDeadlocks } from './couponStoreDeadlocks.ts';
import type { CouponStoreHarness, CouponStoreWorld } from './couponStoreHarness.ts';
import { describeLostCommits } from './couponStoreLostCommits.ts';
import { describeRefusals } from './couponStoreRefusals.ts';
import { describeRowLocks } from './couponStoreRowLocks.ts';
import { ISSUED, USER_COUPON, at, codeOf, raceFor, recordAt, stockOf } from './couponStoreSteps.ts';

/** What every CouponStore must do, with rivals on other connections. */
export function describeCouponStore(harness: CouponStoreHarness): void {
  describe(`CouponStore contract on ${harness.name}`, () => {
    describe('one transaction', () => singleTransaction(harness));
    describe('statements', () => statements(harness));
    describe('stock and ids', () => stockAndIds(harness));
    describe('rivals', () => rivals(harness));
    describe('rings of waits', () => describeDeadlocks(harness));
    describe('statements that fail', () => describeRefusals(harness));
    describe('stock under rivals', () => describeRowLocks(harness));
    describe('many at once', () => manyAtOnce(harness));
    describe('clients and connections that break', () => describeBrokenClients(harness));
    describe('a lost commit', () => describeLostCommits(harness));
  });
}

function singleTransaction(harness: CouponStoreHarness): void {
  it('makes everything visible when it commits, and gives the value of the body', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      const value = await store.transaction(at(0), async (transaction) => {
        expect(await transaction.deductStock('C')).toBe(2);
        expect(await transaction.insertUserCoupon(USER_COUPON)).toBe(true);
        expect(await transaction.insertResult(ISSUED)).toBe(true);
        expect(await transaction.findResult('REQ-1')).toEqual(ISSUED);
        return 'done';
      });
      expect(value).toBe('done');
      expect(await store.readResult('REQ-1')).toEqual(ISSUED);
      expect(await stockOf(store, 'C')).toBe(2);
    });
  });

  it('leaves no trace when the body rejects, and rejects with the same error', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      const error = new Error('the body changed its mind');
      const failed = store.transaction(at(0), async (transaction) => {
        await transaction.deductStock('C');
        await transaction.insertUserCoupon(USER_COUPON);
        await transaction.insertResult(ISSUED);
        throw error;
      });
      await expect(failed).rejects.toBe(error);
      expect(await store.readResult('REQ-1')).toBeNull();
      expect(await stockOf(store, 'C')).toBe(3);
      await store.transaction(at(1), async (transaction) => {
        expect(await transaction.insertUserCoupon(USER_COUPON)).toBe(true);
        expect(await transaction.insertResult(ISSUED)).toBe(true);
      });
    });
  });

  it('keeps one result a request and one coupon a user, in one and across two', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      await store.transaction(at(0), async (transaction) => {
        expect(await transaction.insertResult(ISSUED)).toBe(true);
        expect(await transaction.insertResult({ ...ISSUED, outcome: 'SOLD_OUT' })).toBe(false);
        expect(await transaction.insertUserCoupon(USER_COUPON)).toBe(true);
        expect(await transaction.insertUserCoupon(USER_COUPON)).toBe(false);
      });
      await store.transaction(at(1), async (transaction) => {
        expect(await transaction.insertResult({ ...ISSUED, outcome: 'SOLD_OUT' })).toBe(false);
        expect(await transaction.insertUserCoupon({ ...USER_COUPON, requestId: 'REQ-2' })).toBe(
          false,
        );
        expect(await transaction.insertUserCoupon({ ...USER_COUPON, userId: '8' })).toBe(true);
        expect(await transaction.insertUserCoupon({ ...USER_COUPON, couponId: 'D' })).toBe(true);
      });
      expect(await store.readResult('REQ-1')).toEqual(ISSUED);
    });
  });
}

function statements(harness: CouponStoreHarness): void {
  it('serves statements that were sent at once in order', async () => {
    await harness.run({ C: 9 }, async ({ store }) => {
      await store.transaction(at(0), async (transaction) => {
        const answers = [
          transaction.deductStock('C'),
          transaction.readStock('C'),
          transaction.writeStock('C', 3),
          transaction.deductStock('C'),
        ];
        expect(await Promise.all(answers)).toEqual([8, 8, undefined, 2]);
      });
      expect(await stockOf(store, 'C')).toBe(2);
    });
  });

  it('refuses statements of a transaction that has ended', async () => {
    await harness.run({ C: 9 }, async ({ store }) => {
      const ended: CouponTransaction[] = [];
      await store.transaction(at(0), async (transaction) => {
        await transaction.readStock('C');
        ended.push(transaction);
      });
      expect(await codeOf(ended[0]!.deductStock('C'))).toBe('statement');
      expect(await stockOf(store, 'C')).toBe(9);
    });
  });
}

function stockAndIds(harness: CouponStoreHarness): void {
  it('takes stock down to 0 and no further, and gives it back', async () => {
    await harness.run({ C: 2, D: 5 }, async ({ store }) => {
      await store.transaction(at(0), async (transaction) => {
        expect(await transaction.deductStock('C')).toBe(1);
        expect(await transaction.deductStock('C')).toBe(0);
        expect(await transaction.deductStock('C')).toBeNull();
        expect(await transaction.readStock('C')).toBe(0);
        await transaction.returnStock('C');
        expect(await transaction.readStock('C')).toBe(1);
      });
      expect(await stockOf(store, 'C')).toBe(1);
      expect(await stockOf(store, 'D')).toBe(5);
    });
  });

  it('knows no stock of an unknown coupon', async () => {
    await harness.run({ C: 2 }, async ({ store }) => {
      await store.transaction(at(0), async (transaction) => {
        expect(await transaction.deductStock('nobody')).toBeNull();
        expect(await transaction.readStock('nobody')).toBeNull();
      });
    });
  });

  it('holds ids of any characters apart', async () => {
    await harness.run({ C: 2 }, async ({ store }) => {
      const ids = ['REQ-é', 'REQ-쿠폰', 'REQ-🎫', 'req-é', 'REQ-é '];
      for (const requestId of ids) {
        await store.transaction(at(0), async (transaction) => {
          expect(await transaction.insertResult({ ...ISSUED, requestId, userId: requestId })).toBe(
            true,
          );
        });
      }
      for (const requestId of ids) {
        expect(await store.readResult(requestId)).toEqual({
          ...ISSUED,
          requestId,
          userId: requestId,
        });
      }
    });
  });

  it('lets planted bugs append a second row of a user where there is no key', async () => {
    const body = async ({ store }: CouponStoreWorld): Promise<void> => {
      await store.transaction(at(0), async (transaction) => {
        await transaction.appendUserCoupon(USER_COUPON);
        await transaction.appendUserCoupon(USER_COUPON);
        await transaction.writeStock('C', 41);
      });
      expect(await stockOf(store, 'C')).toBe(41);
    };
    await harness.run({ C: 2 }, body, false);
  });
}

function rivals(harness: CouponStoreHarness): void {
  it('hides what is not committed, and shows a rival commit to the next statement', async () => {
    await harness.run({ C: 3 }, async ({ store }) => {
      await store.transaction(at(0), async (reader) => {
        expect(await reader.readStock('C')).toBe(3);
        await store.transaction(at(1), async (writer) => {
          await writer.deductStock('C');
          await writer.insertResult(ISSUED);
          expect(await reader.readStock('C')).toBe(3);
          expect(await reader.findResult('REQ-1')).toBeNull();
          expect(await store.readResult('REQ-1')).toBeNull();
        });
        expect(await reader.readStock('C')).toBe(2);
        expect(await reader.findResult('REQ-1')).toEqual(ISSUED);
      });
    });
  });

  const inserts: readonly [string, (transaction: CouponTransaction) => Promise<boolean>][] = [
    ['insertResult', (transaction) => transaction.insertResult(ISSUED)],
    ['insertUserCoupon', (transaction) => transaction.insertUserCoupon(USER_COUPON)],
  ];
  it.each(inserts)(
    '%s waits for a rival insert and yields when it commits',
    async (_name, insert) => {
      await harness.run({ C: 3 }, async (world) => {
        expect(await raceFor(world, insert, 'commit')).toEqual([
          'first: true',
          'end',
          'rival: false',
        ]);
      });
    },
  );

  it.each(inserts)(
    '%s waits for a rival insert and goes in when it rolls back',
    async (_name, insert) => {
      await harness.run({ C: 3 }, async (world) => {
        expect(await raceFor(world, insert, 'rollback')).toEqual([
          'first: true',
          'end',
          'rival: true',
        ]);
      });
    },
  );
}

function manyAtOnce(harness: CouponStoreHarness): void {
  it('never takes more than the stock with 50 transactions, some of which roll back', async () => {
    await harness.run({ C: 20 }, async ({ store }) => {
      const seen: (number | null)[] = [];
      let committed = 0;
      const takeOne = async (index: number): Promise<void> => {
        await store.transaction(at(index), async (transaction) => {
          const stock = await transaction.deductStock('C');
          seen.push(stock);
          await transaction.readStock('C');
          if (index % 5 === 0) throw new Error('rolled back');
          if (stock !== null) committed++;
        });
      };
      await Promise.allSettled(Array.from({ length: 50 }, (_, index) => takeOne(index)));
      expect(seen.every((stock) => stock === null || (stock >= 0 && stock < 20))).toBe(true);
      expect(committed).toBe(20);
      expect(await stockOf(store, 'C')).toBe(0);
    });
  });

  it('decides a request once, however many handlers work on it at the same time', async () => {
    await harness.run({ C: 20 }, async ({ store }) => {
      const handlers = Array.from({ length: 50 }, () => new CouponIssueHandler(store));
      const request = { requestId: 'REQ-1', couponId: 'C', userId: '7' };
      const outcomes = await Promise.all(
        handlers.map((handler, index) => handler.handle(request, recordAt(index))),
      );
      expect(outcomes.filter((outcome) => outcome === 'ISSUED')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'DUPLICATE')).toHaveLength(49);
      expect(await stockOf(store, 'C')).toBe(19);
      expect(await store.readResult('REQ-1')).toEqual(ISSUED);
    });
  });

  it('issues exactly the stock to 50 users, and one to a user who asks 10 times', async () => {
    await harness.run({ C: 20, D: 20 }, async ({ store }) => {
      const handler = new CouponIssueHandler(store);
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) => {
          const userId = String(index);
          return handler.handle(
            { requestId: `REQ-${index}`, couponId: 'C', userId },
            recordAt(index),
          );
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'ISSUED')).toHaveLength(20);
      expect(outcomes.filter((outcome) => outcome === 'SOLD_OUT')).toHaveLength(30);
      const again = await Promise.all(
        Array.from({ length: 10 }, (_, index) => {
          const request = { requestId: `AGAIN-${index}`, couponId: 'D', userId: '7' };
          return handler.handle(request, recordAt(index));
        }),
      );
      expect(again.filter((outcome) => outcome === 'ISSUED')).toHaveLength(1);
      expect(again.filter((outcome) => outcome === 'ALREADY_ISSUED')).toHaveLength(9);
      expect([await stockOf(store, 'C'), await stockOf(store, 'D')]).toEqual([0, 19]);
    });
  });
}
