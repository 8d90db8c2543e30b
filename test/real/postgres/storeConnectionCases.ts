import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../src/adapters/postgres/freePort.ts';
import { PostgresCouponStore } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import type { PostgresStoreSettings } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import { PostgresProxy } from '../../../src/adapters/postgres/postgresProxy.ts';
import { PostgresRunSchema } from '../../../src/adapters/postgres/postgresRunSchema.ts';
import { PostgresUnusable } from '../../../src/adapters/postgres/postgresUnusable.ts';
import { ISSUED, at, codeOf, newBarrier, stockOf } from '../../contract/couponStoreSteps.ts';
import { pollUntil } from './pollUntil.ts';
import { ServerObserver } from './serverObserver.ts';

const stores: PostgresCouponStore[] = [];
let url = '';
let observer: ServerObserver;
let schema: PostgresRunSchema;
let nextCoupon = 0;

/** What the store makes of its connections: pool, breaks, timeouts, close. */
export function describeStoreConnections(serverUrl: string): void {
  beforeAll(async () => {
    url = serverUrl;
    observer = new ServerObserver(url);
    schema = await PostgresRunSchema.create(url, { runId: 'store', hasUserCouponKey: true });
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) {
      store.cut();
      await store.close();
    }
  });

  afterAll(async () => {
    await schema.remove();
    await observer.close();
  });

  describe('PostgresCouponStore: connections', connections);
  describe('PostgresCouponStore: lost answers', lostAnswers);
  describe('PostgresCouponStore: close', closing);
}

/** A store that is closed after the test. */
function openStore(settings: Partial<PostgresStoreSettings> = {}): PostgresCouponStore {
  const store = new PostgresCouponStore({
    url,
    schema: schema.name,
    poolSize: 4,
    applicationName: 'store test',
    ...settings,
  });
  stores.push(store);
  return store;
}

/** A coupon that no other test has. */
async function newCoupon(stock: number): Promise<string> {
  const couponId = `C${++nextCoupon}`;
  await schema.addCoupons(new Map([[couponId, stock]]));
  return couponId;
}

function connections(): void {
  it('opens as many as it may, and no more', async () => {
    const store = openStore({ poolSize: 3, applicationName: 'pool test' });
    const threeAreIn = newBarrier(3);
    const sessions: number[] = [];
    const transactions = Array.from({ length: 9 }, (_, index) =>
      store.transaction(at(index), async (transaction) => {
        await transaction.findResult('nobody');
        if (index < 3) await threeAreIn();
        sessions.push(await observer.sessionCount('pool test'));
      }),
    );
    await Promise.all(transactions);
    expect(sessions).toHaveLength(9);
    expect(Math.max(...sessions)).toBe(3);
  });

  it('lets callers wait for a connection in order', async () => {
    const store = openStore({ poolSize: 1 });
    const begun: number[] = [];
    const transactions = Array.from({ length: 6 }, (_, index) =>
      store.transaction(at(index), async () => begun.push(index)),
    );
    await Promise.all(transactions);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('refuses a pool without connections, and what is no URL', () => {
    expect(() => openStore({ poolSize: 0 })).toThrow(RangeError);
    for (const wrong of ['', 'localhost', 'http://127.0.0.1:5432/db', 'postgres//x']) {
      expect(() => openStore({ url: wrong })).toThrow(PostgresUnusable);
    }
  });

  it('is unavailable where nobody listens, or where the password is refused', async () => {
    const nobody = openStore({ url: `postgres://x:y@127.0.0.1:${await freePort()}/postgres` });
    await expect(nobody.readResult('REQ-1')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/ECONNREFUSED/) as unknown,
    });
    const stranger = openStore({ url: url.replace(/:[0-9a-f]+@/, ':wrong@') });
    await expect(codeOf(stranger.transaction(at(0), async () => 1))).resolves.toBe('unavailable');
    await expect(stranger.readResult('REQ-1')).rejects.toThrow(/password/);
  });

  it('replaces connections that broke, in use or not', async () => {
    const proxy = await PostgresProxy.start(url);
    const store = openStore({ url: proxy.url });
    const couponId = await newCoupon(5);
    const others = [couponId, await newCoupon(5)];
    const bothAreIn = newBarrier(2);
    const ends = Promise.all(
      others.map((coupon, index) =>
        codeOf(
          store.transaction(at(index), async (transaction) => {
            await transaction.deductStock(coupon);
            await bothAreIn();
            proxy.cut();
            for (;;) await transaction.readStock(coupon);
          }),
        ),
      ),
    );
    expect(await ends).toEqual(['unavailable', 'unavailable']);
    await store.readResult('REQ-1');
    proxy.cut();
    // The store may learn of it by a statement that fails, once.
    await pollUntil('an answer', async () => (await codeOf(store.readResult('REQ-1'))) === 'none');
    expect(await stockOf(store, couponId)).toBe(5);
    await proxy.stop();
    expect(await codeOf(store.readResult('REQ-1'))).toBe('unavailable');
  });
}

