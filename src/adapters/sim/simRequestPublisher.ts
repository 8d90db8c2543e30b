import { PublishError } from '../../issuer/ports.ts';
import type { OutgoingRecord, RecordPosition, RequestPublisher } from '../../issuer/ports.ts';
import type { KafkaProducer } from '../../model/client/producer/kafkaProducer.ts';
import type { SimProcess } from '../../sim/process.ts';
import { requestIdOf } from '../requestIdOf.ts';
import type { EventRecorder } from './eventRecorder.ts';

/** Numbers the sends of a run, so that the history can pair a send with its outcome. */
export class SendCounter {
  private sends = 0;

  next(): number {
    return ++this.sends;
  }
}

/** The service's publisher on a simulated Kafka producer. */
export class SimRequestPublisher implements RequestPublisher {
  private readonly process: SimProcess;
  private readonly producer: KafkaProducer;
  private readonly recorder: EventRecorder;
  private readonly sends: SendCounter;

  constructor(
    process: SimProcess,
    producer: KafkaProducer,
    recorder: EventRecorder,
    sends: SendCounter,
  ) {
    this.process = process;
    this.producer = producer;
    this.recorder = recorder;
    this.sends = sends;
  }

  publish(record: OutgoingRecord): Promise<RecordPosition> {
    return this.publishTo(record, null);
  }

  /** As `publish`, to a partition of the caller's choice; null: the partitioner's. */
  publishTo(record: OutgoingRecord, partition: number | null): Promise<RecordPosition> {
    return this.process.call<RecordPosition>('publish', (completion) => {
      const { topic, key, value, headers } = record;
      const sendId = this.sends.next();
      const requestId = requestIdOf(value);
      const process = this.process.name;
      const atUs = this.process.nowUs;
      this.recorder.record({ type: 'SendStarted', atUs, process, sendId, topic, key, requestId });
      this.producer.send({ topic, partition, key, value, headers }, (outcome) => {
        const endedUs = this.process.nowUs;
        if ('error' in outcome) {
          const { error, definite } = outcome;
          this.recorder.record({
            type: 'ProduceFailed',
            atUs: endedUs,
            process,
            sendId,
            topic,
            error,
            requestId,
          });
          completion.fail(new PublishError(error, definite));
          return;
        }
        const { partition: written, offset } = outcome;
        this.recorder.record({
          type: 'Produced',
          atUs: endedUs,
          process,
          sendId,
          topic,
          partition: written,
          offset,
          key,
          requestId,
        });
        completion.succeed({ topic, partition: written, offset });
      });
    });
  }
}
