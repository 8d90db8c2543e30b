import type {
  CouponIssueResult,
  CouponStore,
  CouponTransaction,
  IncomingRecord,
  RecordPosition,
  UserCoupon,
} from '../../src/issuer/ports.ts';
import { StoreError } from '../../src/issuer/ports.ts';
import type { CouponStoreWorld } from './couponStoreHarness.ts';

/** The result that most tests write. */
export const ISSUED: CouponIssueResult = {
  requestId: 'REQ-1',
  couponId: 'C',
  userId: '7',
  outcome: 'ISSUED',
};

/** The row that goes with it. */
export const USER_COUPON: UserCoupon = { couponId: 'C', userId: '7', requestId: 'REQ-1' };

/**
 * Two transactions do the same; the rival must wait for the first, which ends then. What happened,
 * in order.
 */
export async function raceFor(
  { store, untilWaiting }: CouponStoreWorld,
  act: (transaction: CouponTransaction) => Promise<unknown>,
  end: 'commit' | 'rollback',
): Promise<readonly string[]> {
  const events: string[] = [];
  const rivals: Promise<void>[] = [];
  const first = store.transaction(at(0), async (transaction) => {
    events.push(`first: ${String(await act(transaction))}`);
    const rival = store.transaction(at(1), async (other) => {
      const answer = await act(other).catch(answerOfError);
      events.push(`rival: ${String(answer)}`);
    });
    // If it fails, it may do so before the first has ended.
    rival.catch(() => undefined);
    rivals.push(rival);
    await untilWaiting(1);
    events.push('end');
    if (end === 'rollback') throw new Error('rolled back');
  });
  await Promise.allSettled([first]);
  await Promise.allSettled(rivals);
  return events;
}

/** Waits, without holding anything, until something has happened. */
export async function until(store: CouponStore, condition: () => boolean): Promise<void> {
  for (let round = 0; round < 20_000; round++) {
    if (condition()) return;
    await store.readResult('nobody');
  }
  throw new Error('waited for something that does not come');
}

/** Lets nobody pass before so many are there. */
export function newBarrier(count: number): () => Promise<void> {
  let open: () => void;
  let missing = count;
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--missing === 0) open();
    return isOpen;
  };
}

function answerOfError(error: unknown): string {
  if (error instanceof StoreError) return error.code;
  throw error;
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
