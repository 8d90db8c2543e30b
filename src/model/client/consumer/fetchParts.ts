import type { ProcessTimers } from '../../../sim/process.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import type { ConsumerConfig } from './consumerConfig.ts';
import type { RequestSender } from './requestSender.ts';
import type { SubscriptionState } from './subscriptionState.ts';

/** What fetching and finding positions need of a consumer, whatever its group protocol. */
export interface FetchParts {
  readonly config: ConsumerConfig;
  readonly timers: ProcessTimers;
  readonly metadata: ClientMetadata;
  readonly network: RequestSender;
  readonly subscriptions: SubscriptionState;
}