function lostAnswers(): void {
  it('does not know what a COMMIT did that is never answered', async () => {
    const proxy = await PostgresProxy.start(url);
    const store = openStore({ url: proxy.url, answerTimeoutMs: 100 });
    const couponId = await newCoupon(5);
    for (const [decision, left] of [
      ['committed', 4],
      ['rolled-back', 4],
    ] as const) {
      proxy.loseNextCommit({ decision, clientSees: 'silence' });
      const end = store.transaction(at(0), (transaction) => transaction.deductStock(couponId));
      expect(await codeOf(end)).toBe('outcome-unknown');
      await pollUntil('the outcome', async () => (await stockOf(store, couponId)) === left);
    }
    await proxy.stop();
  });

  it('gives a statement up that waits too long, and its locks with it', async () => {
    const [held, wanted] = [await newCoupon(5), await newCoupon(5)];
    const store = openStore();
    const impatient = openStore({ answerTimeoutMs: 100 });
    await store.transaction(at(0), async (holder) => {
      await holder.deductStock(wanted);
      const end = impatient.transaction(at(1), async (transaction) => {
        await transaction.deductStock(held);
        await transaction.deductStock(wanted);
      });
      expect(await codeOf(end)).toBe('unavailable');
      await store.transaction(at(2), async (transaction) => {
        expect(await transaction.deductStock(held)).toBe(4);
      });
    });
  });

  it('is unavailable to one whose session is ended while it waits for a lock', async () => {
    const couponId = await newCoupon(5);
    const store = openStore();
    const victim = openStore({ applicationName: 'victim' });
    await store.transaction(at(0), async (holder) => {
      await holder.deductStock(couponId);
      const end = codeOf(
        victim.transaction(at(1), async (transaction) => {
          await transaction.insertResult(ISSUED);
          await transaction.deductStock(couponId);
        }),
      );
      await observer.untilWaiting('victim', 1);
      await observer.terminate('victim', 'active');
      expect(await end).toBe('unavailable');
      await store
        .transaction(at(2), async (transaction) => {
          expect(await transaction.insertResult(ISSUED)).toBe(true);
          throw new Error('leave no trace');
        })
        .catch(() => undefined);
    });
    expect(await stockOf(store, couponId)).toBe(4);
  });
}

function closing(): void {
  it('lets open transactions end, refuses all others, and leaves no session', async () => {
    const couponId = await newCoupon(5);
    const store = openStore({ poolSize: 1, applicationName: 'closing' });
    const mayEnd = newBarrier(2);
    let isOpen = false;
    const open = store.transaction(at(0), async (transaction) => {
      await transaction.deductStock(couponId);
      isOpen = true;
      await mayEnd();
      await transaction.readStock(couponId);
      return 'committed';
    });
    const waiting = codeOf(store.readResult('REQ-1'));
    await pollUntil('the transaction', () => isOpen);
    const closed = store.close();
    expect(await waiting).toBe('unavailable');
    expect(await codeOf(store.readResult('REQ-1'))).toBe('unavailable');
    await mayEnd();
    expect(await open).toBe('committed');
    await closed;
    await store.close();
    await observer.untilGone('closing');
    expect((await schema.stocks()).get(couponId)).toBe(4);
  });

  it('does not wait for ever for a transaction that does not end', async () => {
    const couponId = await newCoupon(5);
    const store = openStore({ answerTimeoutMs: 50, applicationName: 'endless' });
    let isOpen = false;
    const endless = store.transaction(at(0), async (transaction) => {
      await transaction.deductStock(couponId);
      isOpen = true;
      for (;;) await transaction.readStock(couponId);
    });
    const end = codeOf(endless);
    await pollUntil('the transaction', () => isOpen);
    await store.close();
    expect(await end).toBe('unavailable');
    await observer.untilGone('endless');
    expect((await schema.stocks()).get(couponId)).toBe(5);
  });
}
