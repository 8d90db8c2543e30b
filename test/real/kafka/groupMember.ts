import { Kafka, logLevel, type Consumer } from 'kafkajs';

/** A record as a client got it. */
export interface SeenRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** A generation as a client was told of it. */
export interface SeenGeneration {
  readonly generationId: number;
  readonly memberId: string;
  readonly partitions: readonly number[];
}

/** A member of a group that writes down all that the client sees. */
export class GroupMember {
  readonly seen: SeenRecord[] = [];
  /** Commits that were answered with success: the next offset, by partition. */
  readonly commits: { readonly partition: number; readonly offset: number }[] = [];
  readonly generations: SeenGeneration[] = [];
  private readonly consumer: Consumer;
  private readonly topic: string;

  constructor(brokers: string[], clientId: string, groupId: string, topic: string) {
    this.topic = topic;
    const kafka = new Kafka({
      clientId,
      brokers,
      retry: { initialRetryTime: 50 },
      // The one place where kafkajs tells the generation.
      logLevel: logLevel.DEBUG,
      logCreator:
        () =>
        ({ log }) => {
          if (log.message === 'Received assignment') this.noteAssignment(log);
        },
    });
    this.consumer = kafka.consumer({
      groupId,
      sessionTimeout: 6000,
      heartbeatInterval: 300,
      rebalanceTimeout: 3000,
      // It sends heartbeats only between fetches.
      maxWaitTimeInMs: 100,
    });
  }

  async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatch: async (payload) => {
        const { batch } = payload;
        for (const { offset, key, value } of batch.messages) {
          const { partition } = batch;
          this.seen.push({
            partition,
            offset: Number(offset),
            key: key === null ? null : key.toString(),
            value: value === null ? null : value.toString(),
          });
          payload.resolveOffset(offset);
          const next = Number(offset) + 1;
          const partitions = [{ partition, offset: String(next) }];
          await payload.commitOffsetsIfNecessary({ topics: [{ topic: this.topic, partitions }] });
          this.commits.push({ partition, offset: next });
          await payload.heartbeat();
        }
      },
    });
  }

  async leave(): Promise<void> {
    await this.consumer.disconnect();
  }

  private noteAssignment(log: Readonly<Record<string, unknown>>): void {
    const assignment = log.memberAssignment as Readonly<Record<string, number[]>>;
    this.generations.push({
      generationId: log.generationId as number,
      memberId: log.memberId as string,
      partitions: [...(assignment[this.topic] ?? [])].sort((a, b) => a - b),
    });
  }
}
