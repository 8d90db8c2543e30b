import type { TopicPartition } from '../../../protocol/topicPartition.ts';
import type { ConsumerError } from '../consumerError.ts';
import { ConsumerError as KafkaError } from '../consumerError.ts';
import { RequestFuture } from '../requestFuture.ts';
import { partitionsWithout, sortedPartitions } from '../sortedPartitions.ts';
import type { AsyncParts } from './asyncParts.ts';
import type { CommitRequestManager } from './commitRequestManager.ts';
import { isSamePartitions } from './groupRequestAttempt.ts';
import type { LocalAssignment } from './localAssignment.ts';
import type { MemberRecord } from './memberRecord.ts';
import type { RebalanceEvents } from './rebalanceEvents.ts';

/**
 * Brings what a member owns to what the coordinator assigned, one step after the other: commit,
 * revoke, take, acknowledge. Mirrors the reconciliation in `AbstractMembershipManager`. Partitions
 * that stay are never stopped.
 */
export class AssignmentReconciler {
  private readonly parts: AsyncParts;
  private readonly record: MemberRecord;
  private readonly commits: CommitRequestManager;
  private readonly events: RebalanceEvents;
  /** Topics whose metadata was known when they were assigned. */
  private readonly resolvedTopics = new Set<string>();
  private isTopicMissing = false;
  private inProgress = false;
  private hasRejoined = false;

  constructor(
    parts: AsyncParts,
    record: MemberRecord,
    commits: CommitRequestManager,
    events: RebalanceEvents,
  ) {
    this.parts = parts;
    this.record = record;
    this.commits = commits;
    this.events = events;
  }

  get isInProgress(): boolean {
    return this.inProgress;
  }

  /** True if metadata of topics that are assigned had not come when they were last looked for. */
  get isWaitingForTopics(): boolean {
    return this.isTopicMissing;
  }

  /** The member joins anew: what is under way must not be applied. */
  onRejoin(): void {
    if (this.inProgress) this.hasRejoined = true;
  }

  forgetTopics(): void {
    this.resolvedTopics.clear();
  }

  /**
   * Starts a reconciliation if one is due. `isPolled`: the application polls now; without it,
   * nothing is revoked, and nothing changes hands while auto-commit is on.
   */
  maybeReconcile(isPolled: boolean): void {
    const { record, parts } = this;
    if (record.state !== 'RECONCILING' || record.isTargetReconciled || this.inProgress) return;
    const assigned = this.resolvablePartitions();
    const resolved = { localEpoch: record.target.localEpoch, partitions: assigned };
    if (record.current.localEpoch !== -1 && isSamePartitions(assigned, record.current.partitions)) {
      record.current = resolved;
      record.transitionTo('ACKNOWLEDGING');
      return;
    }
    const owned = sortedPartitions(parts.subscriptions.assigned);
    const added = partitionsWithout(assigned, owned);
    const revoked = partitionsWithout(owned, assigned);
    if (!isPolled && (parts.config.enableAutoCommit || revoked.length > 0)) return;
    this.inProgress = true;
    this.hasRejoined = false;
    this.markPendingRevocation(revoked);
    const deadlineUs = parts.timers.nowUs + parts.config.maxPollIntervalMs * 1000;
    // With or without success of the commit.
    this.commits.autoCommitBeforeRebalance(deadlineUs).onDone(() => {
      if (!this.maybeAbort()) this.revokeAndAssign(resolved, revoked, added);
    });
  }

  /** Stops fetching these partitions, and tells the listener that they are given up. */
  revoke(partitions: readonly TopicPartition[]): RequestFuture<void> {
    const { subscriptions } = this.parts;
    const revoked = partitions.filter(
      ({ topic, partition }) => subscriptions.find(topic, partition) !== null,
    );
    this.markPendingRevocation(revoked);
    if (this.record.state === 'FATAL') {
      const message = 'a fatal error ended the membership before the partitions were revoked';
      return RequestFuture.failed(new KafkaError('KafkaException', message));
    }
    return this.events.removed('revoked', revoked);
  }

  markPendingRevocation(partitions: readonly TopicPartition[]): void {
    for (const { topic, partition } of partitions) {
      const state = this.parts.subscriptions.find(topic, partition);
      if (state !== null) state.isPendingRevocation = true;
    }
  }

  private revokeAndAssign(
    resolved: LocalAssignment,
    revoked: readonly TopicPartition[],
    added: readonly TopicPartition[],
  ): void {
    const onEnd = (error: ConsumerError | null): void => {
      if (error !== null) this.complete();
      else if (this.inProgress && !this.maybeAbort()) {
        this.record.current = resolved;
        this.commits.resetAutoCommitTimer();
        this.record.transitionTo('ACKNOWLEDGING');
        this.complete();
      }
    };
    const onRevoked = (error: ConsumerError | null): void => {
      if (error !== null) return onEnd(error);
      if (this.maybeAbort()) return onEnd(null);
      this.assign(resolved.partitions, added).onDone(onEnd);
    };
    if (revoked.length === 0) onRevoked(null);
    else this.revoke(revoked).onDone(onRevoked);
  }

  private assign(
    assigned: readonly TopicPartition[],
    added: readonly TopicPartition[],
  ): RequestFuture<void> {
    const { subscriptions } = this.parts;
    const future = this.events.assigned(assigned, added);
    future.onDone((error) => {
      if (error === null) subscriptions.enablePartitionsAwaitingCallback(assigned);
    });
    const topics = new Set(assigned.map(({ topic }) => topic));
    for (const topic of [...this.resolvedTopics])
      if (!topics.has(topic)) this.resolvedTopics.delete(topic);
    return future;
  }

  private maybeAbort(): boolean {
    if (this.record.state === 'RECONCILING' && !this.hasRejoined) return false;
    this.complete();
    return true;
  }

  private complete(): void {
    this.inProgress = false;
    this.hasRejoined = false;
  }

  /** Those partitions of the target whose topics are known; asks for metadata of the others. */
  private resolvablePartitions(): readonly TopicPartition[] {
    const { metadata } = this.parts;
    this.isTopicMissing = false;
    const partitions = this.record.target.partitions.filter(({ topic }) => {
      if (metadata.partitionCount(topic) > 0) this.resolvedTopics.add(topic);
      const isKnown = this.resolvedTopics.has(topic);
      if (!isKnown) this.isTopicMissing = true;
      return isKnown;
    });
    if (this.isTopicMissing) metadata.requestUpdate();
    return partitions;
  }
}
