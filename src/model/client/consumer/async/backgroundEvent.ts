import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { ConsumerError } from '../consumerError.ts';
import type { RequestFuture } from '../requestFuture.ts';

/** What the network thread wants of the application's thread (`BackgroundEvent`). */
export type BackgroundEvent =
  | { readonly type: 'error'; readonly error: ConsumerError }
  | {
      readonly type: 'assigned';
      readonly assigned: readonly TopicPartition[];
      readonly added: readonly TopicPartition[];
      readonly future: RequestFuture<void>;
    }
  | {
      readonly type: 'revoked' | 'lost';
      readonly partitions: readonly TopicPartition[];
      readonly future: RequestFuture<void>;
    };
