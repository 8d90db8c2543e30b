import type { MetadataResponse } from '../protocol/responses.ts';

/** Where a partition lives, as far as a client knows. */
export interface KnownPartition {
  /** -1: no leader. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/**
 * What one client knows of the cluster. Mirrors `Metadata` of Kafka's clients: a full update
 * replaces it, errors ask for a new one, and `metadata.max.age.ms` makes it stale. Who fetches it
 * is the `MetadataUpdater`; this class only holds and tells.
 */
export class ClientMetadata {
  private readonly topicNames = new Set<string>();
  private readonly partitionsByTopic = new Map<string, readonly KnownPartition[]>();
  private brokerIds: readonly number[];
  private updateWanted = false;
  private updates = 0;
  private readonly listeners: (() => void)[] = [];
  private readonly wantedListeners: (() => void)[] = [];

  /** `bootstrapNodes`: broker ids that the client can reach before its first update. */
  constructor(bootstrapNodes: readonly number[]) {
    this.brokerIds = bootstrapNodes;
  }

  get brokers(): readonly number[] {
    return this.brokerIds;
  }

  /** How many updates have arrived. */
  get updateCount(): number {
    return this.updates;
  }

  /** True if a new update has been asked for and has not arrived. */
  get isUpdateWanted(): boolean {
    return this.updateWanted;
  }

  /** Topics this client is interested in. */
  get topics(): ReadonlySet<string> {
    return this.topicNames;
  }

  /** The client wants to know this topic; asks for an update if it is new. */
  addTopic(topic: string): void {
    if (this.topicNames.has(topic)) return;
    this.topicNames.add(topic);
    this.requestUpdate();
  }

  /** Replaces the set of topics; asks for an update if one is new. */
  setTopics(topics: Iterable<string>): void {
    const wanted = new Set(topics);
    for (const topic of [...this.topicNames]) {
      if (!wanted.has(topic)) {
        this.topicNames.delete(topic);
        this.partitionsByTopic.delete(topic);
      }
    }
    for (const topic of wanted) this.addTopic(topic);
  }

  /** Asks for an update as soon as the retry backoff allows. */
  requestUpdate(): void {
    if (this.updateWanted) return;
    this.updateWanted = true;
    for (const listener of this.wantedListeners) listener();
  }

  /** Number of partitions; 0: the topic is unknown. */
  partitionCount(topic: string): number {
    return this.partitionsByTopic.get(topic)?.length ?? 0;
  }

  /** null: the topic or partition is unknown. */
  partition(topic: string, partition: number): KnownPartition | null {
    return this.partitionsByTopic.get(topic)?.[partition] ?? null;
  }

  /**
   * Takes a full update. Topics with an error are unknown afterwards and an update stays wanted.
   */
  update(response: MetadataResponse): void {
    this.updateWanted = false;
    this.updates++;
    this.brokerIds = response.brokers;
    let incomplete = false;
    for (const topic of response.topics) {
      if (topic.error !== 'NONE') {
        this.partitionsByTopic.delete(topic.topic);
        incomplete = true;
        continue;
      }
      this.partitionsByTopic.set(
        topic.topic,
        topic.partitions.map(({ leaderId, leaderEpoch }) => ({ leaderId, leaderEpoch })),
      );
      if (topic.partitions.some((partition) => partition.leaderId < 0)) incomplete = true;
    }
    for (const listener of [...this.listeners]) listener();
    if (incomplete) this.requestUpdate();
  }

  /** Takes a leader that a produce or fetch answer named (KIP-951). Older epochs are ignored. */
  updateLeader(topic: string, partition: number, leaderId: number, leaderEpoch: number): boolean {
    const known = this.partitionsByTopic.get(topic);
    const before = known?.[partition];
    if (known === undefined || before === undefined || leaderEpoch <= before.leaderEpoch)
      return false;
    const changed = [...known];
    changed[partition] = { leaderId, leaderEpoch };
    this.partitionsByTopic.set(topic, changed);
    return true;
  }

  /** Calls `listener` after each full update. */
  onUpdate(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Calls `listener` when an update becomes wanted. For the MetadataUpdater. */
  onUpdateWanted(listener: () => void): void {
    this.wantedListeners.push(listener);
  }
}
