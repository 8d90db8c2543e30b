import type { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { ApplicationThread } from './applicationThread.ts';
import type { ConsumerNetwork } from './consumerNetwork.ts';
import type { ConsumerObserver } from './consumerObserver.ts';
import type { CoordinatorLookup } from './coordinatorLookup.ts';
import type { FetchParts } from './fetchParts.ts';
import type { GroupMembership } from './groupMembership.ts';

/** What the pieces of one classic consumer share. */
export interface ConsumerParts extends FetchParts {
  readonly network: ConsumerNetwork;
  readonly thread: ApplicationThread;
  readonly lookup: CoordinatorLookup;
  readonly membership: GroupMembership;
  readonly backoff: ExponentialBackoff;
  /** null: nobody listens. */
  readonly observer: ConsumerObserver | null;
}
