import type { TapeEntry } from '../scenario/workloadTape.ts';

/**
 * Request ids and numbers of sends, in the order of the workload: the same as in a simulated run.
 */
export class RequestNumbers {
  private requests = 0;
  private sends = 0;
  /** Request number of the tape to its id, while sends of it are still to come. */
  private readonly ids = new Map<number, string>();

  nextSendId(): number {
    return ++this.sends;
  }

  /** A retry of the client repeats the id. */
  requestIdOf(entry: TapeEntry & { readonly type: 'request' }): string {
    const requestId =
      entry.requestId ?? this.ids.get(entry.request) ?? `REQ-${(this.requests += 1)}`;
    if (entry.isSentAgain) this.ids.set(entry.request, requestId);
    else this.ids.delete(entry.request);
    return requestId;
  }
}
