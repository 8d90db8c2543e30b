import { ProducerState } from '../../../../src/model/broker/producerState.ts';
import type {
  BrokerConnections,
  ConnectionLoss,
  Outcome,
} from '../../../../src/model/client/brokerConnections.ts';
import type { ErrorCode } from '../../../../src/model/protocol/errorCode.ts';
import type { BatchRecord, RecordBatch } from '../../../../src/model/protocol/record.ts';
import type { ApiRequest, ProduceRequest } from '../../../../src/model/protocol/requests.ts';
import type {
  ApiResponse,
  MetadataResponse,
  ProducePartitionResponse,
} from '../../../../src/model/protocol/responses.ts';
import { formatTopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import type { ProcessTimers } from '../../../../src/sim/process.ts';

/** What becomes of one produce request. */
export type Fate =
  | { readonly type: 'answer' }
  /** Refused in every partition; nothing is written. */
  | { readonly type: 'refuse'; readonly error: ErrorCode }
  /** Written, but the answer says this. */
  | { readonly type: 'write-then'; readonly error: ErrorCode }
  /** The connection breaks before or after the request is carried out. */
  | { readonly type: 'cut'; readonly written: boolean }
  /** No answer comes, nor to later requests; the connection ends after the request timeout. */
  | { readonly type: 'lose'; readonly written: boolean };

type Complete = (outcome: ApiResponse | ConnectionLoss) => void;

interface Waiting {
  readonly complete: Complete;
  isDone: boolean;
  /** Its answer and all behind it on this connection are lost, since answers come in order. */
  isLost: boolean;
}

const ANSWER: Fate = { type: 'answer' };

/**
 * Brokers with logs and producer states behind connections of a fixed latency, without a network.
 */
export class FakeBrokers implements BrokerConnections {
  /** Asked for each produce request in the order in which they are sent. */
  fateOf: (request: ProduceRequest) => Fate = () => ANSWER;
  /** Brokers that refuse connections. */
  readonly down = new Set<number>();
  /** Leaders by partition; the topic has as many partitions. */
  leaders: readonly number[];
  readonly produced: ProduceRequest[] = [];
  initProducerIdCount = 0;
  private readonly timers: ProcessTimers;
  private readonly latencyUs: number;
  private readonly maxInFlight: number;
  private readonly inFlight = new Map<number, Waiting[]>();
  private readonly logs = new Map<string, BatchRecord[]>();
  private readonly states = new Map<string, ProducerState>();

  /** `latencyUs`: one way. */
  constructor(
    timers: ProcessTimers,
    leaders: readonly number[],
    maxInFlight = 5,
    latencyUs = 1000,
  ) {
    this.timers = timers;
    this.leaders = leaders;
    this.maxInFlight = maxInFlight;
    this.latencyUs = latencyUs;
  }

  /** The values in the log of a partition of topic t, by offset. */
  values(partition: number): readonly (string | null)[] {
    return (this.logs.get(formatTopicPartition('t', partition)) ?? []).map(({ value }) => value);
  }

  /** Metadata of topic t. */
  metadata(leaderEpoch = 0): MetadataResponse {
    const partitions = this.leaders.map((leaderId, partition) => ({
      partition,
      error: leaderId < 0 ? ('LEADER_NOT_AVAILABLE' as const) : ('NONE' as const),
      leaderId,
      leaderEpoch,
      replicas: [1, 2],
      isr: [1, 2],
    }));
    const topics = [{ topic: 't', error: 'NONE' as const, partitions }];
    return { api: 'Metadata', brokers: [1, 2], controllerId: 1, topics };
  }

  ready(node: number): boolean {
    return !this.down.has(node) && this.waiting(node).length < this.maxInFlight;
  }

  isUnavailable(node: number): boolean {
    return this.down.has(node);
  }

  inFlightCount(node: number): number {
    return this.waiting(node).length;
  }

  leastLoadedNode(): number {
    return [1, 2].find((node) => !this.down.has(node)) ?? -1;
  }

  disconnect(node: number): void {
    this.endAll(node, 'disconnected');
  }

  send<R extends ApiRequest>(
    node: number,
    request: R,
    timeoutMs: number,
    onComplete: (outcome: Outcome<R>) => void,
  ): void {
    const waiting: Waiting = { complete: onComplete as Complete, isDone: false, isLost: false };
    this.waiting(node).push(waiting);
    if (request.api === 'InitProducerId') {
      const producerId = 1000 + ++this.initProducerIdCount;
      const response = { api: request.api, error: 'NONE', producerId, producerEpoch: 0 } as const;
      this.after(2 * this.latencyUs, () => this.answer(node, waiting, response));
    } else if (request.api === 'Produce') {
      this.produced.push(request);
      this.carryOut(node, waiting, request, timeoutMs);
    } else throw new Error(`unexpected request ${request.api}`);
  }

  private carryOut(
    node: number,
    waiting: Waiting,
    request: ProduceRequest,
    timeoutMs: number,
  ): void {
    const fate = this.fateOf(request);
    const roundTripUs = 2 * this.latencyUs;
    if (request.acks === 0) {
      const partitions = request.partitions.map((part) => partAnswer(part, 'NONE', -1));
      this.after(this.latencyUs, () => this.write(node, request));
      this.after(0, () => this.answer(node, waiting, { api: 'Produce', partitions }));
      return;
    }
    const isWritten =
      fate.type === 'answer' || fate.type === 'write-then' || ('written' in fate && fate.written);
    let partitions = request.partitions.map((part) =>
      partAnswer(part, fate.type === 'refuse' ? fate.error : 'NONE', -1),
    );
    if (isWritten) {
      this.after(this.latencyUs, () => {
        partitions = this.write(node, request);
      });
    }
    if (fate.type === 'cut') {
      this.after(roundTripUs, () => this.endIfWaiting(node, waiting, 'disconnected'));
    } else if (fate.type === 'lose') {
      waiting.isLost = true;
      this.after(timeoutMs * 1000 + 1, () => this.endIfWaiting(node, waiting, 'timed-out'));
    } else {
      this.after(roundTripUs, () => {
        const isReplaced = fate.type === 'write-then';
        const answered = isReplaced
          ? request.partitions.map((part) => partAnswer(part, fate.error, -1))
          : partitions;
        this.answer(node, waiting, { api: 'Produce', partitions: answered });
      });
    }
  }

  private write(node: number, request: ProduceRequest): ProducePartitionResponse[] {
    return request.partitions.map((part) => {
      if (this.leaders[part.partition] !== node) {
        return partAnswer(part, 'NOT_LEADER_OR_FOLLOWER', -1);
      }
      return this.writeBatch(part);
    });
  }

  private writeBatch(part: ProduceRequest['partitions'][number]): ProducePartitionResponse {
    const { topic, partition, batch } = part;
    const key = formatTopicPartition(topic, partition);
    const log = getOrMake(this.logs, key, () => []);
    const state = getOrMake(this.states, key, () => new ProducerState());
    const baseOffset = log.length;
    if (batch.producerId >= 0) {
      const check = state.check(batch);
      if (check.type === 'duplicate') return partAnswer(part, 'NONE', check.firstOffset);
      if (check.type === 'error') return partAnswer(part, check.error, -1);
      state.append(batch, baseOffset, 0);
    }
    log.push(...batch.records);
    return partAnswer(part, 'NONE', baseOffset);
  }

  private answer(node: number, waiting: Waiting, response: ApiResponse): void {
    const list = this.waiting(node);
    if (waiting.isDone || list.some(({ isLost }) => isLost)) return;
    waiting.isDone = true;
    list.splice(list.indexOf(waiting), 1);
    waiting.complete(response);
  }

  private endIfWaiting(node: number, waiting: Waiting, loss: ConnectionLoss): void {
    if (!waiting.isDone) this.endAll(node, loss);
  }

  private endAll(node: number, loss: ConnectionLoss): void {
    for (const waiting of this.waiting(node).splice(0)) {
      waiting.isDone = true;
      waiting.complete(loss);
    }
  }

  private waiting(node: number): Waiting[] {
    return getOrMake(this.inFlight, node, () => []);
  }

  private after(delayUs: number, action: () => void): void {
    this.timers.schedule(delayUs, action, undefined);
  }
}

function partAnswer(
  { topic, partition }: { readonly topic: string; readonly partition: number; batch: RecordBatch },
  error: ErrorCode,
  baseOffset: number,
): ProducePartitionResponse {
  return { topic, partition, error, baseOffset, logStartOffset: 0, currentLeader: null };
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
