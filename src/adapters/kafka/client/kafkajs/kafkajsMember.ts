import { setTimeout as sleep } from 'node:timers/promises';
import {
  Kafka,
  KafkaJSNonRetriableError,
  logLevel,
  type Cluster,
  type Consumer,
  type EachBatchPayload,
  type LogEntry,
  type PartitionAssigner,
} from 'kafkajs';
import type { ConsumerPartition } from '../../../../issuer/ports.ts';
import type { KafkajsConsumerSettings } from './kafkajsConsumerSettings.ts';
import { CoordinatorWatch } from './coordinatorWatch.ts';
import { errorCodeOf } from './kafkajsErrors.ts';

/** Leaving while others rebalance may have to wait for them; a crash looks the same to them. */
const STOP_LIMIT_MS = 30_000;
const HOPELESS: ReadonlySet<string> = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** Hears from kafkajs. */
export interface KafkajsMemberListener {
  /** It is about to join again and waits for this: the present partitions are to be given up. */
  onBeforeJoin(): Promise<void>;
  onJoined(partitions: readonly ConsumerPartition[], generation: number): void;
  /** The coordinator does not know the member any more, or kafkajs starts all over. */
  onThrownOut(): void;
  /** It fetches on when this resolves. */
  onBatch(payload: EachBatchPayload): Promise<void>;
  onDied(error: Error): void;
}

/**
 * A consumer of kafkajs with what its interface leaves out. The generation stands in one line of
 * its debug log only. And it joins again whenever it likes: but each join begins with the search
 * for the coordinator, which is made to wait here.
 */
export class KafkajsMember {
  private readonly settings: KafkajsConsumerSettings;
  private readonly topics: readonly string[];
  private readonly listener: KafkajsMemberListener;
  private readonly consumer: Consumer;
  private readonly coordinators: CoordinatorWatch;
  private generation = -1;
  private isStopping = false;
  private started: Promise<void> | null = null;

  constructor(
    settings: KafkajsConsumerSettings,
    topics: readonly string[],
    listener: KafkajsMemberListener,
  ) {
    this.settings = settings;
    this.topics = topics;
    this.listener = listener;
    const { kafka, consumer } = settings;
    this.coordinators = new CoordinatorWatch(consumer.groupId);
    const client = new Kafka({
      ...kafka,
      logLevel: logLevel.DEBUG,
      logCreator: () => (entry) => this.onLog(entry),
    });
    const partitionAssigners = (consumer.partitionAssigners ?? []).map((assigner) =>
      this.withBarrier(assigner),
    );
    this.consumer = client.consumer({ ...consumer, partitionAssigners });
    this.listen();
  }

  /** Connects, joins and fetches, from now on and in the background. */
  start(): void {
    this.started ??= this.run().catch((error: unknown) =>
      this.listener.onDied(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** True if the group has another coordinator than the one that this member joined at. */
  hasCoordinatorMoved(): Promise<boolean> {
    return this.coordinators.hasMoved();
  }

  /** Leaves the group and disconnects. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const limit = new AbortController();
    const left = this.consumer.disconnect().catch(() => undefined);
    const timer = sleep(STOP_LIMIT_MS, undefined, { signal: limit.signal, ref: false });
    await Promise.race([left, timer.catch(() => undefined)]);
    limit.abort();
  }

  private async run(): Promise<void> {
    const { fromBeginning, retryBackoffMs } = this.settings;
    while (!this.isStopping) {
      try {
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: [...this.topics], fromBeginning });
        break;
      } catch (error) {
        const code = errorCodeOf(error);
        if (code !== null && HOPELESS.has(code)) throw error;
        // No broker, or no such topic yet.
        await sleep(retryBackoffMs, undefined, { ref: false });
      }
    }
    if (this.isStopping) return;
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: (payload) => this.listener.onBatch(payload),
    });
  }

  private listen(): void {
    const { consumer, listener } = this;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
        [...numbers].sort((a, b) => a - b).map((partition) => ({ topic, partition })),
      );
      listener.onJoined(partitions, this.generation);
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (this.isStopping) return;
      if (restart) listener.onThrownOut();
      else listener.onDied(error);
    });
  }

  private onLog({ log }: LogEntry): void {
    const { message } = log;
    if (message === 'Received assignment') this.generation = log.generationId as number;
    else if (message === 'The coordinator is not aware of this member, re-joining the group')
      this.listener.onThrownOut();
  }

  private withBarrier(assigner: PartitionAssigner): PartitionAssigner {
    return (environment) => {
      this.holdJoinsOf(environment.cluster);
      return assigner(environment);
    };
  }

  /** An assigner is handed the cluster that the group looks for its coordinator with. */
  private holdJoinsOf(cluster: Cluster): void {
    if (Object.hasOwn(cluster, 'findGroupCoordinator')) return;
    const find = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async (group): ReturnType<typeof find> => {
      await this.listener.onBeforeJoin();
      if (this.isStopping) throw new KafkaJSNonRetriableError('the member leaves');
      const coordinator = await find(group);
      this.coordinators.watch(cluster, coordinator);
      return coordinator;
    };
  }
}
