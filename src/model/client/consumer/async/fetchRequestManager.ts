import type { Fetcher } from '../fetcher.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { RequestManager } from './networkThread.ts';

/** Fetches when the application asks for it. Mirrors `FetchRequestManager`. */
export class FetchRequestManager implements RequestManager {
  private readonly fetcher: Fetcher;
  private pending: RequestFuture<void> | null = null;

  constructor(fetcher: Fetcher) {
    this.fetcher = fetcher;
  }

  /** Settled when the requests are made, or there are none to make. */
  createFetchRequests(): RequestFuture<void> {
    this.pending ??= new RequestFuture<void>();
    return this.pending;
  }

  poll(): number {
    const { pending } = this;
    if (pending === null) return Infinity;
    this.pending = null;
    this.fetcher.sendFetches();
    pending.complete(undefined);
    return Infinity;
  }

  pollOnClose(): void {
    this.fetcher.endSessions(() => undefined);
  }
}
