import type { BatchRecord } from '../../../../src/model/protocol/record.ts';
import { formatTopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import { ExponentialBackoff } from '../../../../src/model/client/exponentialBackoff.ts';
import type { ClusterView } from '../../../../src/model/client/producer/clusterView.ts';
import type { PartitionQueue } from '../../../../src/model/client/producer/partitionQueue.ts';
import type { ProducerBatch } from '../../../../src/model/client/producer/producerBatch.ts';
import type { ReadyCheckResult } from '../../../../src/model/client/producer/readyCheck.ts';
import {
  RecordAccumulator,
  UNKNOWN_PARTITION,
} from '../../../../src/model/client/producer/recordAccumulator.ts';
import { sizeOfRecordData } from '../../../../src/model/client/producer/recordSize.ts';
import type { SendOutcome } from '../../../../src/model/client/producer/sendOutcome.ts';
import { Sender } from '../../../../src/model/client/producer/sender.ts';
import { TransactionManager } from '../../../../src/model/client/producer/transactionManager.ts';
import type { Json, ProducerScript, ScriptConfig, ScriptStep } from './producerScript.ts';
import { ORDERS, ScriptMetadata } from './scriptMetadata.ts';
import { VirtualClock, VirtualNetwork } from './virtualNetwork.ts';

/** Remembers what each pass found ready. */
class ObservedAccumulator extends RecordAccumulator {
  lastReady: ReadyCheckResult | null = null;

  override ready(cluster: ClusterView, nowUs: number): ReadyCheckResult {
    this.lastReady = super.ready(cluster, nowUs);
    return this.lastReady;
  }
}

/**
 * Plays one script on the producer's parts and says of each step what the script's file would say.
 */
export class ScriptPlayer {
  private readonly script: ProducerScript;
  private readonly clock = new VirtualClock();
  private readonly network: VirtualNetwork;
  private readonly metadata: ScriptMetadata;
  private readonly transactionManager: TransactionManager | null;
  private readonly accumulator: ObservedAccumulator;
  private readonly sender: Sender;
  private readonly recordNumbers = new Map<BatchRecord, number>();
  private last: Json = {};
  private step: Json = {};
  private randoms: number[] = [];
  private done: Json[] = [];
  private flushesDone = 0;
  private internalError: unknown = null;

  constructor(script: ProducerScript) {
    this.script = script;
    const { config } = script;
    this.network = new VirtualNetwork(this.clock, config.maxInFlight, script.nodes, (batch) =>
      batch.records.map((record) => this.recordNumbers.get(record)!),
    );
    this.metadata = new ScriptMetadata(script);
    this.transactionManager = config.idempotence ? new TransactionManager() : null;
    this.accumulator = new ObservedAccumulator(
      {
        batchSize: config.batchSize,
        lingerUs: config.linger * 1000,
        deliveryTimeoutUs: config.deliveryTimeout * 1000,
        bufferMemory: 1 << 26,
        backoff: new ExponentialBackoff(config.retryBackoff, config.retryBackoffMax, null),
        adaptivePartitioning: config.adaptive,
        availabilityTimeoutUs: config.availabilityTimeout * 1000,
      },
      this.transactionManager,
      () => this.drawRandom(),
    );
    this.sender = this.newSender(config);
    this.last = this.state();
  }

  /** What the script's file says at its head and this player can tell. */
  head(): Json {
    return { metadataWanted: this.metadata.updateWanted };
  }

  /** The step with all that it caused. */
  play(step: ScriptStep): Json {
    this.step = {};
    this.randoms = [...(step.randoms ?? [])];
    this.done = [];
    this.flushesDone = 0;
    for (const [key, value] of Object.entries(step))
      if (INPUTS[step.op].includes(key)) this.step[key] = value;
    this.step['t'] = this.clock.nowUs / 1000;
    // The epoch of a new producer id is the script's choice.
    if (step.initProducerId !== undefined) this.network.nextEpoch = step.producer?.epoch ?? 0;
    this.run(step);
    this.observe(step);
    return this.step;
  }

  private newSender(config: ScriptConfig): Sender {
    const settings = {
      acks: config.acks,
      retries: config.retries,
      maxRequestSize: config.maxRequestSize,
      requestTimeoutMs: config.requestTimeout,
      retryBackoffUs: config.retryBackoff * 1000,
      guaranteeMessageOrder: config.maxInFlight === 1,
    };
    return new Sender(settings, {
      timers: this.clock,
      connections: this.network,
      metadata: this.metadata,
      accumulator: this.accumulator,
      transactionManager: this.transactionManager,
      pollDelayUs: (node) => this.network.pollDelayUs(node),
      wakeup: () => undefined,
    });
  }

  private drawRandom(): number {
    const value = this.randoms.shift();
    if (value === undefined) throw new Error('a random number is drawn where Kafka draws none');
    addTo(this.step, 'randoms', value);
    return value;
  }

  private run(step: ScriptStep): void {
    switch (step.op) {
      case 'append':
        return this.append(step);
      case 'runOnce':
        return this.runOnce();
      case 'advance':
        this.clock.nowUs += step.ms! * 1000;
        return;
      case 'metadata':
        this.metadata.update(step.leaders!);
        this.metadata.setOrders(step);
        return;
      case 'flush':
        return this.accumulator.beginFlush(() => this.flushesDone++);
      case 'respond':
        this.step['request'] = this.network.oldestRequestNumber(step.node!);
        this.network.respond(step.node!, step.answers!);
        this.metadata.setOrders(step);
        return;
      case 'disconnect':
        return this.network.breakConnection(step.node!, step.unreachableMs ?? 0);
    }
  }

  private append(step: ScriptStep): void {
    const info = this.accumulator.topicInfo(step.topic!);
    const value = 'v'.repeat(step.size!);
    const record: BatchRecord = { timestampMs: 0, key: null, value, headers: [] };
    const r = step.r!;
    this.recordNumbers.set(record, r);
    const result = this.accumulator.append(
      info,
      step.partition ?? UNKNOWN_PARTITION,
      record,
      sizeOfRecordData(null, value, []),
      (outcome) => this.done.push(doneEntry(r, outcome)),
      this.clock.nowUs,
      this.metadata,
    );
    if (result === null) throw new Error('no memory');
    if (step.partition === undefined) this.step['chosen'] = result.partition;
    this.step['bytes'] = result.appendedBytes;
    if (result.newBatchCreated) this.step['newBatch'] = true;
    if (result.batchIsFull) this.step['batchIsFull'] = true;
  }

  private runOnce(): void {
    this.accumulator.lastReady = null;
    const restUs = this.sender.runOnce();
    const timedOut = this.network.poll();
    if (timedOut > 0) this.step['timedOutRequests'] = timedOut;
    const ready = this.accumulator.lastReady as ReadyCheckResult | null;
    if (ready === null) return;
    if (ready.readyNodes.length > 0) this.step['readyNodes'] = [...ready.readyNodes];
    if (ready.nextReadyCheckDelayUs < Infinity) {
      this.step['nextReadyDelay'] = ready.nextReadyCheckDelayUs / 1000;
    }
    if (ready.unknownLeaderTopics.length > 0) {
      this.step['unknownLeaderTopics'] = [...ready.unknownLeaderTopics].sort();
    }
    if (restUs < Infinity) this.step['pollTimeout'] = restUs / 1000;
  }

  // ---- observation

  private observe(step: ScriptStep): void {
    const { step: seen } = this;
    const sent = this.network.takeSent();
    if (sent.initProducerId !== null) seen['initProducerId'] = sent.initProducerId;
    if (sent.requests.length > 0) seen['sent'] = sent.requests;
    if (this.sender.lastInternalError !== this.internalError) {
      this.internalError = this.sender.lastInternalError;
      seen['threw'] = 'IllegalStateException';
    }
    if (this.done.length > 0) {
      seen['done'] = this.done.sort((a, b) => (a['r'] as number) - (b['r'] as number));
    }
    if (this.flushesDone > 0) seen['flushesDone'] = this.flushesDone;
    const now = this.state();
    for (const key of ['queue', 'inFlight', 'sticky', 'cumulativeWeights', 'sequences']) {
      const difference = changedEntries(this.last[key] as Json, now[key] as Json);
      if (Object.keys(difference).length > 0) seen[key] = difference;
    }
    for (const key of ['muted', 'producer', 'metadataWanted']) {
      if (JSON.stringify(now[key]) !== JSON.stringify(this.last[key])) seen[key] = now[key];
    }
    this.last = now;
    this.observeOrders(step);
  }

  /** The orders are Kafka's hash orders, taken from the script; their contents are ours. */
  private observeOrders(step: ScriptStep): void {
    for (const order of ORDERS) if (step[order] !== undefined) this.step[order] = step[order];
    for (let node = 1; node <= this.script.nodes; node++) {
      const listed = this.metadata
        .partitionsForNode(node)
        .map((tp) => formatTopicPartition(tp.topic, tp.partition));
      if (listed.sort().join() !== this.metadata.ledBy(node).join()) this.step['ledBy'] = node;
    }
  }

  private state(): Json {
    const queues: PartitionQueue[] = this.accumulator.topics.flatMap((info) =>
      info.queues.filter((queue) => queue !== undefined),
    );
    const byPartition = (of: (queue: PartitionQueue) => unknown): Json => {
      const entries = queues.map(
        (queue) => [formatTopicPartition(queue.topic, queue.partition), of(queue)] as const,
      );
      return Object.fromEntries(entries.filter(([, value]) => value !== null));
    };
    return {
      queue: byPartition(({ batches }) =>
        batches.length === 0 ? null : batches.map((batch) => this.queued(batch)),
      ),
      inFlight: byPartition((queue) => {
        const batches = this.sender.inFlightBatches(queue);
        return batches.length === 0 ? null : batches.map((batch) => this.numbers(batch));
      }),
      muted: queues
        .filter(({ isMuted }) => isMuted)
        .map(({ topic, partition }) => formatTopicPartition(topic, partition)),
      sticky: this.byTopic((info) => {
        const { stickyPartitionInfo: sticky } = info.builtInPartitioner;
        return sticky === null ? null : [sticky.partition, sticky.producedBytes];
      }),
      cumulativeWeights: this.byTopic((info) => {
        const { partitionLoadStats: stats } = info.builtInPartitioner;
        return stats === null
          ? null
          : stats.partitions.map((p, index) => [p, stats.cumulativeWeights[index]]);
      }),
      metadataWanted: this.metadata.updateWanted,
      ...this.producerState(byPartition),
    };
  }

  private producerState(byPartition: (of: (queue: PartitionQueue) => unknown) => Json): Json {
    const manager = this.transactionManager;
    if (manager === null) return { sequences: {} };
    const { producerId, epoch } = manager.producerIdAndEpoch;
    return {
      producer: { id: producerId, epoch, state: manager.currentState },
      sequences: byPartition((queue) => {
        const entry = manager.partitionEntry(queue);
        if (entry === null || entry.producerIdAndEpoch.producerId < 0) return null;
        const unresolved = manager.unresolvedSequence(queue);
        return {
          id: entry.producerIdAndEpoch.producerId,
          epoch: entry.producerIdAndEpoch.epoch,
          next: entry.nextSequence,
          lastAcked: entry.lastAckedSequence,
          ...(unresolved >= 0 ? { unresolved } : {}),
        };
      }),
    };
  }

  private byTopic(of: (info: RecordAccumulator['topics'][number]) => unknown): Json {
    const entries = this.accumulator.topics.map((info) => [info.topic, of(info)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== null));
  }

  private queued(batch: ProducerBatch): Json {
    return {
      records: this.numbers(batch),
      size: batch.estimatedSizeInBytes,
      created: batch.createdUs / 1000,
      ...(batch.isFull ? { full: true } : {}),
      ...(batch.attempts > 0 ? { attempts: batch.attempts } : {}),
      ...(batch.hasSequence ? { epoch: batch.producerEpoch, seq: batch.baseSequence } : {}),
    };
  }

  private numbers(batch: ProducerBatch): number[] {
    return batch.records.map((record) => this.recordNumbers.get(record)!);
  }
}

const INPUTS: Readonly<Record<ScriptStep['op'], readonly string[]>> = {
  append: ['op', 'topic', 'partition', 'size', 'r'],
  runOnce: ['op'],
  advance: ['op', 'ms'],
  metadata: ['op', 'leaders'],
  flush: ['op'],
  respond: ['op', 'node', 'answers'],
  disconnect: ['op', 'node', 'unreachableMs'],
};

function doneEntry(r: number, outcome: SendOutcome): Json {
  return 'error' in outcome ? { r, error: outcome.error } : { r, offset: outcome.offset };
}

function addTo(json: Json, key: string, value: unknown): void {
  const list = json[key] as unknown[] | undefined;
  if (list === undefined) json[key] = [value];
  else list.push(value);
}

/** Entries that differ; those that are gone are empty. */
function changedEntries(before: Json, now: Json): Json {
  const difference: Json = {};
  for (const key of Object.keys(now)) {
    if (JSON.stringify(now[key]) !== JSON.stringify(before[key])) difference[key] = now[key];
  }
  for (const key of Object.keys(before)) if (!(key in now)) difference[key] = [];
  return difference;
}
