import type { EventHandle } from '../../sim/eventQueue.ts';
import type { FetchRequest } from '../protocol/requests.ts';
import type { PartitionLeader } from './partitionLeader.ts';

/** What a waiting fetch needs from its broker. */
export interface FetchOwner {
  /** True if the fetch has enough to answer: fetch.min.bytes, or an error. */
  isSatisfied(request: FetchRequest): boolean;
  /** Reads again and responds. Called once a fetch. */
  answer(fetch: DelayedFetch): void;
}

/**
 * A fetch that found too little and waits at the leaders for records, an error, or the end of
 * fetch.max.wait.ms. Mirrors `DelayedFetch` in the fetch purgatory.
 */
export class DelayedFetch {
  readonly request: FetchRequest;
  readonly respond: (response: never) => void;
  /** The timer that ends the wait; the owner cancels it when the fetch completes before. */
  expiry: EventHandle = -1;
  private readonly leaders: readonly PartitionLeader[];
  private readonly owner: FetchOwner;
  private completed = false;

  constructor(
    request: FetchRequest,
    respond: (response: never) => void,
    leaders: readonly PartitionLeader[],
    owner: FetchOwner,
  ) {
    this.request = request;
    this.respond = respond;
    this.leaders = leaders;
    this.owner = owner;
    for (const leader of leaders) leader.park(this);
  }

  /** A leader has more records: answer if that is enough. Returns true if the fetch is done. */
  maybeComplete(): boolean {
    if (this.completed || !this.owner.isSatisfied(this.request)) return this.completed;
    this.complete();
    return true;
  }

  /** The wait is over, whatever there is. */
  complete(): void {
    if (this.completed) return;
    this.completed = true;
    for (const leader of this.leaders) leader.unpark(this);
    this.owner.answer(this);
  }
}
