import { CouponIssueHandler } from '../couponIssueHandler.ts';
import type { CouponRequest } from '../couponRequest.ts';
import type { IncomingRecord, WorkerOutcome } from '../ports.ts';
import { issueUnchecked } from './issueUnchecked.ts';

/**
 * Planted bug `dedupe-outside-transaction`.
 *
 * The mistake: the request id is looked up first, and the transaction that trusts the answer begins
 * afterwards. Between the two, a rival may decide the same request.
 * How people come to it: `existsByRequestId` sits in one service method and `@Transactional` on the
 * next one. Sequential redelivery is caught, so tests of idempotency pass.
 * Seen by: `once per request`, when a zombie and the new owner work on the same record at once.
 */
export class DedupeOutsideTransaction extends CouponIssueHandler {
  override async handle(request: CouponRequest, record: IncomingRecord): Promise<WorkerOutcome> {
    if ((await this.store.readResult(request.requestId)) !== null) return 'DUPLICATE';
    return this.store.transaction(record, (transaction) => issueUnchecked(transaction, request));
  }
}
