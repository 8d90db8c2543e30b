import type { CompletedFetch } from './completedFetch.ts';
import type { SubscriptionState } from './subscriptionState.ts';

/** Fetched chunks that wait to be returned, and the one being returned. Mirrors `FetchBuffer`. */
export class FetchBuffer {
  private queue: CompletedFetch[] = [];
  nextInLine: CompletedFetch | null = null;

  add(fetch: CompletedFetch): void {
    this.queue.push(fetch);
  }

  addAll(fetches: readonly CompletedFetch[]): void {
    this.queue.push(...fetches);
  }

  /** The oldest waiting chunk, or null. */
  peek(): CompletedFetch | null {
    return this.queue.length === 0 ? null : this.queue[0]!;
  }

  /** Takes out the oldest waiting chunk. */
  shift(): void {
    this.queue.shift();
  }

  /** True if a waiting chunk belongs to a partition that may be returned now. */
  hasFetchable(subscriptions: SubscriptionState): boolean {
    for (const { topic, partition } of this.queue) {
      const state = subscriptions.find(topic, partition);
      if (state !== null && subscriptions.isFetchable(state)) return true;
    }
    return false;
  }

  /** True if there is no chunk at all. */
  get isEmpty(): boolean {
    return this.queue.length === 0 && (this.nextInLine === null || this.nextInLine.isConsumed);
  }

  /** The leaders of all partitions that have a chunk and may be returned now. */
  leaders(subscriptions: SubscriptionState): ReadonlySet<number> {
    const leaders = new Set<number>();
    const add = ({ topic, partition }: CompletedFetch): void => {
      const state = subscriptions.find(topic, partition);
      if (state !== null && subscriptions.isFetchable(state)) leaders.add(state.leaderId);
    };
    const { nextInLine } = this;
    if (nextInLine !== null && !nextInLine.isConsumed) add(nextInLine);
    for (const fetch of this.queue) add(fetch);
    return leaders;
  }

  /** True if there is a chunk of the partition. */
  has(topic: string, partition: number): boolean {
    const { nextInLine } = this;
    if (nextInLine !== null && !nextInLine.isConsumed && isOf(nextInLine, topic, partition))
      return true;
    for (const fetch of this.queue) if (isOf(fetch, topic, partition)) return true;
    return false;
  }

  /** Throws away the chunks of all partitions for which `keep` is false. */
  retain(keep: (topic: string, partition: number) => boolean): void {
    this.queue = this.queue.filter((fetch) => keep(fetch.topic, fetch.partition));
    const { nextInLine } = this;
    if (nextInLine === null || keep(nextInLine.topic, nextInLine.partition)) return;
    nextInLine.drain();
    this.nextInLine = null;
  }
}

function isOf(fetch: CompletedFetch, topic: string, partition: number): boolean {
  return fetch.partition === partition && fetch.topic === topic;
}
