import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners, type Message, type Producer } from 'kafkajs';
import type { ProducerConfig } from '../../../../model/client/producer/producerConfig.ts';
import {
  PublishError,
  type OutgoingRecord,
  type RecordPosition,
} from '../../../../issuer/ports.ts';
import { KafkaProblem } from '../../broker/kafkaProblem.ts';
import { readProducerConfig, refuseUnsupported } from '../clientConfigs.ts';
import type { RealPublisherOptions, RealRequestPublisher } from '../kafkaClient.ts';
import { publishErrorOf } from './kafkajsErrors.ts';

/** A record that waits for its turn. */
interface Waiting {
  readonly topic: string;
  readonly message: Message;
  readonly sinceMs: number;
  readonly resolve: (position: RecordPosition) => void;
  readonly reject: (error: PublishError) => void;
}

/** Refused, or nothing but their default, where they are not in this list. */
const SUPPORTED: ReadonlySet<string> = new Set(
  [
    'bootstrap.servers client.id acks enable.idempotence retries retry.backoff.ms',
    'retry.backoff.max.ms delivery.timeout.ms request.timeout.ms metadata.max.age.ms',
    // One request at a time, which is what kafkajs needs to keep the order, satisfies these.
    'max.in.flight.requests.per.connection linger.ms batch.size buffer.memory max.block.ms',
  ]
    .join(' ')
    .split(' '),
);

/**
 * A producer on kafkajs. It keeps one send under way: of several at once kafkajs swaps the last
 * two. What comes meanwhile goes into the next send, in order.
 */
export class KafkajsRequestPublisher implements RealRequestPublisher {
  private readonly producer: Producer;
  private readonly config: ProducerConfig;
  private readonly waiting: Waiting[] = [];
  private readonly partitionOf = new WeakMap<Message, number>();
  private connected: Promise<void> | null = null;
  private sending: Promise<void> | null = null;

  /** Throws KafkaProblem: kafkajs cannot do what the config asks for. */
  constructor(options: RealPublisherOptions) {
    const config = readProducerConfig(options.config, options.clientId);
    refuseUnsupported('kafkajs', 'producer', options.config, SUPPORTED);
    if (config.partitionerIgnoreKeys)
      throw new KafkaProblem('misuse', 'the client kafkajs cannot do partitioner.ignore.keys');
    this.config = config;
    const kafka = new Kafka({
      clientId: config.clientId,
      brokers: options.bootstrap.split(','),
      requestTimeout: config.requestTimeoutMs,
      retry: retryOf(config),
      logLevel: logLevel.NOTHING,
    });
    this.producer = kafka.producer({
      createPartitioner: () => this.newPartitioner(),
      idempotent: config.enableIdempotence,
      maxInFlightRequests: 1,
      metadataMaxAge: config.metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      retry: retryOf(config),
    });
  }

  publish(record: OutgoingRecord): Promise<RecordPosition> {
    return this.publishTo(record, null);
  }

  publishTo(record: OutgoingRecord, partition: number | null): Promise<RecordPosition> {
    const { topic, key, value } = record;
    const headers: Record<string, string[]> = {};
    for (const header of record.headers) (headers[header.key] ??= []).push(header.value);
    const message: Message = { key, value, headers, ...(partition === null ? {} : { partition }) };
    return new Promise((resolve, reject) => {
      this.waiting.push({ topic, message, sinceMs: performance.now(), resolve, reject });
      this.sending ??= this.sendAll();
    });
  }

  async close(): Promise<void> {
    await this.sending;
    await this.producer.disconnect();
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) {
      // Those who publish within linger.ms are in one send, as in Kafka's own producer.
      const waitMs = this.waiting[0]!.sinceMs + this.config.lingerMs - performance.now();
      await (waitMs > 0 ? sleep(waitMs) : Promise.resolve());
      await this.sendTogether(this.waiting.splice(0));
    }
    // At once, so that nobody waits for a round that is over.
    this.sending = null;
  }

  private async sendTogether(batch: readonly Waiting[]): Promise<void> {
    const byTopic = new Map<string, Message[]>();
    for (const { topic, message } of batch) {
      const messages = byTopic.get(topic);
      if (messages === undefined) byTopic.set(topic, [message]);
      else messages.push(message);
    }
    try {
      await this.connect();
      const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
      const metadata = await this.producer.sendBatch({
        acks: this.config.acks,
        timeout: this.config.requestTimeoutMs,
        topicMessages,
      });
      // One base offset a partition, and the records behind it in order. With acks=0: none.
      const next = new Map(
        metadata.map(({ topicName, partition, baseOffset }) => [
          `${topicName}-${partition}`,
          Number(baseOffset ?? -1),
        ]),
      );
      const unsent: Waiting[] = [];
      for (const one of batch) {
        const { topic, message, resolve } = one;
        const partition = this.partitionOf.get(message) ?? -1;
        const offset = next.get(`${topic}-${partition}`);
        // kafkajs forgets the records of a leader that fails if the next leader has answered for
        // other partitions already, and says that all went well.
        if (offset === undefined && this.config.acks !== 0) unsent.push(one);
        else {
          if (offset !== undefined && offset >= 0) next.set(`${topic}-${partition}`, offset + 1);
          resolve({ topic, partition, offset: offset ?? -1 });
        }
      }
      this.sendAgain(unsent);
    } catch (error) {
      for (const { reject } of batch) reject(publishErrorOf(error, this.config.retries > 0));
    }
  }

  /** They come first, in their order, as long as delivery.timeout.ms lets them. */
  private sendAgain(unsent: readonly Waiting[]): void {
    const { deliveryTimeoutMs } = this.config;
    const isLate = ({ sinceMs }: Waiting): boolean =>
      performance.now() - sinceMs > deliveryTimeoutMs;
    for (const { reject } of unsent.filter(isLate))
      reject(new PublishError('TimeoutException', false));
    this.waiting.unshift(...unsent.filter((one) => !isLate(one)));
  }

  /** A failed attempt is not kept: the next send tries anew. */
  private async connect(): Promise<void> {
    this.connected ??= this.producer.connect();
    try {
      await this.connected;
    } catch (error) {
      this.connected = null;
      throw error;
    }
  }

  /** murmur2 of the key's bytes, as Kafka; a retried record stays where it was. */
  private newPartitioner(): ReturnType<typeof Partitioners.DefaultPartitioner> {
    const choose = Partitioners.DefaultPartitioner();
    return (args) => {
      const { message } = args;
      const partition = message.partition ?? this.partitionOf.get(message) ?? choose(args);
      this.partitionOf.set(message, partition);
      return partition;
    };
  }
}

/** As many attempts as fit into delivery.timeout.ms, if all fail at once. */
function retryOf(config: ProducerConfig): { [name: string]: number } {
  const initialRetryTime = Math.max(1, config.retryBackoffMs);
  const maxRetryTime = Math.max(1, config.retryBackoffMaxMs);
  let waitedMs = 0;
  let fitting = 0;
  for (let waitMs = initialRetryTime; waitedMs + waitMs <= config.deliveryTimeoutMs; fitting += 1) {
    waitedMs += waitMs;
    waitMs = Math.min(waitMs * 2, maxRetryTime);
  }
  const retries = Math.min(config.retries, fitting);
  return { initialRetryTime, maxRetryTime, multiplier: 2, factor: 0.2, retries };
}
