import type { EventRecorder } from '../adapters/sim/eventRecorder.ts';
import { SimClock } from '../adapters/sim/simClock.ts';
import { SimConsumerEvents } from '../adapters/sim/simConsumerEvents.ts';
import type { SimCouponStore } from '../adapters/sim/simCouponStore.ts';
import { SimRequestConsumer } from '../adapters/sim/simRequestConsumer.ts';
import type { SendCounter } from '../adapters/sim/simRequestPublisher.ts';
import { SimWorkerTelemetry } from '../adapters/sim/simWorkerTelemetry.ts';
import type { RequestPublisher } from '../issuer/ports.ts';
import type { Worker } from '../issuer/newWorker.ts';
import { newWorker } from '../issuer/newWorker.ts';
import { WorkerBlocked } from '../issuer/workerBlocked.ts';
import type { Cluster } from '../model/broker/cluster.ts';
import type { ConsumerConfig } from '../model/client/consumer/consumerConfig.ts';
import { ConsumerError } from '../model/client/consumer/consumerError.ts';
import type { KafkaConsumer } from '../model/client/consumer/kafkaConsumer.ts';
import type { TopicPartition } from '../model/protocol/topicPartition.ts';
import { parseProducerConfig } from '../model/client/producer/producerConfig.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { SimProcess } from '../sim/process.ts';
import { newSimKafkaConsumer } from '../adapters/sim/newSimKafkaConsumer.ts';
import { newSimPublisher } from '../adapters/sim/newSimPublisher.ts';
import { consumerConfigOf } from './clientConfigs.ts';
import type { ConsumerSpec, DurationRange, GroupSpec, KafkaConfig } from './scenario.ts';
import type { WorkPoints } from './workPoints.ts';

/** What all consumers of a run share. */
export interface ConsumerWorld {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly store: SimCouponStore;
  readonly recorder: EventRecorder;
  readonly points: WorkPoints;
  readonly sends: SendCounter;
  /** Where `console` consumers print; null: nowhere. */
  readonly print: ((line: string) => void) | null;
}

interface Slowdown {
  readonly extra: DurationRange;
  readonly untilUs: number;
}

/**
 * One consumer of the scenario through all its lives: the process stays, client and worker are new
 * after each start.
 */
export class SimConsumer {
  readonly spec: ConsumerSpec;
  readonly group: GroupSpec;
  readonly process: SimProcess;
  private readonly world: ConsumerWorld;
  private config: ConsumerConfig;
  /** What it is configured to do otherwise since a later start. */
  private changes: KafkaConfig = {};
  private worker: Worker | null = null;
  private client: KafkaConsumer | null = null;
  private port: SimRequestConsumer | null = null;
  private isStopping = false;
  /** It was started again before it had ended. */
  private isWantedBack = false;
  private slowdown: Slowdown | null = null;

  constructor(spec: ConsumerSpec, group: GroupSpec, world: ConsumerWorld) {
    this.spec = spec;
    this.group = group;
    this.world = world;
    this.process = world.kernel.createProcess(spec.name);
    this.config = consumerConfigOf(spec, group);
  }

  /** True from start to crash or orderly end. */
  get isRunning(): boolean {
    return this.worker !== null && this.process.state !== 'crashed';
  }

  /** True if it does not run, or waits for records with nothing in hand. */
  get isIdle(): boolean {
    if (!this.isRunning) return true;
    return this.process.state === 'running' && !this.isStopping && this.port!.isWaitingForRecords;
  }

  /** What it believes to own; null: it does not run. */
  get owned(): readonly TopicPartition[] | null {
    return this.isRunning ? this.client!.assignment() : null;
  }

  /** How many partitions it believes to own. */
  get ownedCount(): number {
    return this.isRunning ? this.client!.assignment().length : 0;
  }

  /** The next offset it will read of a partition; null: not assigned, or not known yet. */
  position(topic: string, partition: number): number | null {
    if (!this.isRunning) return null;
    const client = this.client!;
    const isOwner = client
      .assignment()
      .some((owned) => owned.topic === topic && owned.partition === partition);
    return isOwner ? client.position({ topic, partition }) : null;
  }

