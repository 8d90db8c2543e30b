import type { GroupObserver } from '../../model/group/groupObserver.ts';
import type { Assignment } from '../../model/protocol/requests.ts';
import type { Kernel } from '../../sim/kernel.ts';
import type { EventRecorder } from './eventRecorder.ts';

type Observed<Name extends keyof GroupObserver<Assignment>> = Parameters<
  NonNullable<GroupObserver<Assignment>[Name]>
>;

/** What the coordinators of one broker do, as internal events of the history. */
export class GroupEvents implements GroupObserver<Assignment> {
  private readonly kernel: Kernel;
  private readonly process: string;
  private readonly recorder: EventRecorder;

  /** `process`: the name of the broker's process. */
  constructor(kernel: Kernel, process: string, recorder: EventRecorder) {
    this.kernel = kernel;
    this.process = process;
    this.recorder = recorder;
  }

  onGroupStateChanged(...observed: Observed<'onGroupStateChanged'>): void {
    const [group, from, to, generation, reason] = observed;
    const { process } = this;
    const { nowUs: atUs } = this.kernel;
    this.recorder.record({
      type: 'GroupStateChanged',
      atUs,
      process,
      group,
      from,
      to,
      generation,
      reason,
    });
  }

  onMemberAdded(group: string, memberId: string, client: string): void {
    const { process } = this;
    const { nowUs: atUs } = this.kernel;
    this.recorder.record({ type: 'MemberAdded', atUs, process, group, memberId, client });
  }

  onMemberRemoved(...observed: Observed<'onMemberRemoved'>): void {
    const [group, memberId, client, cause, detail] = observed;
    const { process } = this;
    const { nowUs: atUs } = this.kernel;
    const reason = detail === '' ? cause : `${cause}: ${detail}`;
    this.recorder.record({ type: 'MemberRemoved', atUs, process, group, memberId, client, reason });
  }

  onAssignmentStored(...observed: Observed<'onAssignmentStored'>): void {
    const [group, generation, protocol, leader, assigned] = observed;
    const { process } = this;
    const { nowUs: atUs } = this.kernel;
    const members = assigned.map(({ memberId, clientId, assignment }) => ({
      memberId,
      client: clientId,
      partitions: assignment?.partitions ?? [],
    }));
    this.recorder.record({
      type: 'AssignmentStored',
      atUs,
      process,
      group,
      generation,
      protocol,
      leader,
      members,
    });
  }

  onOffsetStored(...observed: Observed<'onOffsetStored'>): void {
    const [group, topic, partition, offset, memberId, client, generation] = observed;
    const { process } = this;
    const { nowUs: atUs } = this.kernel;
    this.recorder.record({
      type: 'OffsetStored',
      atUs,
      process,
      group,
      topic,
      partition,
      offset,
      memberId,
      client,
      generation,
    });
  }

  onOffsetRefused(...observed: Observed<'onOffsetRefused'>): void {
    const [group, topic, partition, offset, memberId, client, generation, error] = observed;
    const { process } = this;
    const { nowUs: atUs } = this.kernel;
    this.recorder.record({
      type: 'OffsetRefused',
      atUs,
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
  }
}
