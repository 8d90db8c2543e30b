import type { Blocking } from '../applicationThread.ts';
import type { Deadline } from '../deadline.ts';
import type { CommitCallback } from '../offsetCommitter.ts';
import { RequestFuture } from '../requestFuture.ts';
import type { OffsetToCommit } from '../subscriptionState.ts';
import type { AsyncParts } from './asyncParts.ts';
import { awaitFuture } from './awaitFuture.ts';
import type { CommitRequestManager } from './commitRequestManager.ts';
import { follow } from './follow.ts';
import type { NetworkThread } from './networkThread.ts';

/**
 * The commits that the application asks for, on its own thread. Callbacks of asynchronous ones run
 * inside its later calls (`OffsetCommitCallbackInvoker`).
 */
export class UserCommits {
  private readonly parts: AsyncParts;
  private readonly networkThread: NetworkThread;
  private readonly commits: CommitRequestManager;
  private readonly callbacks: (() => void)[] = [];
  private lastAsync: RequestFuture<void> | null = null;

  constructor(parts: AsyncParts, networkThread: NetworkThread, commits: CommitRequestManager) {
    this.parts = parts;
    this.networkThread = networkThread;
    this.commits = commits;
  }

  commitAsync(offsets: readonly OffsetToCommit[] | null, callback: CommitCallback | null): void {
    this.executeCallbacks();
    const future = new RequestFuture<void>();
    this.lastAsync = future;
    future.onDone((error) => {
      if (callback !== null) this.callbacks.push(() => callback(error));
    });
    if (offsets !== null && offsets.length === 0) return future.complete(undefined);
    const { subscriptions } = this.parts;
    this.networkThread.submit(() =>
      follow(this.commits.commitAsync(offsets ?? subscriptions.allConsumed()), future),
    );
  }

  *commitSync(
    offsets: readonly OffsetToCommit[] | null,
    deadline: Deadline,
    isAuto = false,
  ): Blocking<void> {
    this.executeCallbacks();
    const future = new RequestFuture<void>();
    if (offsets !== null && offsets.length === 0) future.complete(undefined);
    else {
      const { subscriptions } = this.parts;
      this.networkThread.submitUntil(deadline.atUs, future, () =>
        follow(
          this.commits.commitSync(offsets ?? subscriptions.allConsumed(), deadline.atUs, isAuto),
          future,
        ),
      );
    }
    yield* this.awaitBoth(future, deadline);
    yield* this.awaitAsyncCommits(deadline);
    yield* awaitFuture(this.parts.thread, future, deadline);
  }

  /**
   * Waits for the commit and the last asynchronous one before callbacks run: of the moments at
   * which Kafka's application thread may wake, this is the one of the traces.
   */
  private *awaitBoth(future: RequestFuture<void>, deadline: Deadline): Blocking<void> {
    const { thread } = this.parts;
    const isOpen = (): boolean => !future.isDone || this.lastAsync?.isDone === false;
    deadline.update();
    while (isOpen() && !deadline.isExpired) {
      thread.beginNetworkWait(deadline.atUs);
      yield;
      deadline.update();
    }
  }

  /** Earlier asynchronous commits come first, and their callbacks. */
  *awaitAsyncCommits(deadline: Deadline): Blocking<void> {
    const pending = this.lastAsync;
    if (pending === null) return;
    const settled = new RequestFuture<void>();
    pending.onDone(() => settled.complete(undefined));
    yield* awaitFuture(this.parts.thread, settled, deadline);
    this.lastAsync = null;
    this.executeCallbacks();
  }

  executeCallbacks(): void {
    while (this.callbacks.length > 0) this.callbacks.shift()!();
  }
}
