import type { EventRecorder } from '../adapters/sim/eventRecorder.ts';
import { newSimPublisher } from '../adapters/sim/newSimPublisher.ts';
import type { SendCounter, SimRequestPublisher } from '../adapters/sim/simRequestPublisher.ts';
import { CouponFacade } from '../issuer/couponFacade.ts';
import type { IssueAnswer } from '../issuer/couponFacade.ts';
import type { IdGenerator } from '../issuer/ports.ts';
import { PublishError } from '../issuer/ports.ts';
import type { Cluster } from '../model/broker/cluster.ts';
import type { ProducerConfig } from '../model/client/producer/producerConfig.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { SimProcess } from '../sim/process.ts';
import { producerConfigOf } from './clientConfigs.ts';
import type { ProducerSpec, TopicSpec } from './scenario.ts';
import type { TapeEntry } from './workloadTape.ts';

/** What all producers of a run share. */
export interface ProducerWorld {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly recorder: EventRecorder;
  readonly sends: SendCounter;
  readonly ids: IdGenerator;
  readonly topics: readonly TopicSpec[];
}

/** One producer of the scenario: an API server of the service, or a console producer. */
export class SimProducer {
  readonly spec: ProducerSpec;
  readonly process: SimProcess;
  private readonly world: ProducerWorld;
  private readonly config: ProducerConfig;
  private publisher: SimRequestPublisher | null = null;
  private readonly facades = new Map<string, CouponFacade>();
  /**
   * Request number of the tape to the request id the service gave it, while sends of it are still
   * to come: a retry of the client repeats it.
   */
  private readonly requestIds: Map<number, string>;

  /** `requestIds` is shared by all producers: a client may retry at another API server. */
  constructor(spec: ProducerSpec, world: ProducerWorld, requestIds: Map<number, string>) {
    this.spec = spec;
    this.world = world;
    this.requestIds = requestIds;
    this.config = producerConfigOf(spec);
    this.process = world.kernel.createProcess(spec.name);
  }

  start(): void {
    const { process, world } = this;
    process.restart();
    world.recorder.record({
      type: 'Started',
      atUs: process.nowUs,
      process: process.name,
      role: 'producer',
    });
    const random = world.kernel.random.stream(`client ${process.name}`);
    this.facades.clear();
    this.publisher = newSimPublisher(
      process,
      world.cluster,
      this.config,
      world.recorder,
      world.sends,
      random,
    );
  }

  /** Plays one entry of the workload. Nothing happens while the process is down. */
  play(entry: TapeEntry): void {
    if (this.process.state === 'crashed') return;
    this.process.spawn(() => (entry.type === 'request' ? this.request(entry) : this.send(entry)));
  }

  private async request(entry: TapeEntry & { type: 'request' }): Promise<void> {
    const { recorder, ids } = this.world;
    const { couponId, userId } = entry;
    const requestId = entry.requestId ?? this.requestIds.get(entry.request) ?? ids.nextRequestId();
    if (entry.isSentAgain) this.requestIds.set(entry.request, requestId);
    else if (this.requestIds.size > 0) this.requestIds.delete(entry.request);
    const process = this.process.name;
    recorder.record({
      type: 'RequestSubmitted',
      atUs: this.process.nowUs,
      process,
      requestId,
      couponId,
      userId,
    });
    const answer = await this.facade(entry.topic).issueAsync({ couponId, userId, requestId });
    const atUs = this.process.nowUs;
    if (answer.status === 202)
      recorder.record({ type: 'RequestAccepted', atUs, process, requestId });
    else {
      const error = `${answer.status} ${answer.reason}`;
      recorder.record({
        type: 'RequestRefused',
        atUs,
        process,
        requestId,
        error,
        definite: isDefinite(answer),
      });
    }
  }

  private async send(entry: TapeEntry & { type: 'record' }): Promise<void> {
    const { topic, key, value, partition } = entry;
    try {
      await this.publisher!.publishTo({ topic, key, value, headers: [] }, partition);
    } catch (error) {
      // The history has the failure; a console producer prints it and goes on.
      if (!(error instanceof PublishError)) throw error;
    }
  }

  private facade(topic: string): CouponFacade {
    let facade = this.facades.get(topic);
    if (facade === undefined) {
      const key = this.world.topics.find(({ name }) => name === topic)?.key ?? 'couponId';
      facade = new CouponFacade(this.publisher!, this.world.ids, { topic, key });
      this.facades.set(topic, facade);
    }
    return facade;
  }
}

function isDefinite(answer: Exclude<IssueAnswer, { readonly status: 202 }>): boolean {
  return answer.status === 400 || answer.definite;
}
