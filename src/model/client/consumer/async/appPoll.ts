import type { ConsumerError } from '../consumerError.ts';

/**
 * A poll of the application, as the network thread sees it. Mirrors `AsyncPollEvent`: it may end
 * only during a later poll, when the committed offsets that it waits for have come.
 */
export class AppPoll {
  readonly deadlineUs: number;
  private done = false;
  private failure: ConsumerError | null = null;

  constructor(deadlineUs: number) {
    this.deadlineUs = deadlineUs;
  }

  get isComplete(): boolean {
    return this.done;
  }

  get error(): ConsumerError | null {
    return this.failure;
  }

  complete(error: ConsumerError | null): void {
    this.done = true;
    this.failure = error;
  }
}
