import type { ClientMetadata } from '../clientMetadata.ts';
import type { TopicPartition } from '../../protocol/topicPartition.ts';
import { formatTopicPartition } from '../../protocol/topicPartition.ts';
import type { AutoOffsetReset } from './autoOffsetReset.ts';
import { ConsumerError, illegalState } from './consumerError.ts';
import { PartitionState } from './partitionState.ts';
import type { RebalanceListener } from './rebalanceListener.ts';

/** An offset to commit: the next one to read. */
export interface OffsetToCommit extends TopicPartition {
  readonly offset: number;
  /** Leader epoch of the record before; absent or -1: unknown. */
  readonly leaderEpoch?: number;
}

type SubscriptionType = 'NONE' | 'AUTO_TOPICS' | 'USER_ASSIGNED';

/**
 * What a consumer subscribes to, what it is assigned, and its positions. Mirrors
 * `SubscriptionState`.
 *
 * Simplified: subscription by pattern is left out.
 */
export class SubscriptionState {
  readonly defaultReset: AutoOffsetReset;
  listener: RebalanceListener | null = null;
  private type: SubscriptionType = 'NONE';
  private topics: ReadonlySet<string> = new Set();
  private groupTopics: ReadonlySet<string> = new Set();
  /**
   * In the order in which they are fetched: a partition that has returned records moves to the end.
   */
  private ordered: PartitionState[] = [];
  private readonly byTopic = new Map<string, PartitionState[]>();

  constructor(defaultReset: AutoOffsetReset) {
    this.defaultReset = defaultReset;
  }

  get hasAutoAssignedPartitions(): boolean {
    return this.type === 'AUTO_TOPICS';
  }

  get isNone(): boolean {
    return this.type === 'NONE';
  }

  /** The subscribed topics; empty for assigned partitions. Replaced, never changed. */
  get subscription(): ReadonlySet<string> {
    return this.type === 'AUTO_TOPICS' ? this.topics : NO_TOPICS;
  }

  /** Topics whose metadata is needed: for a leader also those that other members subscribe to. */
  get metadataTopics(): ReadonlySet<string> {
    return this.groupTopics.size === 0
      ? this.topics
      : new Set([...this.groupTopics, ...this.topics]);
  }

  /** Asks for the metadata of all topics that are needed now. */
  requestMetadata(metadata: ClientMetadata): void {
    for (const topic of this.metadataTopics) metadata.addTopic(topic);
    metadata.requestUpdate();
  }

  /** The assigned partitions in fetch order. Not to be changed. */
  get assigned(): readonly PartitionState[] {
    return this.ordered;
  }

  /** Subscribes to topics. True if they differ from those before. */
  subscribe(topics: ReadonlySet<string>, listener: RebalanceListener | null): boolean {
    this.setType('AUTO_TOPICS');
    this.listener = listener;
    return this.changeTopics(topics);
  }

  /** Assigns partitions by hand. True if their topics differ from those before. */
  assignFromUser(partitions: readonly TopicPartition[]): boolean {
    this.setType('USER_ASSIGNED');
    this.setAssigned(partitions);
    return this.changeTopics(new Set(partitions.map(({ topic }) => topic)));
  }

  /** Takes the partitions of a group assignment; those that stay keep their state. */
  assignFromSubscribed(partitions: readonly TopicPartition[]): void {
    this.setAssigned(partitions);
  }

  /** As `assignFromSubscribed`; what was added waits for the listener, if there is one. */
  assignFromSubscribedAwaitingCallback(
    partitions: readonly TopicPartition[],
    added: readonly TopicPartition[],
  ): void {
    this.setAssigned(partitions);
    if (this.listener === null) return;
    for (const { topic, partition } of added) {
      const state = this.find(topic, partition);
      if (state !== null) state.isAwaitingCallback = true;
    }
  }

  /** onPartitionsAssigned has run: the partitions may be fetched. */
  enablePartitionsAwaitingCallback(partitions: readonly TopicPartition[]): void {
    for (const { topic, partition } of partitions) {
      const state = this.find(topic, partition);
      if (state !== null) state.isAwaitingCallback = false;
    }
  }

  /** A leader needs the metadata of all topics of its group. True if that are more than its own. */
  groupSubscribe(topics: ReadonlySet<string>): boolean {
    this.groupTopics = topics;
    for (const topic of topics) if (!this.topics.has(topic)) return true;
    return false;
  }

  resetGroupSubscription(): void {
    this.groupTopics = NO_TOPICS;
  }

