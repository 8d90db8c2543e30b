import { CouponIssueHandler } from '../couponIssueHandler.ts';
import type { CouponRequest } from '../couponRequest.ts';
import type { IncomingRecord, WorkerOutcome } from '../ports.ts';
import { issueUnchecked } from './issueUnchecked.ts';

/**
 * Planted bug `in-memory-dedupe`.
 *
 * The mistake: handled request ids are kept in the memory of the process, while the effect is in
 * the database. A restarted process, or the consumer that takes the partition over, knows nothing
 * of them.
 * How people come to it: a local cache of ids is fast, and catches what a client sends twice.
 * Seen by: `once per request`, after a crash or a rebalance between effect and offset commit; also
 * after a COMMIT whose answer was lost, as the id is remembered only when the answer comes.
 */
export class InMemoryDedupe extends CouponIssueHandler {
  private readonly handled = new Set<string>();

  override async handle(request: CouponRequest, record: IncomingRecord): Promise<WorkerOutcome> {
    if (this.handled.has(request.requestId)) return 'DUPLICATE';
    const outcome = await this.store.transaction(record, (transaction) => {
      return issueUnchecked(transaction, request);
    });
    this.handled.add(request.requestId);
    return outcome;
  }
}
