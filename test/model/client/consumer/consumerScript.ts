import { Kernel } from '../../../../src/sim/kernel.ts';
import { coordinatorConnectionId } from '../../../../src/model/client/brokerConnections.ts';
import { ClientMetadata } from '../../../../src/model/client/clientMetadata.ts';
import type { ConsumerEnvironment } from '../../../../src/model/client/consumer/classicKafkaConsumer.ts';
import type { ConsumerConfig } from '../../../../src/model/client/consumer/consumerConfig.ts';
import { parseConsumerConfig } from '../../../../src/model/client/consumer/consumerConfig.ts';
import type { ConsumerDelegate } from '../../../../src/model/client/consumer/consumerDelegate.ts';
import type { ConsumerError } from '../../../../src/model/client/consumer/consumerError.ts';
import type { MembershipOperation } from '../../../../src/model/client/consumer/consumerCoordinator.ts';
import type { ErrorCode } from '../../../../src/model/protocol/errorCode.ts';
import type { ApiRequest } from '../../../../src/model/protocol/requests.ts';
import type { ApiResponse } from '../../../../src/model/protocol/responses.ts';
import type { TopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import {
  formatTopicPartition,
  parseTopicPartition,
} from '../../../../src/model/protocol/topicPartition.ts';
import { committedOffsets, fetchAnswer, offsetFetchAnswer, plainAnswer } from './plainAnswer.ts';
import { fieldsOf, namesOf } from './requestFields.ts';
import type { OpenRequest } from './virtualBrokers.ts';
import { NODE_ID, VirtualBrokers } from './virtualBrokers.ts';

/** One line of consumer-cases.jsonl, consumer-classic.jsonl or consumer-848.jsonl. */
export interface ConsumerVector {
  readonly id: number;
  readonly name?: string;
  readonly protocol: string;
  readonly config: Readonly<Record<string, string | number | boolean>>;
  /** Classic protocol only. */
  readonly assignors?: readonly string[];
  readonly commitInRevoked?: boolean;
  readonly topics: Readonly<Record<string, number>>;
  readonly steps: readonly ScriptStep[];
}

export interface ScriptStep {
  readonly n: number;
  readonly t: number;
  readonly op: string;
  readonly events?: readonly Readonly<Record<string, unknown>>[];
  readonly returned?: unknown;
  readonly throws?: string;
  readonly client?: unknown;
  readonly topics?: readonly string[];
  readonly ms?: number;
  readonly timeoutMs?: number;
  readonly membership?: MembershipOperation;
  readonly answers?: Readonly<Record<string, string | readonly string[]>>;
  readonly partition?: string;
  readonly offset?: number;
  readonly topic?: string;
  readonly count?: number;
  readonly request?: number;
  readonly error?: ErrorCode;
  readonly generation?: number;
  readonly epoch?: number;
  readonly heartbeatIntervalMs?: number;
  readonly protocol?: string;
  readonly memberId?: string;
  readonly leader?: string;
  readonly others?: readonly {
    memberId: string;
    instanceId?: string;
    topics: string[];
    owned: string[];
    generation: number;
  }[];
  readonly assignment?: readonly string[];
  readonly records?: Readonly<Record<string, number>>;
}

/** What a step came to, in the words of the vectors. */
export interface StepResult {
  events?: Record<string, unknown>[];
  returned?: Record<string, readonly [number, number]>;
  throws?: string;
  client: Record<string, unknown>;
}

/** Drives one consumer through a script and tells what it did. */
export abstract class ConsumerScript<C extends ConsumerDelegate> {
  private readonly vector: ConsumerVector;
  private readonly kernel = new Kernel(1);
  private readonly process = this.kernel.createProcess('c');
  private readonly metadata = new ClientMetadata([NODE_ID]);
  private readonly brokers: VirtualBrokers;
  protected readonly consumer: C;
  private readonly committed = new Map<string, number>();
  private answers = new Map<string, string | string[]>();
  private step: ScriptStep | null = null;
  private result: StepResult = { client: {} };
  private isBlocked = false;
  private isInCallback = false;

  constructor(vector: ConsumerVector) {
    this.vector = vector;
    this.brokers = new VirtualBrokers(this.process, this.metadata, {
      sent: (open) => this.onSent(open),
      cut: (id) => this.record({ cut: id }),
      isListening: () => this.isBlocked || this.isListening(),
    });
    for (const [topic, count] of Object.entries(vector.topics))
      this.brokers.topics.set(topic, count);
    this.consumer = this.newConsumer(configOf(vector), {
      timers: this.process,
      connections: this.brokers,
      metadata: this.metadata,
      random: null,
      observer: null,
    });
    this.brokers.pushMetadata();
  }

  protected abstract newConsumer(config: ConsumerConfig, environment: ConsumerEnvironment): C;

  /** True if a thread of the client would see an answer that comes while no call waits. */
  protected abstract isListening(): boolean;

  /** The client's state, in the words of the vectors. */
  protected abstract client(): Record<string, unknown>;

  /** The answer that a script gives, if it is more than an error. */
  protected abstract answerOf(step: ScriptStep, request: ApiRequest): ApiResponse;

  /** An answer that needs no more than an error code. */
  protected plainAnswer(request: ApiRequest, error: ErrorCode): ApiResponse {
    return plainAnswer(request, error);
  }

  /** True if an error code, or NONE, can be the whole answer. */
  protected isAnsweredPlainly(request: ApiRequest): boolean {
    return request.api !== 'OffsetFetch';
  }

  /** The virtual time in milliseconds. */
  get nowMs(): number {
    return this.kernel.nowUs / 1000;
  }

  /** Runs one step and tells what came of it. */
  run(step: ScriptStep): StepResult {
    this.step = step;
    this.result = { client: {} };
    this.answers = new Map(
      Object.entries(step.answers ?? {}).map(([api, given]) => [
        api,
        typeof given === 'string' ? given : [...given],
      ]),
    );
    try {
      this.perform(step);
    } catch (error) {
      this.result.throws = nameOf(error as Error);
    }
    this.answers.clear();
    this.result.client = this.client();
    return this.result;
  }

  private perform(step: ScriptStep): void {
    const { consumer } = this;
    switch (step.op) {
      case 'subscribe':
        return consumer.subscribe(step.topics!, {
          onPartitionsAssigned: (partitions, done) => this.onCallback('assigned', partitions, done),
          onPartitionsRevoked: (partitions, done) => this.onCallback('revoked', partitions, done),
          onPartitionsLost: (partitions, done) => this.onCallback('lost', partitions, done),
        });
      case 'unsubscribe':
        return this.await((done) => consumer.unsubscribe(done));
      case 'poll':
        return this.poll();
      case 'advance':
        return this.advance(step.ms!);
      case 'commitSync':
        return this.await((done) => consumer.commitSync(null, done, step.timeoutMs!));
      case 'commitAsync':
        return consumer.commitAsync(null, (error) =>
          this.record({ commitCallback: step.n, error: error === null ? 'NONE' : nameOf(error) }),
        );
      case 'seek':
        return consumer.seek(parseTopicPartition(step.partition!), step.offset!);
      case 'pause':
        return consumer.pause([parseTopicPartition(step.partition!)]);
      case 'resume':
        return consumer.resume([parseTopicPartition(step.partition!)]);
      case 'enforceRebalance':
        return consumer.enforceRebalance();
      case 'partitions':
        this.brokers.topics.set(step.topic!, step.count!);
        return this.brokers.pushMetadata();
      case 'disconnect':
        return this.brokers.cut(coordinatorConnectionId(NODE_ID));
      case 'close':
        return this.await((done) =>
          consumer.close(done, {
            timeoutMs: step.timeoutMs!,
            membership: step.membership ?? 'DEFAULT',
          }),
        );
      case 'respond':
        return this.respond(step);
      default:
        throw new Error(`unknown step ${step.op}`);
    }
  }

  private poll(): void {
    this.await((done) =>
      this.consumer.poll(0, ({ error, partitions }) => {
        for (const { topic, partition, records } of partitions) {
          const name = formatTopicPartition(topic, partition);
          const before = this.result.returned?.[name];
          const first = before === undefined ? records[0]!.offset : before[0];
          const count = records.length + (before?.[1] ?? 0);
          this.result.returned = { ...this.result.returned, [name]: [first, count] };
        }
        done(error);
      }),
    );
  }

  private advance(ms: number): void {
    const untilUs = this.kernel.nowUs + ms * 1000;
    this.process.schedule(ms * 1000, nothing, null);
    this.kernel.runSync({ untilUs });
  }

  /** Lets virtual time pass until a call is done, and throws its error. */
  private await(start: (done: (error: ConsumerError | null) => void) => void): void {
    let outcome: ConsumerError | null | undefined = undefined as ConsumerError | null | undefined;
    this.isBlocked = true;
    try {
      start((error) => (outcome = error));
      if (outcome === undefined) this.kernel.runSync({ until: () => outcome !== undefined });
    } finally {
      this.isBlocked = false;
    }
    if (outcome !== null) throw outcome ?? new Error('the call never ended');
  }

  private respond(step: ScriptStep): void {
    const { request } = this.brokers.find(step.request!);
    if (request.api === 'OffsetCommit' && step.error === 'NONE') this.store(request);
    const answer =
      request.api === 'Fetch' ? fetchAnswer(request, step.records!) : this.answerOf(step, request);
    this.brokers.answer(step.request!, answer);
  }

  private store(request: Extract<ApiRequest, { api: 'OffsetCommit' }>): void {
    for (const [partition, offset] of committedOffsets(request))
      this.committed.set(partition, offset);
  }

  private onSent({ id, request }: OpenRequest): void {
    const event: Record<string, unknown> = {
      request: id,
      api: request.api,
      ...fieldsOf(request, this.vector.protocol),
    };
    this.record(event);
    if (request.api === 'OffsetFetch') {
      return this.brokers.answer(id, offsetFetchAnswer(request, this.committed, 0));
    }
    const error = this.answerAtOnce(request);
    if (error !== null) {
      event.answer = error;
      if (request.api === 'OffsetCommit' && error === 'NONE') this.store(request);
      this.brokers.answer(id, this.plainAnswer(request, error));
    } else if (request.api === 'Fetch') {
      this.brokers.answerLater(id, 500_000, fetchAnswer(request, {}));
    }
  }

  private answerAtOnce(request: ApiRequest): ErrorCode | null {
    if (this.isInCallback && request.api === 'OffsetCommit') {
      // The script's answer to a commit inside a callback stands only with the event itself.
      const expected = this.step!.events?.[this.result.events!.length - 1];
      return (expected?.answer as ErrorCode | undefined) ?? null;
    }
    const given = this.answers.get(request.api);
    if (given === undefined || !this.isAnsweredPlainly(request)) return null;
    return ((typeof given === 'string' ? given : given.shift()) as ErrorCode | undefined) ?? null;
  }

  private onCallback(
    callback: string,
    partitions: readonly TopicPartition[],
    done: () => void,
  ): void {
    this.record({ callback, partitions: namesOf(partitions) });
    if (this.vector.commitInRevoked !== true || callback !== 'revoked') return done();
    this.isInCallback = true;
    this.consumer.commitSync(
      null,
      (error) => {
        this.isInCallback = false;
        this.record({ callbackCommitSync: error === null ? 'NONE' : nameOf(error) });
        done();
      },
      300,
    );
  }

  private record(event: Record<string, unknown>): void {
    if (this.nowMs !== this.step!.t) event.t = this.nowMs;
    (this.result.events ??= []).push(event);
  }
}

function configOf(vector: ConsumerVector): ReturnType<typeof parseConsumerConfig> {
  const config: Record<string, string> = {
    'group.id': 'g',
    'client.id': 'c',
    'auto.offset.reset': 'earliest',
    'retry.backoff.ms': '100',
    'retry.backoff.max.ms': '100',
  };
  if (vector.protocol === 'consumer') config['group.protocol'] = 'consumer';
  if (vector.assignors !== undefined)
    config['partition.assignment.strategy'] = vector.assignors.join(',');
  for (const [key, value] of Object.entries(vector.config)) config[key] = String(value);
  return parseConsumerConfig(config);
}

/** The class of an exception, and for a mere wrapper also the class of what it wraps. */
export function nameOf(error: Error): string {
  const { cause } = error;
  return error.name === 'KafkaException' && cause instanceof Error
    ? `KafkaException(${nameOf(cause)})`
    : error.name;
}

function nothing(): void {
  // Only lets the clock advance.
}
