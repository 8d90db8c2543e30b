import type { ApplicationThread } from '../applicationThread.ts';
import type { ConsumerObserver } from '../consumerObserver.ts';
import type { ExponentialBackoff } from '../../exponentialBackoff.ts';
import type { FetchParts } from '../fetchParts.ts';
import type { AsyncNetwork } from './asyncNetwork.ts';

/** What the pieces of one asynchronous consumer share. */
export interface AsyncParts extends FetchParts {
  readonly network: AsyncNetwork;
  readonly thread: ApplicationThread;
  readonly backoff: ExponentialBackoff;
  /** null: nobody listens. */
  readonly observer: ConsumerObserver | null;
}
