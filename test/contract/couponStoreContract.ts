import { describe, expect, it } from 'vitest';
import { CouponIssueHandler } from '../../src/issuer/couponIssueHandler.ts';
import type { CouponTransaction } from '../../src/issuer/ports.ts';
import { StoreError } from '../../src/issuer/ports.ts';
import { describeLostCommits } from './couponStoreLostCommits.ts';
import type { CouponStoreHarness, CouponStoreWorld } from './couponStoreHarness.ts';
import { ISSUED, at, codeOf, passTime, raceFor, recordAt, stockOf } from './couponStoreSteps.ts';

const USER_COUPON = { couponId: 'C', userId: '7', requestId: 'REQ-1' };

/** What every CouponStore must do, with rivals on other connections. */
export function describeCouponStore(harness: CouponStoreHarness): void {
  describe(`CouponStore contract on ${harness.name}`, () => {
    describe('one transaction', () => singleTransaction(harness));
    describe('stock and ids', () => stockAndIds(harness));
    describe('rivals', () => rivals(harness));
    describe('rings of waits', () => deadlocks(harness));
    describe('stock under rivals', () => stockUnderRivals(harness));
    describe('writes without a condition', () => unconditionalWrites(harness));
    describe('many at once', () => manyAtOnce(harness));
    describe.skipIf(!harness.canLoseCommits)('a lost commit', () => {
      describeLostCommits(harness);
    });
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
      await harness.run({ C: 3 }, async ({ store }) => {
        expect(await raceFor(store, insert, 'commit')).toEqual([
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
      await harness.run({ C: 3 }, async ({ store }) => {
        expect(await raceFor(store, insert, 'rollback')).toEqual([
          'first: true',
          'end',
          'rival: true',
        ]);
      });
    },
  );
}

function deadlocks(harness: CouponStoreHarness): void {
  it('fails exactly one of two transactions that wait for each other', async () => {
    await harness.run({ A: 5, B: 5 }, async ({ store }) => {
      const takeBoth = (offset: number, first: string, second: string): Promise<void> =>
        store.transaction(at(offset), async (transaction) => {
          await transaction.deductStock(first);
          await passTime(transaction);
          await transaction.deductStock(second);
        });
      const outcomes = await Promise.allSettled([takeBoth(0, 'A', 'B'), takeBoth(1, 'B', 'A')]);
      const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(failed).toHaveLength(1);
      expect(failed[0]!.reason).toBeInstanceOf(StoreError);
      expect((failed[0]!.reason as StoreError).code).toBe('serialization');
      expect([await stockOf(store, 'A'), await stockOf(store, 'B')]).toEqual([4, 4]);
    });
  });

  it('ends a failed transaction: further statements and the commit are refused', async () => {
    await harness.run({ A: 5, B: 5 }, async ({ store }) => {
      const codes: string[] = [];
      const takeBoth = (offset: number, first: string, second: string): Promise<void> =>
        store.transaction(at(offset), async (transaction) => {
          await transaction.deductStock(first);
          await passTime(transaction);
          try {
            await transaction.deductStock(second);
          } catch {
            codes.push(await codeOf(transaction.readStock('A')));
          }
        });
      const both = [takeBoth(0, 'A', 'B'), takeBoth(1, 'B', 'A')];
      const ends = await Promise.all(both.map(codeOf));
      expect(codes).toEqual(['statement']);
      expect(ends.sort()).toEqual(['none', 'statement']);
      expect([await stockOf(store, 'A'), await stockOf(store, 'B')]).toEqual([4, 4]);
    });
  });
}

function stockUnderRivals(harness: CouponStoreHarness): void {
  const take = (transaction: CouponTransaction): Promise<number | null> =>
    transaction.deductStock('C');

  it('evaluates stock > 0 again after a wait: the last coupon goes once', async () => {
    await harness.run({ C: 1 }, async ({ store }) => {
      expect(await raceFor(store, take, 'commit')).toEqual(['first: 0', 'end', 'rival: null']);
      expect(await stockOf(store, 'C')).toBe(0);
    });
  });

  it('gives the last coupon to the one that waited if the holder rolls back', async () => {
    await harness.run({ C: 1 }, async ({ store }) => {
      expect(await raceFor(store, take, 'rollback')).toEqual(['first: 0', 'end', 'rival: 0']);
      expect(await stockOf(store, 'C')).toBe(0);
    });
  });

  it('takes from what the rival left', async () => {
    await harness.run({ C: 9 }, async ({ store }) => {
      expect(await raceFor(store, take, 'commit')).toEqual(['first: 8', 'end', 'rival: 7']);
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

function unconditionalWrites(harness: CouponStoreHarness): void {
  it.each([
    ['commit', 5],
    ['rollback', 5],
  ] as const)(
    'writes without a condition after the holder, who ends with a %s',
    async (end, left) => {
      await harness.run({ C: 9 }, async ({ store }) => {
        const stocks = [7, 5];
        const write = async (transaction: CouponTransaction): Promise<string> => {
          await transaction.writeStock('C', stocks.shift()!);
          return 'written';
        };
        expect(await raceFor(store, write, end)).toEqual([
          'first: written',
          'end',
          'rival: written',
        ]);
        expect(await stockOf(store, 'C')).toBe(left);
      });
    },
  );

  it('loses an update that was computed in the code, as READ COMMITTED does', async () => {
    await harness.run({ C: 9 }, async ({ store }) => {
      const readThenWrite = (offset: number): Promise<void> =>
        store.transaction(at(offset), async (transaction) => {
          const stock = await transaction.readStock('C');
          await passTime(transaction);
          await transaction.writeStock('C', stock! - 1);
        });
      await Promise.all([readThenWrite(0), readThenWrite(1)]);
      expect(await stockOf(store, 'C')).toBe(8);
    });
  });
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
