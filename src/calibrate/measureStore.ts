import type { CouponStore, CouponTransaction } from '../issuer/ports.ts';
import type { LatencyProfile } from '../scenario/latency/latencyProfile.ts';
import { measuredLatencyOf } from './measuredLatencyOf.ts';

/** The coupon that calibration issues. */
export const CALIBRATION_COUPON = 'calibration';

/**
 * Takes the time of the statements of a coupon request, one transaction after the other: SELECT,
 * UPDATE and two INSERTs, then COMMIT. `warmUp` transactions before do not count.
 */
export async function measureStore(
  store: CouponStore,
  warmUp: number,
  samples: number,
): Promise<LatencyProfile['store']> {
  const statementUs: number[] = [];
  const commitUs: number[] = [];
  for (let index = -warmUp; index < samples; index++) {
    let bodyEndMs = 0;
    const origin = { topic: 'calibration', partition: 0, offset: index + warmUp };
    await store.transaction(origin, async (transaction) => {
      const times = await issueOne(transaction, `calibration-${index}`);
      if (index >= 0) statementUs.push(...times);
      bodyEndMs = performance.now();
    });
    if (index >= 0) commitUs.push((performance.now() - bodyEndMs) * 1000);
  }
  return { statement: measuredLatencyOf(statementUs), commit: measuredLatencyOf(commitUs) };
}

/** What a coupon request does in the database. Returns what each statement took. */
async function issueOne(transaction: CouponTransaction, id: string): Promise<number[]> {
  const row = { couponId: CALIBRATION_COUPON, userId: id, requestId: id };
  const statements = [
    () => transaction.findResult(id),
    () => transaction.deductStock(CALIBRATION_COUPON),
    () => transaction.insertUserCoupon(row),
    () => transaction.insertResult({ ...row, outcome: 'ISSUED' }),
  ];
  const timesUs: number[] = [];
  for (const statement of statements) {
    const startMs = performance.now();
    await statement();
    timesUs.push((performance.now() - startMs) * 1000);
  }
  return timesUs;
}
