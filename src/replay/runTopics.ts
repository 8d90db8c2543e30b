import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, KafkaJSProtocolError, logLevel, type Admin } from 'kafkajs';
import type { ITopicConfig, ReplicaAssignment } from 'kafkajs';
import { createTopics } from '../adapters/kafka/client/kafkajs/createTopics.ts';
import type { GroupSpec, Scenario, TopicSpec } from '../scenario/scenario.ts';
import type { ReplicaPlan } from './replicaPlan.ts';
import { ReplayProblem } from './replayProblem.ts';

/** How far a group has come in one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly endOffset: number;
  /** null: nothing was committed. */
  readonly committedOffset: number | null;
}

/** A group as its coordinator describes it. */
export interface GroupState {
  readonly state: string;
  readonly memberCount: number;
}

/** What a broker would give `__consumer_offsets` if it made it (`GroupCoordinatorService`). */
const OFFSETS_TOPIC: ITopicConfig = {
  topic: '__consumer_offsets',
  configEntries: [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'compression.type', value: 'producer' },
    { name: 'segment.bytes', value: '104857600' },
  ],
};
const CONNECT_TIMEOUT_MS = 5_000;
const RETRIES = 5;
const FIRST_RETRY_MS = 100;
const NON_EMPTY_GROUP = 68;
const GROUP_ID_NOT_FOUND = 69;
/** Sessions of a run are rarely longer. */
const REMOVAL_LIMIT_MS = 15_000;
const RETRY_MS = 250;

/**
 * The topics and groups of one run on a cluster, made at its beginning and removed at its end. All
 * of them begin with the run's prefix, and nothing else on the cluster is touched.
 */
export class RunTopics {
  private readonly admin: Admin;
  private readonly bootstrap: readonly string[];
  private readonly prefix: string;
  private readonly topics: readonly TopicSpec[];
  private readonly groups: readonly GroupSpec[];
  private readonly plan: ReplicaPlan | null;
  /** By the scenario's names. */
  private readonly partitionCounts: Map<string, number>;

  /** `plan`: where replicas belong on a cluster that is all ours; null: where Kafka puts them. */
  constructor(
    bootstrap: readonly string[],
    prefix: string,
    { topics, groups }: Pick<Scenario, 'topics' | 'groups'>,
    plan: ReplicaPlan | null,
  ) {
    const kafka = new Kafka({
      clientId: 'partition-lab',
      brokers: [...bootstrap],
      logLevel: logLevel.NOTHING,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      retry: { retries: RETRIES, initialRetryTime: FIRST_RETRY_MS },
    });
    this.admin = kafka.admin();
    this.bootstrap = bootstrap;
    this.prefix = prefix;
    this.topics = topics;
    this.groups = groups;
    this.plan = plan;
    this.partitionCounts = new Map(topics.map(({ name, partitions }) => [name, partitions]));
  }

  /** Connects and makes the topics. Rejects with ReplayProblem. */
  async create(): Promise<void> {
    const { admin, topics, plan, bootstrap } = this;
    try {
      await admin.connect();
    } catch (error) {
      const where = bootstrap.join(', ');
      throw new ReplayProblem('unable', `no Kafka answers at ${where}: ${messageOf(error)}`);
    }
    try {
      const wanted = topics.map((topic) => this.requestFor(topic));
      if (plan !== null) {
        const replicaAssignment = plan.ofOffsets.map(placeOf);
        wanted.push({ ...OFFSETS_TOPIC, replicaAssignment });
      }
      const isNew = await createTopics(admin, wanted);
      if (!isNew) throw new ReplayProblem('unable', 'a topic of this run exists already');
    } catch (error) {
      if (error instanceof ReplayProblem) throw error;
      throw new ReplayProblem('unable', `the topics cannot be made: ${messageOf(error)}`);
    }
  }

  /** Gives a topic more partitions. Resolves with how many it had. */
  async addPartitions(topic: string, count: number): Promise<number> {
    const before = this.partitionCounts.get(topic)!;
    const { replicationFactor } = this.topics.find(({ name }) => name === topic)!;
    const ofNew = this.placesOf(range(before, count), replicationFactor);
    await this.admin.createPartitions({
      topicPartitions: [
        {
          topic: this.prefix + topic,
          count,
          ...(ofNew === null ? {} : { assignments: ofNew.map(({ replicas }) => replicas) }),
        },
      ],
    });
    this.partitionCounts.set(topic, count);
    return before;
  }

