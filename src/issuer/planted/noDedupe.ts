import { CouponIssueHandler } from '../couponIssueHandler.ts';
import type { CouponRequest } from '../couponRequest.ts';
import type { IncomingRecord, WorkerOutcome } from '../ports.ts';
import { issueUnchecked } from './issueUnchecked.ts';

/**
 * Planted bug `no-dedupe`.
 *
 * The mistake: every delivery is handled as if it were the first.
 * How people come to it: "Kafka is exactly once" is read as a promise to consumers. It works in
 * every test without a crash, a rebalance or a client that retries.
 * Seen by: `once per request`, as soon as a record is delivered twice or a request is sent twice;
 * with it `one coupon a user`.
 */
export class NoDedupe extends CouponIssueHandler {
  override handle(request: CouponRequest, record: IncomingRecord): Promise<WorkerOutcome> {
    return this.store.transaction(record, (transaction) => issueUnchecked(transaction, request));
  }
}