  /**
   * Starts client and worker, at the start of the run, at a join, or after a crash. One that is
   * about to end in an orderly way starts again as soon as it has ended. `changes`: configs that
   * count from now on.
   */
  start(changes: KafkaConfig = {}): void {
    if (this.isRunning && !this.isStopping) return;
    this.changeConfig(changes);
    if (this.isRunning) {
      this.isWantedBack = true;
      return;
    }
    const { process, spec, group, world } = this;
    process.restart();
    this.record('Started');
    const events = new SimConsumerEvents(process, group.id, world.recorder);
    const random = world.kernel.random.stream(`client ${spec.name}`);
    const client = newSimKafkaConsumer(process, world.cluster, this.config, events, random);
    const port = new SimRequestConsumer(process, client, world.points);
    const worker = this.newWorker(port);
    this.client = client;
    this.port = port;
    this.worker = worker;
    this.isStopping = false;
    process.spawn(async () => {
      try {
        await worker.run();
      } catch (error) {
        // An exception of the client that the application does not expect ends its process.
        if (error instanceof ConsumerError) return this.crash();
        if (!(error instanceof WorkerBlocked)) throw error;
        // Its process ends too. Under auto-commit the client is not closed, and would go on with
        // heartbeats for a dead application.
        process.crash();
      }
      this.onEnded(worker);
    });
  }

  /** Ends in an orderly way after the record in hand. */
  stop(): void {
    if (this.worker === null) return;
    this.isStopping = true;
    this.worker.stop();
  }

  /** kill -9. */
  crash(): void {
    if (this.process.state === 'crashed' || this.worker === null) return;
    this.worker = null;
    this.isWantedBack = false;
    this.record('Crashed');
    this.process.crash();
  }

  /** Every record takes longer until `untilUs`. */
  slow(extra: DurationRange, untilUs: number): void {
    this.slowdown = { extra, untilUs };
  }

  private changeConfig(changes: KafkaConfig): void {
    if (Object.keys(changes).length === 0) return;
    this.changes = { ...this.changes, ...changes };
    const { spec, group } = this;
    this.config = consumerConfigOf({ ...spec, config: { ...spec.config, ...this.changes } }, group);
  }

  private newWorker(port: SimRequestConsumer): Worker {
    const { process, group, world } = this;
    const { minUs, maxUs } = group.serviceTime;
    const hasWork = maxUs > 0;
    return newWorker(
      group.application,
      {
        consumer: port,
        store: world.store.clientFor(process),
        publisher: this.deadLetterPublisher(),
        clock: new SimClock(process),
        telemetry: new SimWorkerTelemetry(process, world.recorder, world.points),
        work: () => this.serve(hasWork ? minUs : 0, hasWork ? maxUs : 0),
        print: world.print,
      },
      {
        topics: group.topics,
        commit: group.commit,
        pollTimeoutMs: group.pollTimeoutUs / 1000,
        maxAttempts: group.maxAttempts,
        retryBackoffMs: group.retryBackoffUs / 1000,
        deadLetterTopic: group.deadLetterTopic,
        bug: group.bug,
      },
    );
  }

  /**
   * A consumer rarely has anything to send: its producer comes into being with the first dead
   * letter.
   */
  private deadLetterPublisher(): RequestPublisher {
    const { process, world } = this;
    let publisher: RequestPublisher | null = null;
    return {
      publish: (record) => {
        publisher ??= newSimPublisher(
          process,
          world.cluster,
          parseProducerConfig({ 'client.id': process.name }),
          world.recorder,
          world.sends,
          world.kernel.random.stream(`client ${process.name}`),
        );
        return publisher.publish(record);
      },
    };
  }

  /** The worker's own work on one record, besides what the store does. */
  private async serve(minUs: number, maxUs: number): Promise<void> {
    let timeUs = maxUs === 0 ? 0 : this.draw(minUs, maxUs);
    const { slowdown } = this;
    if (slowdown !== null) {
      if (this.world.kernel.nowUs < slowdown.untilUs) {
        timeUs += this.draw(slowdown.extra.minUs, slowdown.extra.maxUs);
      } else this.slowdown = null;
    }
    if (timeUs === 0) return;
    await this.process.call<void>('work', (completion) => {
      this.process.schedule(timeUs, () => completion.succeed(undefined), undefined);
    });
  }

  private draw(minUs: number, maxUs: number): number {
    return this.world.kernel.random.stream(`service ${this.spec.name}`).between(minUs, maxUs);
  }

  private onEnded(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.record('Stopped');
    if (!this.isWantedBack) return;
    this.isWantedBack = false;
    this.start();
  }

  private record(type: 'Started' | 'Crashed' | 'Stopped'): void {
    const { nowUs: atUs } = this.world.kernel;
    const process = this.spec.name;
    if (type === 'Started') this.world.recorder.record({ type, atUs, process, role: 'consumer' });
    else this.world.recorder.record({ type, atUs, process });
  }
}
