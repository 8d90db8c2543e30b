import type { ApplicationThread, Blocking } from '../applicationThread.ts';
import { timedOut } from '../consumerError.ts';
import type { Deadline } from '../deadline.ts';
import type { RequestFuture } from '../requestFuture.ts';

/** Waits for the future; throws its error, or TimeoutException at the deadline. */
export function* awaitFuture(
  thread: ApplicationThread,
  future: RequestFuture<void>,
  deadline: Deadline,
): Blocking<void> {
  deadline.update();
  while (!future.isDone && !deadline.isExpired) {
    thread.beginNetworkWait(deadline.atUs);
    yield;
    deadline.update();
  }
  if (!future.isDone) throw timedOut('the call did not end in time');
  if (future.error !== null) throw future.error;
}