  /** As Kafka is asked for it. */
  private requestFor({ name, partitions, replicationFactor, config }: TopicSpec): ITopicConfig {
    const replicaAssignment = this.placesOf(range(0, partitions), replicationFactor);
    return {
      topic: this.prefix + name,
      // Either how many there are or where they are may be said, not both.
      ...(replicaAssignment === null
        ? { numPartitions: partitions, replicationFactor }
        : { replicaAssignment }),
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    };
  }

  /** null: where Kafka puts them. */
  private placesOf(
    partitions: readonly number[],
    replicationFactor: number,
  ): ReplicaAssignment[] | null {
    const { plan } = this;
    if (plan === null) return null;
    return partitions.map((partition) =>
      placeOf(plan.ofTopic(partition, replicationFactor), partition),
    );
  }

  /** How far a group has come. Asks the brokers. */
  async lagOf(group: GroupSpec): Promise<readonly PartitionLag[]> {
    const { admin, prefix } = this;
    const topics = group.topics.map((topic) => prefix + topic);
    const [committed, ...ends] = await Promise.all([
      admin.fetchOffsets({ groupId: prefix + group.id, topics }),
      ...topics.map((topic) => admin.fetchTopicOffsets(topic)),
    ]);
    return topics.flatMap((topic, index) =>
      ends[index]!.map(({ partition, offset }) => {
        const own = committed
          .find((entry) => entry.topic === topic)
          ?.partitions.find((entry) => entry.partition === partition);
        const committedOffset = Number(own?.offset ?? -1);
        return {
          topic: topic.slice(prefix.length),
          partition,
          endOffset: Number(offset),
          committedOffset: committedOffset < 0 ? null : committedOffset,
        };
      }),
    );
  }

  /** A classic group's state and number of members. Others seem to be dead. */
  async stateOf(group: GroupSpec): Promise<GroupState> {
    const { groups } = await this.admin.describeGroups([this.prefix + group.id]);
    const { state = 'Dead', members = [] } = groups[0] ?? {};
    return { state, memberCount: members.length };
  }

  /** Removes what was made. Returns what could not be removed. */
  async remove(): Promise<readonly string[]> {
    const { admin, prefix, topics, groups } = this;
    const left: string[] = [];
    for (const { id } of groups) {
      if (!(await this.removeGroup(prefix + id))) left.push(`group ${prefix + id}`);
    }
    for (const { name } of topics) {
      const topic = prefix + name;
      await admin.deleteTopics({ topics: [topic] }).catch((error: unknown) => {
        if (!isAbsent(error)) left.push(`topic ${topic}`);
      });
    }
    return left;
  }

  /** A member that was killed keeps its group from being removed until its session is over. */
  private async removeGroup(name: string): Promise<boolean> {
    const endMs = performance.now() + REMOVAL_LIMIT_MS;
    for (;;) {
      const code = await deletionError(this.admin, name);
      if (code === null || code === GROUP_ID_NOT_FOUND) return true;
      if (code !== NON_EMPTY_GROUP || performance.now() > endMs) return false;
      await sleep(RETRY_MS);
    }
  }

  async disconnect(): Promise<void> {
    await this.admin.disconnect().catch(() => undefined);
  }
}

/** Kafka's code; null: the group is gone; -1: something else went wrong. */
async function deletionError(admin: Admin, group: string): Promise<number | null> {
  try {
    await admin.deleteGroups([group]);
    return null;
  } catch (error) {
    const { groups } = error as { groups?: readonly { errorCode?: number }[] };
    return groups?.[0]?.errorCode ?? -1;
  }
}

function placeOf(replicas: readonly number[], partition: number): ReplicaAssignment {
  return { partition, replicas: [...replicas] };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** There is no topic of that name. */
function isAbsent(error: unknown): boolean {
  return error instanceof KafkaJSProtocolError && error.type === 'UNKNOWN_TOPIC_OR_PARTITION';
}

function messageOf(error: unknown): string {
  const errors = (error as { errors?: readonly Error[] }).errors;
  if (errors !== undefined && errors.length > 0) return errors.map(({ message }) => message).join();
  return error instanceof Error ? error.message : String(error);
}
