import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CouponIssueHandler } from '../../../src/issuer/couponIssueHandler.ts';
import { StoreError } from '../../../src/issuer/ports.ts';
import { StoreWorld, newFault, record } from './storeWorld.ts';

/** What a random world does. Times are microseconds. */
const chaos = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  stock: fc.integer({ min: 0, max: 6 }),
  maxUs: fc.constantFrom(0, 50, 1000),
  crashNoticeUs: fc.constantFrom(0, 3000),
  // Several handlers work on the same records at once, as zombies do.
  requests: fc.array(
    fc.record({
      atUs: fc.integer({ min: 0, max: 8000 }),
      process: fc.integer({ min: 0, max: 3 }),
      requestId: fc.integer({ min: 0, max: 9 }),
      couponId: fc.integer({ min: 0, max: 1 }),
      userId: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  crashes: fc.array(
    fc.record({
      atUs: fc.integer({ min: 0, max: 10_000 }),
      process: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 4 },
  ),
  pauses: fc.array(
    fc.record({
      atUs: fc.integer({ min: 0, max: 10_000 }),
      process: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 3 },
  ),
  lostCommits: fc.integer({ min: 0, max: 3 }),
  unavailable: fc.integer({ min: 0, max: 3 }),
});

type Chaos = typeof chaos extends fc.Arbitrary<infer T> ? T : never;

async function runChaos(plan: Chaos): Promise<StoreWorld> {
  const range = { minUs: 0, maxUs: plan.maxUs };
  const { crashNoticeUs } = plan;
  const latency = { statement: range, commit: range };
  const world = new StoreWorld({ latency, poolSize: 2, crashNoticeUs }, plan.seed);
  for (const couponId of ['0', '1']) world.server.addCoupon(couponId, plan.stock);
  const lost = newFault({ effect: 'lost-commit', count: plan.lostCommits, decision: 'either' });
  if (plan.lostCommits > 0) world.when(2000, () => world.server.inject(lost));
  if (plan.unavailable > 0) world.server.inject(newFault({ count: plan.unavailable }));
  plan.requests.forEach((request, offset) => {
    world.at(request.atUs, `c${request.process}`, async (store) => {
      const handler = new CouponIssueHandler(store);
      const [requestId, couponId] = [`REQ-${request.requestId}`, String(request.couponId)];
      for (let attempt = 1; attempt <= 10; attempt++) {
        try {
          const command = { requestId, couponId, userId: String(request.userId) };
          world.note(`${requestId} ${await handler.handle(command, record(offset))}`);
          return;
        } catch (error) {
          if (!(error instanceof StoreError)) throw error;
        }
      }
    });
  });
  for (const { atUs, process } of plan.crashes) {
    world.when(atUs, () => world.process(`c${process}`).crash());
    world.when(atUs + 1000, () => world.process(`c${process}`).restart());
  }
  for (const { atUs, process } of plan.pauses) {
    world.when(atUs, () => world.process(`c${process}`).pause());
    world.when(atUs + 2500, () => world.process(`c${process}`).resume());
  }
  await world.run();
  return world;
}

describe('SimCouponStore and CouponIssueHandler under crashes, pauses, zombies and faults', () => {
  it('never oversells, decides once, gives a user one coupon, leaves nothing locked', async () => {
    await fc.assert(
      fc.asyncProperty(chaos, async (plan) => {
        const { server, effects } = await runChaos(plan);
        expect(server.openTransactionCount).toBe(0);
        expect(server.deadlockCount).toBe(0);
        const rows = [...server.userCoupons()];
        for (const couponId of ['0', '1']) {
          const issued = rows.filter((row) => row.couponId === couponId).length;
          expect(server.stockOf(couponId)).toBe(plan.stock - issued);
          expect(issued).toBeLessThanOrEqual(plan.stock);
        }
        expect(new Set(rows.map((row) => `${row.couponId} ${row.userId}`)).size).toBe(rows.length);
        expect(new Set(effects.map(({ requestId }) => requestId)).size).toBe(effects.length);
        expect(effects).toHaveLength(server.resultCount);
        for (const row of rows) expect(server.findCommitted(row.requestId)?.outcome).toBe('ISSUED');
      }),
      { numRuns: 300 },
    );
  });

  it('does the same again from the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(chaos, async (plan) => {
        const [first, second] = [await runChaos(plan), await runChaos(plan)];
        expect(second.log).toEqual(first.log);
        expect(second.effects).toEqual(first.effects);
        expect(second.kernel.digest.toHex()).toBe(first.kernel.digest.toHex());
      }),
      { numRuns: 40 },
    );
  });
});
