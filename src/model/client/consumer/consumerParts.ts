import type { ProcessTimers } from '../../../sim/process.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import type { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { ApplicationThread } from './applicationThread.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { ConsumerNetwork } from './consumerNetwork.ts';
import type { ConsumerObserver } from './consumerObserver.ts';
import type { CoordinatorLookup } from './coordinatorLookup.ts';
import type { GroupMembership } from './groupMembership.ts';
import type { SubscriptionState } from './subscriptionState.ts';

/** What the pieces of one classic consumer share. */
export interface ConsumerParts {
  readonly config: ConsumerConfig;
  readonly timers: ProcessTimers;
  readonly metadata: ClientMetadata;
  readonly network: ConsumerNetwork;
  readonly thread: ApplicationThread;
  readonly lookup: CoordinatorLookup;
  readonly membership: GroupMembership;
  readonly subscriptions: SubscriptionState;
  readonly backoff: ExponentialBackoff;
  /** null: nobody listens. */
  readonly observer: ConsumerObserver | null;
}
