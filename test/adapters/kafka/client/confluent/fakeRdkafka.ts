import type {
  DeliveryReport,
  RdkafkaConsumer,
  RdkafkaError,
  RdkafkaMessage,
  RdkafkaModule,
  RdkafkaPartition,
  RdkafkaProducer,
} from '../../../../../src/adapters/kafka/client/confluent/rdkafkaModule.ts';

type RebalanceCallback = (event: RdkafkaError, partitions: readonly RdkafkaPartition[]) => void;

/** An error of librdkafka. */
export function rdkafkaError(code: number, message = `code ${code}`): RdkafkaError {
  return Object.assign(new Error(message), { code });
}

/** librdkafka as a test plays it: what is consumed, and what becomes of commits and sends. */
export class FakeRdkafka implements RdkafkaConsumer, RdkafkaProducer {
  config: Readonly<Record<string, unknown>> = {};
  topicConfig: Readonly<Record<string, unknown>> = {};
  readonly calls: string[] = [];
  /** What each `consume` gives; then nothing. */
  readonly batches: (readonly RdkafkaMessage[])[] = [];
  /** Told before the next `consume` ends. */
  readonly rebalances: { readonly code: number; readonly partitions: readonly number[] }[] = [];
  commitError: RdkafkaError | null = null;
  consumeError: RdkafkaError | null = null;
  protocol = 'EAGER';
  isLost = false;
  readonly produced: { readonly opaque: unknown; readonly key: string | null }[] = [];
  private report: ((error: RdkafkaError | null, report: DeliveryReport) => void) | null = null;

  /** The package, with this one in place of all consumers and producers. */
  get module(): RdkafkaModule {
    const take = (config: object, topicConfig: object): this => {
      this.config = { ...config };
      this.topicConfig = { ...topicConfig };
      return this;
    };
    const constructor = function (config: object, topicConfig: object): FakeRdkafka {
      return take(config, topicConfig);
    } as unknown as new () => this;
    return { librdkafkaVersion: '2.15.1', KafkaConsumer: constructor, Producer: constructor };
  }

  connect(_options: object, done: (error: RdkafkaError | null) => void): void {
    this.calls.push('connect');
    done(null);
  }

  disconnect(done: (error: RdkafkaError | null) => void): void {
    this.calls.push('disconnect');
    // A consumer that closes gives its partitions back, and waits for that.
    this.tellRebalance(-174, [0]);
    done(null);
  }

  subscribe(topics: readonly string[]): void {
    this.calls.push(`subscribe ${topics.join()}`);
  }

  setDefaultConsumeTimeout(): void {}

  setDefaultIsTimeoutOnlyForFirstMessage(): void {}

  consume(
    _count: number,
    done: (error: RdkafkaError | null, messages: readonly RdkafkaMessage[]) => void,
  ): void {
    const rebalance = this.rebalances.shift();
    if (rebalance !== undefined) this.tellRebalance(rebalance.code, rebalance.partitions);
    const error = this.consumeError;
    this.consumeError = null;
    setImmediate(() => done(error, this.batches.shift() ?? []));
  }

  assign(partitions: readonly RdkafkaPartition[]): void {
    this.calls.push(`assign ${partitions.map(({ partition }) => partition).join()}`);
  }

  unassign(): void {
    this.calls.push('unassign');
  }

  incrementalAssign(partitions: readonly RdkafkaPartition[]): void {
    this.calls.push(`incrementalAssign ${partitions.map(({ partition }) => partition).join()}`);
  }

  incrementalUnassign(partitions: readonly RdkafkaPartition[]): void {
    this.calls.push(`incrementalUnassign ${partitions.map(({ partition }) => partition).join()}`);
  }

  rebalanceProtocol(): string {
    return this.protocol;
  }

  assignmentLost(): boolean {
    return this.isLost;
  }

  commitSync(offsets: readonly RdkafkaPartition[]): void {
    const texts = offsets.map(({ partition, offset }) => `${partition}@${offset ?? -1}`);
    this.calls.push(`commitSync ${texts.join()}`);
    if (this.commitError !== null) throw this.commitError;
  }

  setPollInterval(): void {}

  flush(_timeoutMs: number, done: (error: RdkafkaError | null) => void): void {
    this.calls.push('flush');
    done(null);
  }

  produce(
    _topic: string,
    _partition: number | null,
    _value: Buffer,
    key: string | null,
    _timestampMs: number | null,
    opaque: unknown,
  ): void {
    this.produced.push({ opaque, key });
  }

  on(event: string, listener: unknown): void {
    if (event === 'delivery-report') this.report = listener as typeof this.report;
  }

  /** The outcome of a record that was produced. */
  deliver(index: number, error: RdkafkaError | null, partition: number, offset: number): void {
    const { opaque } = this.produced[index]!;
    this.report!(error, { topic: 't', partition, offset, opaque });
  }

  private tellRebalance(code: number, numbers: readonly number[]): void {
    const partitions = numbers.map((partition) => ({ topic: 't', partition }));
    const callback = this.config.rebalance_cb as RebalanceCallback | undefined;
    const answer: unknown = callback?.(rdkafkaError(code), partitions);
    if (answer !== undefined) throw new Error('rebalance_cb must return nothing');
  }
}
