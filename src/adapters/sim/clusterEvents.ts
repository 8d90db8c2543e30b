import type { HistoryEvent } from '../../history/event.ts';
import type { ClusterObserver } from '../../model/broker/cluster.ts';
import type { PartitionState } from '../../model/broker/clusterState.ts';
import type { GroupObserver } from '../../model/group/groupObserver.ts';
import type { Assignment } from '../../model/protocol/requests.ts';
import type { Kernel } from '../../sim/kernel.ts';
import type { EventRecorder } from './eventRecorder.ts';

/** What brokers and the controller do, as internal events of the history. */
export class ClusterEvents implements ClusterObserver {
  private readonly kernel: Kernel;
  private readonly recorder: EventRecorder;

  constructor(kernel: Kernel, recorder: EventRecorder) {
    this.kernel = kernel;
    this.recorder = recorder;
  }

  onAppended(state: PartitionState, baseOffset: number, count: number): void {
    const { topic, partition, leaderId, leaderEpoch } = state;
    this.recorder.record({
      type: 'RecordsAppended',
      atUs: this.kernel.nowUs,
      process: brokerName(leaderId),
      topic,
      partition,
      baseOffset,
      count,
      leaderEpoch,
    });
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
  groupObserver(brokerId: number): GroupObserver<Assignment> {
    const process = brokerName(brokerId);
    const { kernel } = this;
    const record = (event: HistoryEvent): void => this.recorder.record(event);
    return {
      onGroupStateChanged(group, from, to, generation, reason) {
        record({ type: 'GroupStateChanged', atUs: kernel.nowUs, process, group, from, to, generation, reason });
      },
      onMemberAdded(group, memberId, client) {
        record({ type: 'MemberAdded', atUs: kernel.nowUs, process, group, memberId, client });
      },
      onMemberRemoved(group, memberId, client, reason, detail) {
        const text = detail === '' ? reason : `${reason}: ${detail}`;
        record({ type: 'MemberRemoved', atUs: kernel.nowUs, process, group, memberId, client, reason: text });
      },
      onAssignmentStored(group, generation, protocol, leader, assigned) {
        const members = assigned.map(({ memberId, clientId, assignment }) => ({
          memberId,
          client: clientId,
          partitions: assignment?.partitions ?? [],
        }));
        record({
          type: 'AssignmentStored',
          atUs: kernel.nowUs,
          process,
          group,
          generation,
          protocol,
          leader,
          members,
        });
      },
      onOffsetStored(group, topic, partition, offset, memberId, client, generation) {
        record({
          type: 'OffsetStored',
          atUs: kernel.nowUs,
          process,
          group,
          topic,
          partition,
          offset,
          memberId,
          client,
          generation,
        });
      },
      onOffsetRefused(group, topic, partition, offset, memberId, client, generation, error) {
        record({
          type: 'OffsetRefused',
          atUs: kernel.nowUs,
          process,
          group,
          topic,
          partition,
          offset,
          memberId,
          client,
          generation,
          error,
        });
      },
    };
  }
}

/** The process name of a broker. */
export function brokerName(brokerId: number): string {
  return `broker-${brokerId}`;
}
