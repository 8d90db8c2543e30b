import type { KnownPartition } from '../../../../src/model/client/clientMetadata.ts';
import type { SenderMetadata } from '../../../../src/model/client/producer/producerMetadata.ts';
import type { TopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import {
  formatTopicPartition,
  parseTopicPartition,
} from '../../../../src/model/protocol/topicPartition.ts';
import type { ProducerScript, ScriptStep } from './producerScript.ts';

/** Fields of a step that say what to do; all others say what came of it. */
export const ORDERS = ['clusterOrder', 'nodeOrder'] as const;

/** The metadata of a script: leaders as told, in the hash order that the script states. */
export class ScriptMetadata implements SenderMetadata {
  updateWanted = false;
  private readonly counts: Readonly<Record<string, number>>;
  private readonly leaders = new Map<string, KnownPartition>();
  private clusterOrder: readonly TopicPartition[] = [];
  private nodeOrder = new Map<number, readonly TopicPartition[]>();

  constructor(script: ProducerScript) {
    this.counts = script.topics;
    this.update(script.leaders);
    this.setOrders(script);
  }

  update(leaders: Readonly<Record<string, readonly [number, number]>>): void {
    for (const [tp, [leaderId, leaderEpoch]] of Object.entries(leaders)) {
      this.leaders.set(tp, { leaderId, leaderEpoch });
    }
    this.updateWanted = Object.values(leaders).some(([leaderId]) => leaderId < 0);
  }

  setOrders(orders: Pick<ScriptStep, (typeof ORDERS)[number]>): void {
    if (orders.clusterOrder !== undefined)
      this.clusterOrder = orders.clusterOrder.map(parseTopicPartition);
    for (const [node, partitions] of Object.entries(orders.nodeOrder ?? {})) {
      this.nodeOrder.set(Number(node), partitions.map(parseTopicPartition));
    }
  }

  partitionCount(topic: string): number {
    return this.counts[topic] ?? 0;
  }

  partition(topic: string, partition: number): KnownPartition | null {
    return this.leaders.get(formatTopicPartition(topic, partition)) ?? null;
  }

  availablePartitions(topic: string): readonly number[] {
    return this.clusterOrder
      .filter((tp) => tp.topic === topic && this.partition(topic, tp.partition)!.leaderId >= 0)
      .map(({ partition }) => partition);
  }

  partitionsForNode(nodeId: number): readonly TopicPartition[] {
    return this.nodeOrder.get(nodeId) ?? [];
  }

  add(): void {
    // All topics of a script are known from its start.
  }

  requestUpdate(): void {
    this.updateWanted = true;
  }

  updatePartitionLeadership(
    topic: string,
    partition: number,
    leaderId: number,
    leaderEpoch: number,
  ): void {
    const tp = formatTopicPartition(topic, partition);
    if (leaderEpoch > this.leaders.get(tp)!.leaderEpoch)
      this.leaders.set(tp, { leaderId, leaderEpoch });
  }

  /** Which partitions each node leads, without regard to order. */
  ledBy(node: number): string[] {
    const led = [...this.leaders].filter(([, { leaderId }]) => leaderId === node);
    return led.map(([tp]) => tp).sort();
  }
}
