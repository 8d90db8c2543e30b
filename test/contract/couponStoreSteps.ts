import type {
  CouponIssueResult,
  CouponStore,
  CouponTransaction,
  IncomingRecord,
  RecordPosition,
} from '../../src/issuer/ports.ts';
import { StoreError } from '../../src/issuer/ports.ts';

/** The result that most tests write. */
export const ISSUED: CouponIssueResult = {
  requestId: 'REQ-1',
  couponId: 'C',
  userId: '7',
  outcome: 'ISSUED',
};

/**
 * Two transactions do the same; the rival begins while the first is open. What happened, in order.
 */
export async function raceFor(
  store: CouponStore,
  act: (transaction: CouponTransaction) => Promise<unknown>,
  end: 'commit' | 'rollback',
): Promise<readonly string[]> {
  const events: string[] = [];
  const rivals: Promise<void>[] = [];
  const first = store.transaction(at(0), async (transaction) => {
    events.push(`first: ${String(await act(transaction))}`);
    const rival = store.transaction(at(1), async (other) => {
      events.push(`rival: ${String(await act(other))}`);
    });
    rivals.push(rival);
    await passTime(transaction);
    events.push('end');
    if (end === 'rollback') throw new Error('rolled back');
  });
  await Promise.allSettled([first]);
  await Promise.all(rivals);
  return events;
}

/** Some statements that wait for nobody, so that others get to run. */
export async function passTime(transaction: CouponTransaction): Promise<void> {
  for (let round = 0; round < 20; round++) await transaction.findResult('nobody');
}

/** The code of the StoreError that the promise rejects with; `none` if it resolves. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

/** The stock as a new transaction sees it. */
export async function stockOf(store: CouponStore, couponId: string): Promise<number | null> {
  return store.transaction(at(0), (transaction) => transaction.readStock(couponId));
}

/** An offset of the topic's first partition. */
export function at(offset: number): RecordPosition {
  return { topic: 'coupon-issue-request', partition: 0, offset };
}

/** The record at an offset of the topic's first partition, without content. */
export function recordAt(offset: number): IncomingRecord {
  return { ...at(offset), key: null, value: null, headers: [], timestampMs: 0 };
}
