import type { Assignor, GroupMember } from '../../assignor/assignor.ts';
import type { SyncGroupRequest } from '../../protocol/requests.ts';
import type { JoinGroupResponse } from '../../protocol/responses.ts';
import type { ClientMetadata } from '../clientMetadata.ts';
import type { ConsumerParts } from './consumerParts.ts';

/**
 * The leader's part in a group: it computes the assignment of all members, and watches the
 * partition counts of all their topics. Mirrors `ConsumerCoordinator.onLeaderElected` and
 * `MetadataSnapshot`.
 *
 * Simplified: racks are left out of the snapshot and of the assignment.
 */
export class GroupLeader {
  private readonly parts: ConsumerParts;
  private snapshot: MetadataSnapshot;
  /** What the present assignment was computed from; null: not by this member. */
  private assignedFrom: MetadataSnapshot | null = null;
  private leads = false;
  /** When the last metadata arrived. */
  private updatedUs = 0;
  /** What waits for new metadata before it can assign. */
  private waiting: (() => void) | null = null;

  constructor(parts: ConsumerParts) {
    this.parts = parts;
    this.snapshot = new MetadataSnapshot(parts.metadata, new Set());
    parts.metadata.onUpdate(() => {
      this.updatedUs = parts.timers.nowUs;
      const { waiting } = this;
      this.waiting = null;
      if (waiting === null) return;
      waiting();
      // SyncGroup is queued now: some thread must send it.
      parts.network.wake();
    });
  }

  /** True if partition counts have changed since this member computed the assignment. */
  get hasMetadataChanged(): boolean {
    return this.assignedFrom !== null && !this.assignedFrom.matches(this.snapshot);
  }

  /** Takes note of newer metadata. */
  maybeUpdateSnapshot(): void {
    const { metadata, subscriptions } = this.parts;
    if (metadata.updateCount === this.snapshot.updateCount) return;
    this.snapshot = new MetadataSnapshot(metadata, subscriptions.metadataTopics);
  }

  /** A new rebalance begins: somebody else may lead. */
  resign(): void {
    this.leads = false;
    this.parts.subscriptions.resetGroupSubscription();
  }

  /** The rebalance is over. A follower watches nothing. */
  onJoinComplete(): void {
    if (!this.leads) this.assignedFrom = null;
  }

  /** Computes the assignments, as soon as the metadata of all topics of the group is there. */
  assign(
    assignor: Assignor,
    response: JoinGroupResponse,
    done: (assignments: SyncGroupRequest['assignments']) => void,
  ): void {
    const members: GroupMember[] = response.members.map(
      ({ memberId, groupInstanceId, metadata }) => ({
        memberId,
        groupInstanceId,
        subscription: metadata,
      }),
    );
    const topics = new Set(members.flatMap(({ subscription }) => subscription.topics));
    this.whenTopicsAreKnown(topics, () => {
      this.maybeUpdateSnapshot();
      this.leads = true;
      this.assignedFrom = this.snapshot;
      done(response.skipAssignment ? [] : this.computeAssignments(assignor, members, topics));
    });
  }

  private whenTopicsAreKnown(topics: ReadonlySet<string>, run: () => void): void {
    const { config, metadata, network, subscriptions, timers } = this.parts;
    if (subscriptions.groupSubscribe(topics)) subscriptions.requestMetadata(metadata);
    const ageUs = timers.nowUs - this.updatedUs;
    if (ageUs >= config.metadataMaxAgeMs * 1000) metadata.requestUpdate();
    if (metadata.isUpdateWanted) network.pollNow();
    if (metadata.isUpdateWanted) this.waiting = run;
    else run();
  }

  private computeAssignments(
    assignor: Assignor,
    members: readonly GroupMember[],
    topics: ReadonlySet<string>,
  ): SyncGroupRequest['assignments'] {
    const partitionCounts = new Map<string, number>();
    for (const topic of topics) {
      const count = this.parts.metadata.partitionCount(topic);
      if (count > 0) partitionCounts.set(topic, count);
    }
    const assignments = assignor.assign(partitionCounts, members);
    return [...assignments].map(([memberId, partitions]) => ({
      memberId,
      assignment: { partitions },
    }));
  }
}

/** Partition counts of the topics of a group, as one state of the metadata has them. */
class MetadataSnapshot {
  readonly updateCount: number;
  private readonly partitionCounts = new Map<string, number>();

  constructor(metadata: ClientMetadata, topics: ReadonlySet<string>) {
    this.updateCount = metadata.updateCount;
    // An unknown topic counts too, with no partitions: that it becomes known is a change.
    for (const topic of topics) this.partitionCounts.set(topic, metadata.partitionCount(topic));
  }

  matches(other: MetadataSnapshot): boolean {
    if (this.updateCount === other.updateCount) return true;
    if (this.partitionCounts.size !== other.partitionCounts.size) return false;
    for (const [topic, count] of this.partitionCounts) {
      if (other.partitionCounts.get(topic) !== count) return false;
    }
    return true;
  }
}