  unsubscribe(): void {
    this.type = 'NONE';
    this.topics = NO_TOPICS;
    this.groupTopics = NO_TOPICS;
    this.setAssigned([]);
  }

  /** The state of an assigned partition, or null. */
  find(topic: string, partition: number): PartitionState | null {
    return this.byTopic.get(topic)?.[partition] ?? null;
  }

  /** The state of an assigned partition. Throws IllegalStateException if it is not assigned. */
  get({ topic, partition }: TopicPartition): PartitionState {
    const state = this.find(topic, partition);
    if (state === null) {
      throw illegalState(
        `${formatTopicPartition(topic, partition)} is not assigned to this consumer`,
      );
    }
    return state;
  }

  /** True if records of the partition may be fetched and returned. Unsubscribed topics are not. */
  isFetchable(state: PartitionState): boolean {
    return state.isFetchable && (this.type !== 'AUTO_TOPICS' || this.topics.has(state.topic));
  }

  hasAllFetchPositions(): boolean {
    for (const state of this.ordered) if (!state.hasValidPosition) return false;
    return true;
  }

  /** True if all partitions are of subscribed topics. */
  matchesSubscription(partitions: readonly TopicPartition[]): boolean {
    return partitions.every(({ topic }) => this.topics.has(topic));
  }

  /** The positions as offsets to commit, of all partitions that have a valid one. */
  allConsumed(): OffsetToCommit[] {
    const offsets: OffsetToCommit[] = [];
    for (const state of this.ordered) {
      if (!state.hasValidPosition) continue;
      const { topic, partition, positionEpoch } = state;
      offsets.push({ topic, partition, offset: state.positionOffset!, leaderEpoch: positionEpoch });
    }
    return offsets;
  }

  /**
   * Partitions without a committed offset await a reset. Throws NoOffsetForPartition if there is
   * none. `isAsked`: only these partitions; the committed offsets of others are not known.
   */
  resetInitializingPositions(isAsked: (state: PartitionState) => boolean = everything): void {
    const withoutOffset: PartitionState[] = [];
    for (const state of this.ordered) {
      if (!state.shouldInitialize || !isAsked(state)) continue;
      if (this.defaultReset.type === 'none') withoutOffset.push(state);
      else state.requestReset(this.defaultReset);
    }
    if (withoutOffset.length > 0) throw noOffset(withoutOffset);
  }

  /** The partition has had its turn: others are fetched and returned before it. */
  moveToEnd(state: PartitionState): void {
    const index = this.ordered.indexOf(state);
    const last = this.ordered.length - 1;
    if (index < 0 || index === last) return;
    this.ordered.splice(index, 1);
    this.ordered.push(state);
  }

  private setType(type: SubscriptionType): void {
    if (this.type !== 'NONE' && this.type !== type) {
      throw illegalState(
        'a consumer either subscribes to topics or is assigned partitions by hand',
      );
    }
    this.type = type;
  }

  private changeTopics(topics: ReadonlySet<string>): boolean {
    if (isSameSet(this.topics, topics)) return false;
    this.topics = topics;
    return true;
  }

  /**
   * Partitions of one topic lie together, topics in order of first appearance (`PartitionStates`).
   */
  private setAssigned(partitions: readonly TopicPartition[]): void {
    const grouped = new Map<string, PartitionState[]>();
    for (const { topic, partition } of partitions) {
      const state = this.find(topic, partition) ?? new PartitionState(topic, partition);
      const group = grouped.get(topic);
      if (group === undefined) grouped.set(topic, [state]);
      else group.push(state);
    }
    this.byTopic.clear();
    this.ordered = [...grouped.values()].flat();
    for (const state of this.ordered) {
      let states = this.byTopic.get(state.topic);
      if (states === undefined) this.byTopic.set(state.topic, (states = []));
      states[state.partition] = state;
    }
  }
}

const NO_TOPICS: ReadonlySet<string> = new Set();

function everything(): boolean {
  return true;
}

/** True if both sets have the same elements. */
export function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const element of a) if (!b.has(element)) return false;
  return true;
}

/** `NoOffsetForPartitionException`: no committed offset and `auto.offset.reset` is `none`. */
export function noOffset(partitions: readonly TopicPartition[]): ConsumerError {
  const names = partitions
    .map(({ topic, partition }) => formatTopicPartition(topic, partition))
    .join(', ');
  return new ConsumerError(
    'NoOffsetForPartitionException',
    `no committed offset and no auto.offset.reset for ${names}`,
  );
}
