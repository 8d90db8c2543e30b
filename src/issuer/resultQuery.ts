import { idProblem } from './messageFields.ts';
import type { CouponIssueResult, CouponStore } from './ports.ts';
import { StoreError } from './ports.ts';

/** What the client's poll for a result gets, with the HTTP status. */
export type ResultAnswer =
  | { readonly status: 200; readonly result: CouponIssueResult }
  | { readonly status: 400; readonly reason: string }
  /** Not decided yet, or never asked for: the service cannot tell one from the other. */
  | { readonly status: 404 }
  /** The database does not answer; ask again. */
  | { readonly status: 503; readonly reason: string };

/** The service's way out: what was decided about a request. */
export class ResultQuery {
  private readonly store: CouponStore;

  constructor(store: CouponStore) {
    this.store = store;
  }

  /** Looks a request up. Never rejects for input or for the store's errors: these are answers. */
  async find(requestId: string): Promise<ResultAnswer> {
    const input: unknown = requestId;
    const problem = typeof input === 'string' ? idProblem(input) : 'must be text';
    if (problem !== null) return { status: 400, reason: `requestId ${problem}` };
    try {
      const result = await this.store.readResult(requestId);
      return result === null ? { status: 404 } : { status: 200, result };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { status: 503, reason: error.message };
    }
  }
}
