import type { OutgoingRecord, PublishError, RecordPosition } from '../../../../issuer/ports.ts';
import type { RealPublisherOptions, RealRequestPublisher } from '../kafkaClient.ts';
import { rdkafkaProducerConfig } from './rdkafkaConfig.ts';
import { rdkafkaPublishError } from './rdkafkaErrors.ts';
import type { RdkafkaError, RdkafkaModule, RdkafkaProducer } from './rdkafkaModule.ts';

const POLL_MS = 5;
const FLUSH_LIMIT_MS = 30_000;

interface Pending {
  readonly topic: string;
  readonly resolve: (position: RecordPosition) => void;
  readonly reject: (error: PublishError) => void;
}

/** A producer on librdkafka, which keeps the order by itself. */
export class ConfluentRequestPublisher implements RealRequestPublisher {
  private readonly producer: RdkafkaProducer;
  private readonly mayRetry: boolean;
  private readonly pending = new Map<number, Pending>();
  private sendCount = 0;
  private connected: Promise<void> | null = null;

  constructor(rdkafka: RdkafkaModule, options: RealPublisherOptions) {
    const { client, topic } = rdkafkaProducerConfig(options);
    this.mayRetry = options.config.retries !== '0';
    this.producer = new rdkafka.Producer(client, topic);
    // Without a listener an error event would end the process. Deliveries tell what matters.
    this.producer.on('event.error', () => {});
    this.producer.on('delivery-report', (error, report) => {
      const id = report.opaque as number;
      const pending = this.pending.get(id);
      this.pending.delete(id);
      if (pending === undefined) return;
      if (error !== null && error !== undefined) pending.reject(this.publishError(error));
      else {
        const { partition, offset } = report;
        pending.resolve({ topic: pending.topic, partition, offset });
      }
    });
  }

  publish(record: OutgoingRecord): Promise<RecordPosition> {
    return this.publishTo(record, null);
  }

  async publishTo(
    { topic, key, value, headers }: OutgoingRecord,
    partition: number | null,
  ): Promise<RecordPosition> {
    await this.connect();
    return await new Promise((resolve, reject) => {
      const id = ++this.sendCount;
      this.pending.set(id, { topic, resolve, reject });
      try {
        this.producer.produce(
          topic,
          partition,
          bytesOf(value),
          // As a text: an empty Buffer counts as no key.
          key,
          null,
          id,
          headers.map((header) => ({ [header.key]: header.value })),
        );
      } catch (error) {
        this.pending.delete(id);
        reject(this.publishError(error as RdkafkaError));
      }
    });
  }

  async close(): Promise<void> {
    if (this.connected === null) return;
    await new Promise<void>((resolve) => this.producer.flush(FLUSH_LIMIT_MS, () => resolve()));
    await new Promise<void>((resolve) => this.producer.disconnect(() => resolve()));
  }

  private async connect(): Promise<void> {
    this.connected ??= new Promise((resolve, reject) =>
      this.producer.connect({}, (error) => {
        if (error !== null && error !== undefined) return reject(this.publishError(error));
        this.producer.setPollInterval(POLL_MS);
        resolve();
      }),
    );
    try {
      await this.connected;
    } catch (error) {
      this.connected = null;
      throw error;
    }
  }

  private publishError(error: RdkafkaError): PublishError {
    return rdkafkaPublishError(error, this.mayRetry);
  }
}

/** An empty Buffer of its own counts as no value; one that points into another does not. */
function bytesOf(value: string): Buffer {
  return value === '' ? Buffer.alloc(1).subarray(0, 0) : Buffer.from(value);
}
