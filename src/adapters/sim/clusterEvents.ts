import type { ClusterObserver } from '../../model/broker/cluster.ts';
import type { PartitionState } from '../../model/broker/clusterState.ts';
import type { RecordBatch } from '../../model/protocol/record.ts';
import type { Kernel } from '../../sim/kernel.ts';
import type { EventRecorder } from './eventRecorder.ts';
import { GroupEvents } from './groupEvents.ts';

/** What brokers and the controller do, as internal events of the history. */
export class ClusterEvents implements ClusterObserver {
  private readonly kernel: Kernel;
  private readonly recorder: EventRecorder;

  constructor(kernel: Kernel, recorder: EventRecorder) {
    this.kernel = kernel;
    this.recorder = recorder;
  }

  onAppended(state: PartitionState, baseOffset: number, batch: RecordBatch): void {
    const { topic, partition, leaderId, leaderEpoch } = state;
    const { producerId, producerEpoch, baseSequence } = batch;
    this.recorder.record({
      type: 'RecordsAppended',
      atUs: this.kernel.nowUs,
      process: brokerName(leaderId),
      topic,
      partition,
      baseOffset,
      count: batch.records.length,
      leaderEpoch,
      producerId,
      producerEpoch,
      baseSequence,
    });
  }

  onPartitionCreated({ topic, partition, replicas }: PartitionState): void {
    const atUs = this.kernel.nowUs;
    this.recorder.record({
      type: 'ReplicasAssigned',
      atUs,
      process: '',
      topic,
      partition,
      replicas,
    });
  }

  onIsrChanged({ topic, partition, isr }: PartitionState): void {
    const atUs = this.kernel.nowUs;
    this.recorder.record({ type: 'IsrChanged', atUs, process: '', topic, partition, isr });
  }

  onLeaderElected(state: PartitionState): void {
    const { topic, partition, leaderId, leaderEpoch } = state;
    // The first leader of a partition is no event: the header says that the partition exists.
    if (leaderEpoch === 0) return;
    const process = leaderId < 0 ? '' : brokerName(leaderId);
    this.recorder.record({
      type: 'LeaderElected',
      atUs: this.kernel.nowUs,
      process,
      topic,
      partition,
      leaderId,
      leaderEpoch,
    });
  }

  /** The observer of the coordinators on one broker. */
  groupObserver(brokerId: number): GroupEvents {
    return new GroupEvents(this.kernel, brokerName(brokerId), this.recorder);
  }
}

/** The process name of a broker. */
export function brokerName(brokerId: number): string {
  return `broker-${brokerId}`;
}
