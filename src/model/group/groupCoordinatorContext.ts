import type { ClassicGroup } from './classicGroup.ts';
import type { ConsumerGroup } from './consumer/consumerGroup.ts';
import type { PartitionCountOf } from './consumer/targetAssignment.ts';
import type { CoordinatorTimers } from './coordinatorTimers.ts';
import type { GroupCoordinatorConfig } from './groupCoordinatorConfig.ts';
import type { GroupObserver } from './groupObserver.ts';
import type { GroupStore } from './groupStore.ts';
import type { PendingWrites } from './pendingWrites.ts';

/** Makes the random part of member ids. */
export interface MemberIdGenerator {
  /**
   * A member id that begins with `prefix` and has never been returned; Kafka's are `prefix-UUID`.
   */
  next(prefix: string): string;
}

/**
 * The topics that a member subscribes to, read from its metadata; null: the metadata cannot be
 * read.
 */
export type SubscribedTopics<Metadata> = (
  protocolType: string,
  metadata: Metadata,
) => readonly string[] | null;

/** What the parts of one coordinator share. */
export interface GroupCoordinatorContext<Metadata, Assigned> {
  readonly config: GroupCoordinatorConfig;
  readonly timers: CoordinatorTimers;
  readonly writes: PendingWrites<Metadata, Assigned>;
  readonly store: GroupStore<Metadata, Assigned>;
  readonly groups: Map<string, ClassicGroup<Metadata, Assigned>>;
  /** Groups of the KIP-848 protocol. A name is in one of the two maps at most. */
  readonly consumerGroups: Map<string, ConsumerGroup>;
  readonly partitionCountOf: PartitionCountOf;
  readonly memberIds: MemberIdGenerator;
  readonly observer: GroupObserver<Assigned>;
  readonly subscribedTopics: SubscribedTopics<Metadata>;
}
