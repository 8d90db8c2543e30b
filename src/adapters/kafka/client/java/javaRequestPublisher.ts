import {
  PublishError,
  type OutgoingRecord,
  type RecordPosition,
} from '../../../../issuer/ports.ts';
import { isRefusedBeforeAppend } from '../../../../model/client/producer/produceErrors.ts';
import type { ErrorCode } from '../../../../model/protocol/errorCode.ts';
import type { RealPublisherOptions, RealRequestPublisher } from '../kafkaClient.ts';
import { javaProducerConfig } from './javaConfig.ts';
import { JavaFailure, JavaMemberProcess } from './javaMemberProcess.ts';
import type { JavaMemberProgram } from './javaMemberProgram.ts';

/** Exceptions of `send` itself: nothing was sent. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'SerializationException',
  'RecordTooLargeException',
  'InvalidTopicException',
]);

/** A producer on Kafka's own Java client, in a JVM of its own. It keeps the order by itself. */
export class JavaRequestPublisher implements RealRequestPublisher {
  readonly ready: Promise<void>;
  private readonly member: JavaMemberProcess;
  private readonly retries: boolean;

  constructor(program: JavaMemberProgram, options: RealPublisherOptions) {
    const ignore = (): void => {};
    const config = javaProducerConfig(options);
    this.retries = config.retries !== '0';
    this.member = new JavaMemberProcess(program, 'producer', config, ignore, ignore);
    this.ready = this.member.ready;
  }

  publish(record: OutgoingRecord): Promise<RecordPosition> {
    return this.publishTo(record, null);
  }

  async publishTo(
    { topic, key, value, headers }: OutgoingRecord,
    partition: number | null,
  ): Promise<RecordPosition> {
    try {
      const answer = await this.member.call('send', {
        topic,
        partition,
        key,
        value,
        headers: headers.map((header) => [header.key, header.value]),
      });
      return {
        topic,
        partition: answer.partition as number,
        offset: answer.offset as number,
      };
    } catch (error) {
      if (!(error instanceof JavaFailure)) throw new PublishError('MemberEnded', false);
      throw new PublishError(error.error, this.isDefinite(error));
    }
  }

  close(): Promise<void> {
    return this.member.close();
  }

  private isDefinite({ error, errorCode }: JavaFailure): boolean {
    if (BEFORE_SENDING.has(error)) return true;
    return !this.retries && errorCode !== null && isRefusedBeforeAppend(errorCode as ErrorCode);
  }
}
