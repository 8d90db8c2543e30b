import type {
  BrokerConnections,
  ConnectionLoss,
  Outcome,
} from '../../../../src/model/client/brokerConnections.ts';
import type { ErrorCode } from '../../../../src/model/protocol/errorCode.ts';
import type { RecordBatch } from '../../../../src/model/protocol/record.ts';
import type { ApiRequest, ProduceRequest } from '../../../../src/model/protocol/requests.ts';
import type {
  ApiResponse,
  ProducePartitionResponse,
} from '../../../../src/model/protocol/responses.ts';
import {
  formatTopicPartition,
  parseTopicPartition,
} from '../../../../src/model/protocol/topicPartition.ts';
import type { EventHandler } from '../../../../src/sim/eventQueue.ts';
import type { ProcessTimers } from '../../../../src/sim/process.ts';

/** One partition's part of an answer, as a script states it. */
export interface ScriptAnswer {
  readonly error?: ErrorCode;
  readonly baseOffset?: number;
  readonly logStartOffset?: number;
  readonly currentLeader?: readonly [number, number];
}

/** A clock that only scripts move; waiting is a jump, as in the tests of Kafka's own clients. */
export class VirtualClock implements ProcessTimers {
  nowUs = 0;

  schedule<A>(delayUs: number, handler: EventHandler<A>, argument: A): number {
    this.nowUs += delayUs;
    handler(argument);
    return 0;
  }

  cancel(): boolean {
    return false;
  }
}

type Complete = (outcome: ApiResponse | ConnectionLoss) => void;

interface SentRequest {
  readonly number: number;
  readonly request: ProduceRequest;
  readonly sentUs: number;
  readonly timeoutUs: number;
  readonly complete: Complete;
}

/** What went out during one step. */
export interface SentInStep {
  readonly initProducerId: number | null;
  readonly requests: readonly unknown[];
}

/**
 * The network that the scripts were made on: connecting takes no time, a node can be unreachable
 * for a while, a request that is strictly older than its timeout ends the connection. Looked at
 * only by `poll`.
 */
export class VirtualNetwork implements BrokerConnections {
  /** Epoch of the next producer id that is given out. */
  nextEpoch = 0;
  private readonly clock: VirtualClock;
  private readonly maxInFlight: number;
  private readonly requests: SentRequest[][] = [];
  private readonly unreachableUntilUs: number[] = [];
  private readonly numbersOf: (batch: RecordBatch) => number[];
  private completed: (() => void)[] = [];
  private nextProducerId = 1001;
  private requestCount = 0;
  private sent: { initProducerId: number | null; requests: unknown[] } = {
    initProducerId: null,
    requests: [],
  };

  constructor(
    clock: VirtualClock,
    maxInFlight: number,
    nodeCount: number,
    numbersOf: (batch: RecordBatch) => number[],
  ) {
    this.clock = clock;
    this.maxInFlight = maxInFlight;
    this.numbersOf = numbersOf;
    for (let node = 0; node <= nodeCount; node++) {
      this.requests.push([]);
      this.unreachableUntilUs.push(0);
    }
  }

  ready(node: number): boolean {
    return !this.isUnavailable(node) && this.inFlightCount(node) < this.maxInFlight;
  }

  isUnavailable(node: number): boolean {
    return this.clock.nowUs < this.unreachableUntilUs[node]!;
  }

  pollDelayUs(node: number): number {
    return this.isUnavailable(node) ? this.unreachableUntilUs[node]! - this.clock.nowUs : Infinity;
  }

  inFlightCount(node: number): number {
    return this.requests[node]!.length;
  }

  send<R extends ApiRequest>(
    node: number,
    request: R,
    timeoutMs: number,
    onComplete: (outcome: Outcome<R>) => void,
  ): void {
    const complete = onComplete as Complete;
    if (request.api === 'InitProducerId') {
      this.sent.initProducerId = node;
      const response = {
        api: 'InitProducerId',
        error: 'NONE',
        producerId: this.nextProducerId++,
        producerEpoch: this.nextEpoch,
      } as const;
      this.completed.push(() => complete(response));
      return;
    }
    if (request.api !== 'Produce') throw new Error(`unexpected request ${request.api}`);
    const number = ++this.requestCount;
    this.sent.requests.push({
      request: number,
      node,
      batches: request.partitions.map((p) => this.shown(p)),
    });
    if (request.acks === 0) this.completed.push(() => complete(answersTo(request, {})));
    else {
      const { nowUs } = this.clock;
      this.requests[node]!.push({
        number,
        request,
        sentUs: nowUs,
        timeoutUs: timeoutMs * 1000,
        complete,
      });
    }
  }

  disconnect(node: number): void {
    this.breakConnection(node, 0);
  }

  leastLoadedNode(): number {
    let best = -1;
    for (let node = 1; node < this.requests.length; node++) {
      if (!this.ready(node)) continue;
      if (best < 0 || this.inFlightCount(node) < this.inFlightCount(best)) best = node;
    }
    return best;
  }

  oldestRequestNumber(node: number): number {
    return this.requests[node]![0]!.number;
  }

  /** The node's oldest request is answered now. */
  respond(node: number, answers: Readonly<Record<string, ScriptAnswer>>): void {
    const { request, complete } = this.requests[node]!.shift()!;
    complete(answersTo(request, answers));
  }

  breakConnection(node: number, unreachableMs: number): void {
    this.unreachableUntilUs[node] = this.clock.nowUs + unreachableMs * 1000;
    for (const { complete } of this.requests[node]!.splice(0)) complete('disconnected');
  }

  /** Ends connections with requests that are too old, then hands out what is complete. */
  poll(): number {
    let timedOutCount = 0;
    for (const requests of this.requests) {
      if (!requests.some(({ sentUs, timeoutUs }) => this.clock.nowUs - sentUs > timeoutUs))
        continue;
      for (const { complete } of requests.splice(0)) {
        timedOutCount++;
        this.completed.push(() => complete('timed-out'));
      }
    }
    for (const complete of this.completed.splice(0)) complete();
    return timedOutCount;
  }

  takeSent(): SentInStep {
    const { sent } = this;
    this.sent = { initProducerId: null, requests: [] };
    return sent;
  }

  private shown({ topic, partition, batch }: ProduceRequest['partitions'][number]): unknown {
    const { producerId, producerEpoch, baseSequence } = batch;
    const identity =
      producerId < 0 ? {} : { id: producerId, epoch: producerEpoch, seq: baseSequence };
    return {
      tp: formatTopicPartition(topic, partition),
      ...identity,
      records: this.numbersOf(batch),
    };
  }
}

function answersTo(
  request: ProduceRequest,
  answers: Readonly<Record<string, ScriptAnswer>>,
): ApiResponse {
  const asked: Readonly<Record<string, ScriptAnswer>> =
    Object.keys(answers).length > 0
      ? answers
      : Object.fromEntries(
          request.partitions.map((p) => [formatTopicPartition(p.topic, p.partition), {}]),
        );
  const partitions = Object.entries(asked).map(([tp, answer]): ProducePartitionResponse => {
    const [leaderId, leaderEpoch] = answer.currentLeader ?? [-1, -1];
    return {
      ...parseTopicPartition(tp),
      error: answer.error ?? 'NONE',
      baseOffset: answer.baseOffset ?? -1,
      logStartOffset: answer.logStartOffset ?? -1,
      currentLeader: answer.currentLeader === undefined ? null : { leaderId, leaderEpoch },
    };
  });
  return { api: 'Produce', partitions };
}
