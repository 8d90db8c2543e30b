import type { ConsumerError } from './consumerError.ts';

/**
 * What a request will come to. Mirrors `RequestFuture`: listeners run at once when it is settled,
 * in the order in which they were added.
 */
export class RequestFuture<T> {
  private settled: 'no' | 'succeeded' | 'failed' = 'no';
  private result: T | undefined;
  private failure: ConsumerError | null = null;
  private listeners: ((error: ConsumerError | null) => void)[] | null = null;

  /** A future that has failed already. */
  static failed<T>(error: ConsumerError): RequestFuture<T> {
    const future = new RequestFuture<T>();
    future.raise(error);
    return future;
  }

  get isDone(): boolean {
    return this.settled !== 'no';
  }

  /** As a poll's condition: wait while it is not settled. */
  shouldBlock(): boolean {
    return !this.isDone;
  }

  get hasSucceeded(): boolean {
    return this.settled === 'succeeded';
  }

  /** null unless it failed. */
  get error(): ConsumerError | null {
    return this.failure;
  }

  /** Only after it succeeded. */
  get value(): T {
    return this.result as T;
  }

  complete(value: T): void {
    if (this.isDone) return;
    this.settled = 'succeeded';
    this.result = value;
    this.tell();
  }

  raise(error: ConsumerError): void {
    if (this.isDone) return;
    this.settled = 'failed';
    this.failure = error;
    this.tell();
  }

  /** Calls `listener` with null or the error once it is settled; at once if it is. */
  onDone(listener: (error: ConsumerError | null) => void): void {
    if (this.isDone) listener(this.failure);
    else if (this.listeners === null) this.listeners = [listener];
    else this.listeners.push(listener);
  }

  private tell(): void {
    const { listeners } = this;
    this.listeners = null;
    if (listeners !== null) for (const listener of listeners) listener(this.failure);
  }
}
