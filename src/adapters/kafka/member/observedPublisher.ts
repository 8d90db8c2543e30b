import { PublishError } from '../../../issuer/ports.ts';
import type { OutgoingRecord, RecordPosition, RequestPublisher } from '../../../issuer/ports.ts';
import { requestIdOf } from '../../requestIdOf.ts';
import type { RealRequestPublisher } from '../client/kafkaClient.ts';
import type { MemberChannel } from './memberChannel.ts';
import type { MemberClock } from './memberClock.ts';
import type { TopicNames } from './topicNames.ts';

/** Whose sends these are. */
export interface SendSource {
  readonly process: string;
  readonly names: TopicNames;
  readonly clock: MemberClock;
  readonly channel: MemberChannel;
}

/** The service's publisher on a real producer: each send and its outcome is told to the history. */
export class ObservedPublisher implements RequestPublisher {
  private readonly source: SendSource;
  private readonly publisher: RealRequestPublisher;
  private nextSendId: number;

  constructor(source: SendSource, publisher: RealRequestPublisher, firstSendId: number) {
    this.source = source;
    this.publisher = publisher;
    this.nextSendId = firstSendId;
  }

  publish(record: OutgoingRecord): Promise<RecordPosition> {
    return this.publishAs(this.nextSendId++, record, null);
  }

  /** A publisher that gives its first send this number. */
  numbered(sendId: number): RequestPublisher {
    return { publish: (record) => this.publishAs(sendId, record, null) };
  }

  /** Sends under this number; `partition` null: the partitioner's choice. */
  async publishAs(
    sendId: number,
    record: OutgoingRecord,
    partition: number | null,
  ): Promise<RecordPosition> {
    const { names, channel, process } = this.source;
    const { topic, key, value } = record;
    const requestId = requestIdOf(value);
    const atUs = this.source.clock.nowUs;
    channel.record({ type: 'SendStarted', atUs, process, sendId, topic, key, requestId });
    const real = { ...record, topic: names.onCluster(topic) };
    try {
      const written = await this.publisher.publishTo(real, partition);
      const position = { topic, partition: written.partition, offset: written.offset };
      this.tellProduced(sendId, position, key, requestId);
      return position;
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      const endedUs = this.source.clock.nowUs;
      channel.record({
        type: 'ProduceFailed',
        atUs: endedUs,
        process,
        sendId,
        topic,
        error: error.code,
        requestId,
      });
      throw error;
    }
  }

  private tellProduced(
    sendId: number,
    { topic, partition, offset }: RecordPosition,
    key: string | null,
    requestId: string,
  ): void {
    const { channel, process, clock } = this.source;
    channel.record({
      type: 'Produced',
      atUs: clock.nowUs,
      process,
      sendId,
      topic,
      partition,
      offset,
      key,
      requestId,
    });
  }
}
