import type { BuiltInPartitioner } from './builtInPartitioner.ts';
import type { ProducerBatch } from './producerBatch.ts';

/** What the accumulator keeps of one partition: its batches that wait to be sent. */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  /** The first is sent next, the last takes new records. */
  readonly batches: ProducerBatch[] = [];
  /** With one request in flight at most: a batch of this partition is in flight. */
  isMuted = false;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }
}

/** The partitions of one topic that have been written to (`RecordAccumulator.TopicInfo`). */
export class TopicInfo {
  readonly topic: string;
  readonly builtInPartitioner: BuiltInPartitioner;
  /** By partition number; undefined until the first record for it. */
  readonly queues: (PartitionQueue | undefined)[] = [];
  private createdCount = 0;

  constructor(topic: string, builtInPartitioner: BuiltInPartitioner) {
    this.topic = topic;
    this.builtInPartitioner = builtInPartitioner;
  }

  /** How many partitions have a queue. */
  get queueCount(): number {
    return this.createdCount;
  }

  /** The queue of the partition, made if need be. */
  queue(partition: number): PartitionQueue {
    let queue = this.queues[partition];
    if (queue === undefined) {
      while (this.queues.length <= partition) this.queues.push(undefined);
      queue = new PartitionQueue(this.topic, partition);
      this.queues[partition] = queue;
      this.createdCount++;
    }
    return queue;
  }
}
