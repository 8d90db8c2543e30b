import { expect } from 'vitest';
import { Invariants } from '../../../src/check/invariants/invariants.ts';
import type { ConsumerGroup } from '../../../src/model/group/consumer/consumerGroup.ts';
import type { LiveGroup, ModelView } from '../../../src/check/invariants/modelView.ts';
import type { EventOf, HistoryEvent } from '../../../src/history/event.ts';
import { ClusterState } from '../../../src/model/broker/clusterState.ts';
import type { PartitionState } from '../../../src/model/broker/clusterState.ts';
import type { TopicPartition } from '../../../src/model/protocol/topicPartition.ts';
import { SimulationFailure } from '../../../src/sim/errors.ts';
import { GROUP, GroupHarness } from '../../model/group/groupHarness.ts';

export const TOPIC = 'orders';
const AT = { atUs: 2_500_000, process: 'broker-1' };

/** Which producer wrote a batch, as the history tells. */
type ProducerStamp = Pick<
  EventOf<'RecordsAppended'>,
  'producerId' | 'producerEpoch' | 'baseSequence'
>;

const NO_PRODUCER: ProducerStamp = { producerId: -1, producerEpoch: -1, baseSequence: -1 };

/**
 * A cluster of three brokers with two partitions, and a real group, without clients: tests break
 * their state and look at what the invariants say.
 */
export class InvariantBench implements ModelView {
  readonly cluster = new ClusterState(3);
  readonly harness = new GroupHarness(
    {},
    {
      onGroupStateChanged: (group, from, to, generation, reason) =>
        this.tell({ type: 'GroupStateChanged', ...AT, group, from, to, generation, reason }),
      onMemberAdded: (group, memberId, client) =>
        this.tell({ type: 'MemberAdded', ...AT, group, memberId, client }),
      onMemberRemoved: (group, memberId, client, reason) =>
        this.tell({ type: 'MemberRemoved', ...AT, group, memberId, client, reason }),
    },
  );
  readonly invariants = new Invariants(this);
  /** undefined: what the model says. */
  highWatermarkIs: number | undefined;
  committed: number | undefined;
  owned: readonly TopicPartition[] | null = null;
  isGroupGone = false;
  modernGroup: ConsumerGroup | undefined;

  constructor() {
    this.cluster.createPartitions(TOPIC, 2, 3);
  }

  get state(): PartitionState {
    return this.cluster.partition(TOPIC, 0)!;
  }

  get live(): LiveGroup {
    return this.harness.coordinator.inspectGroup(GROUP) as unknown as LiveGroup;
  }

  partition(topic: string, partition: number): PartitionState | undefined {
    return this.cluster.partition(topic, partition);
  }

  highWatermark(state: PartitionState): number | undefined {
    return this.highWatermarkIs ?? state.log.logEndOffset;
  }

  isBrokerLive(brokerId: number): boolean {
    return this.cluster.liveBrokers.includes(brokerId);
  }

  group(): LiveGroup | undefined {
    return this.isGroupGone ? undefined : this.live;
  }

  consumerGroup(): ConsumerGroup | undefined {
    return this.modernGroup;
  }

  committedOffset(): number | undefined {
    return this.committed;
  }

  assignment(): readonly TopicPartition[] | null {
    return this.owned;
  }

  tell(...events: readonly HistoryEvent[]): void {
    for (const event of events) this.invariants.onEvent(event);
  }

  /** Records are written, as a leader would. */
  append(count: number, producer: ProducerStamp = NO_PRODUCER): void {
    const { state } = this;
    const record = { timestampMs: 0, key: null, value: 'x', headers: [] };
    const baseOffset = state.log.append(
      Array.from({ length: count }, () => record),
      state.leaderEpoch,
    );
    this.touchPartition(baseOffset, count, producer);
  }

  touchPartition(
    baseOffset = this.state.log.logEndOffset,
    count = 0,
    producer: ProducerStamp = NO_PRODUCER,
  ): void {
    const { topic, partition, leaderEpoch } = this.state;
    const appended = { topic, partition, baseOffset, count, leaderEpoch, ...producer };
    this.tell({ type: 'RecordsAppended', ...AT, ...appended });
  }

  elected(): void {
    const { topic, partition, leaderId, leaderEpoch } = this.state;
    this.tell({ type: 'LeaderElected', ...AT, topic, partition, leaderId, leaderEpoch });
  }

  touchGroup(): void {
    this.tell({ type: 'MemberAdded', ...AT, group: GROUP, memberId: 'm', client: 'c' });
  }

  change(
    from: string,
    to: string,
    generation: number,
    reason = 'by hand',
    process = 'broker-1',
  ): void {
    const change = { ...AT, process, group: GROUP, from, to, generation, reason };
    this.tell({ type: 'GroupStateChanged', ...change });
  }

  stored(generation: number, shares: Readonly<Record<string, readonly number[]>>): void {
    const members = Object.entries(shares).map(([client, numbers]) => ({
      memberId: `${client}-id`,
      client,
      partitions: partitionsOf(numbers),
    }));
    const head = { ...AT, group: GROUP, generation, protocol: 'range', leader: 'c1-id' };
    this.tell({ type: 'AssignmentStored', ...head, members });
  }

  assigned(process: string, generation: number, numbers: readonly number[]): void {
    this.owned = partitionsOf(numbers);
    const head = { ...AT, process, group: GROUP, generation };
    this.tell({ type: 'Assigned', ...head, partitions: partitionsOf(numbers) });
  }

  /** What is said after the event; '' if all is well. */
  get objection(): string {
    try {
      this.invariants.afterEvent();
    } catch (error) {
      expect(error).toBeInstanceOf(SimulationFailure);
      return (error as SimulationFailure).message;
    }
    return '';
  }
}

function partitionsOf(numbers: readonly number[]): TopicPartition[] {
  return numbers.map((partition) => ({ topic: TOPIC, partition }));
}

/** A group of two members in the generation given, Stable. */
export function stableBench(): InvariantBench {
  const bench = new InvariantBench();
  bench.harness.stable(['c1', 'c2']);
  expect(bench.objection).toBe('');
  return bench;
}
