import { newWorker } from '../../../issuer/newWorker.ts';
import type { Worker } from '../../../issuer/newWorker.ts';
import type { RequestPublisher } from '../../../issuer/ports.ts';
import { WorkerBlocked } from '../../../issuer/workerBlocked.ts';
import { PostgresCouponStore } from '../../postgres/postgresCouponStore.ts';
import type { KafkaClient, RealRequestConsumer } from '../client/kafkaClient.ts';
import type { MemberChannel } from './memberChannel.ts';
import type { MemberClock } from './memberClock.ts';
import { MemberEvents } from './memberEvents.ts';
import type { EventSource } from './memberEvents.ts';
import type { MemberOrder } from './memberMessage.ts';
import { MemberPoints } from './memberPoints.ts';
import type { ConsumerMemberSpec } from './memberSpec.ts';
import { ObservedConsumer } from './observedConsumer.ts';
import { ObservedCouponStore } from './observedCouponStore.ts';
import { ObservedPublisher } from './observedPublisher.ts';
import { ServiceTimes } from './serviceTimes.ts';
import { TopicNames } from './topicNames.ts';

/** One life of a consumer: the real worker on a real client and a real store. */
export class ConsumerMember {
  private readonly spec: ConsumerMemberSpec;
  private readonly client: KafkaClient;
  private readonly clock: MemberClock;
  private readonly channel: MemberChannel;
  private readonly names: TopicNames;
  private readonly times: ServiceTimes;
  private readonly store: PostgresCouponStore;
  private readonly source: EventSource;
  private readonly events: MemberEvents;
  private readonly consumer: RealRequestConsumer;
  private worker: Worker | null = null;
  private isStopped = false;

  constructor(
    spec: ConsumerMemberSpec,
    client: KafkaClient,
    clock: MemberClock,
    channel: MemberChannel,
  ) {
    this.spec = spec;
    this.client = client;
    this.clock = clock;
    this.channel = channel;
    this.names = new TopicNames(spec.prefix);
    this.times = new ServiceTimes(clock, spec.serviceTime, spec.seed, spec.name);
    this.store = new PostgresCouponStore(spec.store);
    const points = new MemberPoints(spec.armed, (report) => channel.ask(report));
    const { names } = this;
    this.source = { process: spec.name, group: spec.group, names, clock, channel, points };
    this.events = new MemberEvents(this.source);
    // Before the run begins: a client that is a program of its own takes a while to start.
    this.consumer = client.newConsumer({
      bootstrap: spec.bootstrap,
      clientId: spec.name,
      groupId: names.onCluster(spec.group),
      config: spec.config,
      observer: this.events,
    });
  }

  /** Resolves when it could begin at once. */
  async prepared(): Promise<void> {
    await this.consumer.ready;
  }

  /** Works until it is told to stop, and tells how it ended. */
  async run(): Promise<void> {
    const { spec, channel, clock, names, events, source } = this;
    const observed = new ObservedConsumer(this.consumer, names, source.points, (isWaiting) =>
      channel.tell({ type: 'waiting', isWaiting }),
    );
    const ports = {
      consumer: observed,
      store: new ObservedCouponStore(this.store, source),
      publisher: this.deadLetterPublisher(),
      clock,
      telemetry: events,
      work: () => this.times.serve(),
      print: (line: string) => channel.tell({ type: 'print', line }),
    };
    const worker = newWorker(spec.application, ports, spec.worker);
    this.worker = worker;
    if (this.isStopped) worker.stop();
    try {
      await worker.run();
    } catch (error) {
      if (error instanceof WorkerBlocked) return this.tellEnd('stopped', error.message);
      if (events.deathReason === null) throw error;
      return channel.tell({ type: 'done', how: 'died', reason: events.deathReason });
    }
    this.tellEnd('stopped', '');
  }

  take(order: MemberOrder): void {
    if (order.type === 'slow') this.times.slow(order.extra, order.untilUs);
    if (order.type !== 'stop') return;
    this.isStopped = true;
    this.worker?.stop();
  }

  private tellEnd(how: 'stopped', reason: string): void {
    const { channel, clock, spec } = this;
    channel.record({ type: 'Stopped', atUs: clock.nowUs, process: spec.name });
    channel.tell({ type: 'done', how, reason });
  }

  /** A consumer rarely has anything to send: its producer comes with the first dead letter. */
  private deadLetterPublisher(): RequestPublisher {
    const { spec, client, clock, channel, names } = this;
    let publisher: RequestPublisher | null = null;
    return {
      publish: (record) => {
        publisher ??= new ObservedPublisher(
          { process: spec.name, names, clock, channel },
          client.newPublisher({ bootstrap: spec.bootstrap, clientId: spec.name, config: {} }),
          spec.firstSendId,
        );
        return publisher.publish(record);
      },
    };
  }
}
