import { newSimKafkaConsumer } from '../../../src/adapters/sim/newSimKafkaConsumer.ts';
import type { Cluster } from '../../../src/model/broker/cluster.ts';
import { parseConsumerConfig } from '../../../src/model/client/consumer/consumerConfig.ts';
import { ConsumerError } from '../../../src/model/client/consumer/consumerError.ts';
import type { ConsumerObserver } from '../../../src/model/client/consumer/consumerObserver.ts';
import type { KafkaConsumer } from '../../../src/model/client/consumer/kafkaConsumer.ts';
import type { TopicPartition } from '../../../src/model/protocol/topicPartition.ts';
import type { Kernel } from '../../../src/sim/kernel.ts';
import type { SimProcess } from '../../../src/sim/process.ts';

/** Hears what a client is given and what it gives back. */
export interface ClientListener {
  onAssigned(client: GroupClient, partitions: readonly TopicPartition[]): void;
  onRevoked(client: GroupClient, partitions: readonly TopicPartition[], generation: number): void;
}

const POLL_MS = 300;
/** Between two polls, as for an application that has something to do. */
const WORK_US = 50_000;
/** A supervisor starts a process again that an exception has ended. */
const SUPERVISOR_US = 3_000_000;

/** A member of the group that does nothing but poll and commit. */
export class GroupClient {
  readonly name: string;
  readonly process: SimProcess;
  topics: readonly string[];
  isClosing = false;
  /** Its subscription has changed, and the group may not know it yet. */
  private wanted: readonly string[] | null = null;
  private client: KafkaConsumer | null = null;
  private readonly kernel: Kernel;
  private readonly cluster: Cluster;
  private readonly config: Readonly<Record<string, string>>;
  private readonly listener: ClientListener;

  constructor(
    name: string,
    world: { readonly kernel: Kernel; readonly cluster: Cluster },
    config: Readonly<Record<string, string>>,
    topics: readonly string[],
    listener: ClientListener,
  ) {
    this.name = name;
    this.kernel = world.kernel;
    this.cluster = world.cluster;
    this.process = world.kernel.createProcess(name);
    this.config = { ...config, 'client.id': name };
    this.topics = topics;
    this.listener = listener;
  }

  get isRunning(): boolean {
    return this.client !== null && this.process.state === 'running';
  }

  /** What it takes itself for the owner of. */
  get owned(): readonly TopicPartition[] {
    return this.isRunning ? this.client!.assignment() : [];
  }

  start(): void {
    if (this.client !== null) return;
    this.process.restart();
    this.isClosing = false;
    this.wanted = null;
    const random = this.kernel.random.stream(`client ${this.name}`);
    this.client = newSimKafkaConsumer(
      this.process,
      this.cluster,
      parseConsumerConfig(this.config),
      this.observer(),
      random,
    );
    this.client.subscribe(this.topics);
    this.poll();
  }

  subscribe(topics: readonly string[]): void {
    this.topics = topics;
    if (this.client !== null) this.wanted = topics;
  }

  close(): void {
    if (this.client !== null) this.isClosing = true;
  }

  crash(): void {
    this.client = null;
    this.process.crash();
  }

  private poll(): void {
    const { client } = this;
    if (client === null) return;
    if (this.isClosing) {
      return client.close(() => {
        this.client = null;
        this.process.crash();
      });
    }
    try {
      if (this.wanted !== null) {
        client.subscribe(this.wanted);
        this.wanted = null;
      }
      client.poll(POLL_MS, ({ error }) => {
        if (error !== null) return this.die();
        this.commit(client);
        this.process.schedule(WORK_US, () => this.poll(), undefined);
      });
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
      this.die();
    }
  }

  /** Every commit of a client is higher than the one before. */
  private commit(client: KafkaConsumer): void {
    const owned = client.assignment();
    if (owned.length === 0) return;
    const offset = Math.floor(this.kernel.nowUs / 1000);
    client.commitAsync(owned.map((at) => ({ ...at, offset })));
  }

  private die(): void {
    this.crash();
    this.kernel.schedule(SUPERVISOR_US, () => this.start(), undefined);
  }

  private observer(): ConsumerObserver {
    const nothing = (): void => undefined;
    return {
      onPolled: nothing,
      onAssigned: (partitions) => this.listener.onAssigned(this, partitions),
      onRevoked: (partitions, generation) => this.listener.onRevoked(this, partitions, generation),
      onLost: nothing,
      onCommitStarted: nothing,
      onCommitted: nothing,
      onCommitRefused: nothing,
    };
  }
}
