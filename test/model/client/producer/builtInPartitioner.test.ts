import { describe, expect, it } from 'vitest';
import { ExponentialBackoff } from '../../../../src/model/client/exponentialBackoff.ts';
import type { ClusterView } from '../../../../src/model/client/producer/clusterView.ts';
import {
  RecordAccumulator,
  UNKNOWN_PARTITION,
} from '../../../../src/model/client/producer/recordAccumulator.ts';
import { sizeOfRecordData } from '../../../../src/model/client/producer/recordSize.ts';
import { readVectors } from '../../../readVectors.ts';

interface StickyStep {
  readonly op: 'append' | 'take' | 'stats' | 'leaders';
  readonly size?: number;
  readonly partition?: number;
  readonly queues?: readonly (readonly [number, number])[];
  readonly excluded?: number;
  readonly available?: readonly number[];
  readonly randoms?: readonly number[];
  readonly chosen?: number;
  readonly bytes?: number;
  readonly lastBatch?: readonly [number, boolean];
  readonly sticky?: readonly [number, number];
}

interface StickyVector {
  readonly id: number;
  readonly batchSize: number;
  readonly partitions: number;
  readonly available: readonly number[];
  readonly steps: readonly StickyStep[];
}

/** One topic whose partitions are listed in numeric order. */
class OneTopic implements ClusterView {
  available: readonly number[];
  private readonly count: number;

  constructor({ partitions, available }: StickyVector) {
    this.count = partitions;
    this.available = available;
  }

  partitionCount(): number {
    return this.count;
  }

  partition(_topic: string, partition: number): { leaderId: number; leaderEpoch: number } {
    return { leaderId: this.available.includes(partition) ? 1 : -1, leaderEpoch: 0 };
  }

  availablePartitions(): readonly number[] {
    return this.available;
  }

  partitionsForNode(): readonly [] {
    return [];
  }
}

/** Plays a vector; answers what each step came to. */
function play(vector: StickyVector): StickyStep[] {
  let randoms: number[] = [];
  let drawn: number[] = [];
  const cluster = new OneTopic(vector);
  const accumulator = new RecordAccumulator(
    {
      batchSize: vector.batchSize,
      lingerUs: 0,
      deliveryTimeoutUs: 120_000_000,
      bufferMemory: 1 << 26,
      backoff: new ExponentialBackoff(100, 1000, null),
      adaptivePartitioning: false,
      availabilityTimeoutUs: 0,
    },
    null,
    () => {
      const random = randoms.shift();
      if (random === undefined) throw new Error('a random number is drawn where Kafka draws none');
      drawn.push(random);
      return random;
    },
  );
  const info = accumulator.topicInfo('t');
  return vector.steps.map((step): StickyStep => {
    randoms = [...(step.randoms ?? [])];
    drawn = [];
    const { op } = step;
    const { builtInPartitioner } = info;
    if (op === 'leaders') cluster.available = step.available!;
    if (op === 'take') info.queue(step.partition!).batches.shift();
    if (op === 'stats') {
      const listed = step.queues ?? [];
      const rest = new Array<number>(step.excluded ?? 0).fill(0);
      const sizes = step.queues === undefined ? null : [...listed.map(([, size]) => size), ...rest];
      const partitions = [...listed.map(([partition]) => partition), ...rest];
      builtInPartitioner.updatePartitionLoadStats(sizes, partitions, listed.length);
    }
    if (op !== 'append') return step;
    const value = 'v'.repeat(step.size!);
    const result = accumulator.append(
      info,
      step.partition ?? UNKNOWN_PARTITION,
      { timestampMs: 0, key: null, value, headers: [] },
      sizeOfRecordData(null, value, []),
      () => undefined,
      0,
      cluster,
    )!;
    const last = info.queue(result.partition).batches.at(-1)!;
    const sticky = builtInPartitioner.stickyPartitionInfo;
    return {
      op,
      size: step.size!,
      ...(step.partition === undefined
        ? { chosen: result.partition }
        : { partition: step.partition }),
      bytes: result.appendedBytes,
      lastBatch: [last.estimatedSizeInBytes, last.isFull],
      ...(drawn.length > 0 ? { randoms: drawn } : {}),
      ...(sticky === null ? {} : { sticky: [sticky.partition, sticky.producedBytes] }),
    };
  });
}

describe('BuiltInPartitioner', () => {
  it('chooses as Kafka does for records without a key, with the same random numbers', () => {
    const vectors = readVectors<StickyVector>('sticky-partitioner');
    expect(vectors).toHaveLength(150);
    for (const vector of vectors) {
      expect(play(vector), `vector ${vector.id}`).toEqual(vector.steps);
    }
  });
});
