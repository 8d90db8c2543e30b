import type { RequestFuture } from '../requestFuture.ts';

/** Settles `to` as `from` is. */
export function follow(from: RequestFuture<void>, to: RequestFuture<void>): void {
  from.onDone((error) => {
    if (error === null) to.complete(undefined);
    else to.raise(error);
  });
}
