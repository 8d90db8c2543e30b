import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IncomingRecord } from '../../../../issuer/ports.ts';

type Visit = Callback | Delivery;

/** Something that is to happen within a poll, which then goes on. */
interface Callback {
  readonly type: 'callback';
  readonly run: () => Promise<void>;
  readonly done: () => void;
}

/** What a poll returns. */
interface Delivery {
  readonly type: 'delivery';
  readonly records: readonly IncomingRecord[];
  /** Nobody may have these records any more. */
  readonly isStale: () => boolean;
  readonly done: () => void;
}

/**
 * Where a client that pushes meets a worker that polls: the client waits at the desk until the
 * worker comes, and until the worker, with the records handled, comes again.
 */
export class PollDesk {
  private readonly visits: Visit[] = [];
  private returnInHand: (() => void) | null = null;
  private wake: (() => void) | null = null;
  private failure: Error | null = null;
  private isClosed = false;

  /** Runs something within the next poll. Resolves when that is over. */
  callback(run: () => Promise<void>): Promise<void> {
    return new Promise((done) => this.add({ type: 'callback', run, done }));
  }

  /** Hands records over. Resolves when the worker polls again, or the desk closes. */
  deliver(records: readonly IncomingRecord[], isStale: () => boolean): Promise<void> {
    return new Promise((done) => this.add({ type: 'delivery', records, isStale, done }));
  }

  /** The worker comes: takes what is there, or waits for it. Rejects as a callback rejects. */
  async serve(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    this.takeBack();
    const endMs = performance.now() + timeoutMs;
    // Whoever got something back now may have the next thing ready at once.
    await nextTurn();
    for (;;) {
      const visit = this.visits.shift();
      if (visit === undefined) {
        if (this.failure !== null) throw this.failure;
        const leftMs = endMs - performance.now();
        if (leftMs <= 0) return [];
        await this.arrival(leftMs);
      } else if (visit.type === 'callback') {
        try {
          await visit.run();
        } finally {
          visit.done();
        }
      } else if (visit.isStale()) {
        visit.done();
      } else {
        this.returnInHand = visit.done;
        return visit.records;
      }
    }
  }

  /** Every later poll rejects. */
  fail(error: Error): void {
    this.failure ??= error;
    this.wake?.();
  }

  /** The worker comes no more: nobody waits any longer. */
  close(): void {
    this.isClosed = true;
    this.takeBack();
    for (const { done } of this.visits.splice(0)) done();
  }

  private takeBack(): void {
    this.returnInHand?.();
    this.returnInHand = null;
  }

  private add(visit: Visit): void {
    if (this.isClosed) return visit.done();
    this.visits.push(visit);
    this.wake?.();
  }

  private async arrival(limitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }
}
