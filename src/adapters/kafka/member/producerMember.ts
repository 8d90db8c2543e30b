import { CouponFacade } from '../../../issuer/couponFacade.ts';
import type { IssueAnswer } from '../../../issuer/couponFacade.ts';
import { PublishError } from '../../../issuer/ports.ts';
import type { KafkaClient, RealRequestPublisher } from '../client/kafkaClient.ts';
import type { MemberChannel } from './memberChannel.ts';
import type { MemberClock } from './memberClock.ts';
import type { MemberOrder, RecordOrder, RequestOrder } from './memberMessage.ts';
import type { ProducerMemberSpec } from './memberSpec.ts';
import { ObservedPublisher } from './observedPublisher.ts';
import { TopicNames } from './topicNames.ts';

/** Every request comes with its id: the run makes them, in the order of the workload. */
const NO_IDS = {
  nextRequestId(): string {
    throw new RangeError('a request without an id');
  },
};

/** One life of a producer process: a server of the service's API, or a console producer. */
export class ProducerMember {
  private readonly spec: ProducerMemberSpec;
  private readonly clock: MemberClock;
  private readonly channel: MemberChannel;
  private readonly real: RealRequestPublisher;
  private readonly publisher: ObservedPublisher;
  private readonly onBug: (error: unknown) => void;
  private readonly stopped: Promise<void>;
  private stop: () => void = () => undefined;

  /** `onBug`: takes what nobody foresaw. */
  constructor(
    spec: ProducerMemberSpec,
    client: KafkaClient,
    clock: MemberClock,
    channel: MemberChannel,
    onBug: (error: unknown) => void,
  ) {
    this.spec = spec;
    this.clock = clock;
    this.channel = channel;
    this.onBug = onBug;
    const { name, bootstrap, config, prefix, firstSendId } = spec;
    this.real = client.newPublisher({ bootstrap, clientId: name, config });
    const source = { process: name, names: new TopicNames(prefix), clock, channel };
    this.publisher = new ObservedPublisher(source, this.real, firstSendId);
    this.stopped = new Promise((resolve) => (this.stop = resolve));
  }

  /** Resolves when it could begin at once. */
  async prepared(): Promise<void> {
    await this.real.ready;
  }

  /** Serves until it is told to stop. */
  async run(): Promise<void> {
    await this.stopped;
    await this.real.close();
    this.channel.tell({ type: 'done', how: 'stopped', reason: '' });
  }

  take(order: MemberOrder): void {
    switch (order.type) {
      case 'request':
        return this.play(this.request(order));
      case 'record':
        return this.play(this.send(order));
      case 'stop':
        return this.stop();
      default:
    }
  }

  private play(work: Promise<void>): void {
    void work.then(() => this.channel.tell({ type: 'played' })).catch(this.onBug);
  }

  private async request(order: RequestOrder): Promise<void> {
    const { channel, clock, publisher } = this;
    const { topic, requestId, couponId, userId, sendId } = order;
    const process = this.spec.name;
    channel.record({
      type: 'RequestSubmitted',
      atUs: clock.nowUs,
      process,
      requestId,
      couponId,
      userId,
    });
    const key = this.spec.keys[topic] ?? 'couponId';
    const facade = new CouponFacade(publisher.numbered(sendId), NO_IDS, { topic, key });
    const answer = await facade.issueAsync({ couponId, userId, requestId });
    const atUs = clock.nowUs;
    if (answer.status === 202)
      return channel.record({ type: 'RequestAccepted', atUs, process, requestId });
    const error = `${answer.status} ${answer.reason}`;
    const definite = isDefinite(answer);
    channel.record({ type: 'RequestRefused', atUs, process, requestId, error, definite });
  }

  private async send({ topic, key, value, partition, sendId }: RecordOrder): Promise<void> {
    try {
      await this.publisher.publishAs(sendId, { topic, key, value, headers: [] }, partition);
    } catch (error) {
      // The history has the failure; a console producer prints it and goes on.
      if (!(error instanceof PublishError)) throw error;
    }
  }
}

function isDefinite(answer: Exclude<IssueAnswer, { readonly status: 202 }>): boolean {
  return answer.status === 400 || answer.definite;
}
