import type { EventOf, HistoryEvent, HistorySink } from '../../history/event.ts';
import { AssignmentInvariants } from './assignmentInvariants.ts';
import { brokenInvariant } from './brokenInvariant.ts';
import { ConsumerGroupInvariants, isOfConsumerGroup } from './consumerGroupInvariants.ts';
import { GroupStateInvariants } from './groupStateInvariants.ts';
import { LeaderInvariants } from './leaderInvariants.ts';
import { LogInvariants } from './logInvariants.ts';
import { checkMembers } from './memberInvariants.ts';
import type { ModelView } from './modelView.ts';

/** One partition under watch. */
interface PartitionWatch {
  readonly log: LogInvariants;
  readonly leader: LeaderInvariants;
  isTouched: boolean;
}

/** One group under watch. */
interface GroupWatch {
  readonly group: string;
  readonly state: GroupStateInvariants;
  readonly assignments: AssignmentInvariants;
  /** null: as far as is known, a group of the classic protocol. */
  modern: ConsumerGroupInvariants | null;
  isTouched: boolean;
}

type Committed = EventOf<'OffsetStored'>;

/**
 * White-box invariants of a simulated run: what must be true of the model after every event of the
 * kernel, whatever the scenario. They look at the live state, but only at the partitions and groups
 * that the event has touched, which the history tells; most events touch none.
 *
 * `afterEvent` throws SimulationFailure. It is never thrown into the model's own code.
 */
export class Invariants implements HistorySink {
  private readonly view: ModelView;
  private readonly partitions = new Map<string, PartitionWatch[]>();
  private readonly groups = new Map<string, GroupWatch>();
  private readonly touchedPartitions: PartitionWatch[] = [];
  private readonly touchedGroups: GroupWatch[] = [];
  private readonly commits: Committed[] = [];
  private readonly assigned: EventOf<'Assigned'>[] = [];
  private isTouched = false;
  private failure: Error | null = null;
  private nowUs = 0;
  private lastTopic = '';
  private lastPartitions: PartitionWatch[] = [];

  constructor(view: ModelView) {
    this.view = view;
  }

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'RecordsAppended':
        return this.onAppended(event);
      case 'OffsetStored':
        this.commits.push(event);
        this.isTouched = true;
        return;
      case 'Assigned':
        this.assigned.push(event);
        this.isTouched = true;
        return;
      case 'Revoked':
      case 'Lost':
        return this.forgetAssigned(event.process);
      case 'GroupStateChanged':
      case 'AssignmentStored':
      case 'MemberAdded':
      case 'MemberRemoved':
        return this.onGroupEvent(event);
      case 'LeaderElected':
      case 'Crashed':
        return this.onBrokerEvent(event);
      default:
        return;
    }
  }

  /** For `Kernel.afterEvent`. */
  readonly afterEvent = (): void => {
    if (this.isTouched) this.checkTouched();
  };

  /** Everything that was ever touched, once more: for the end of a run. */
  checkAll(atUs: number): void {
    this.nowUs = atUs;
    for (const watches of this.partitions.values()) {
      for (const watch of watches) this.checkPartition(watch);
    }
    for (const watch of this.groups.values()) this.checkGroup(watch);
  }

  private checkTouched(): void {
    this.isTouched = false;
    const { failure, touchedPartitions, touchedGroups, commits, assigned } = this;
    if (failure !== null) throw failure;
    for (let index = 0; index < touchedPartitions.length; index++)
      this.checkPartition(touchedPartitions[index]!);
    touchedPartitions.length = 0;
    for (let index = 0; index < commits.length; index++) this.checkCommit(commits[index]!);
    commits.length = 0;
    for (let index = 0; index < touchedGroups.length; index++)
      this.checkGroup(touchedGroups[index]!);
    touchedGroups.length = 0;
    for (const event of assigned)
      this.groupOf(event.group).assignments.checkOwner(event, this.view);
    assigned.length = 0;
  }

  private checkPartition(watch: PartitionWatch): void {
    watch.isTouched = false;
    watch.leader.check(this.nowUs);
    watch.log.check(this.view, this.nowUs);
  }

  private checkGroup(watch: GroupWatch): void {
    watch.isTouched = false;
    if (watch.modern !== null) {
      const modern = this.view.consumerGroup(watch.group);
      if (modern !== undefined) watch.modern.check(modern, this.nowUs);
      return;
    }
    const group = this.view.group(watch.group);
    watch.state.check(group, this.nowUs);
    if (group !== undefined) checkMembers(group, this.nowUs);
  }

  /** An offset that is committed is one that could be read next: at most the end of the log. */
  private checkCommit({ group, topic, partition, atUs }: Committed): void {
    const committed = this.view.committedOffset(group, topic, partition);
    const state = this.view.partition(topic, partition);
    if (committed === undefined || state === undefined) return;
    const { logEndOffset } = state.log;
    if (committed <= logEndOffset) return;
    const where = `the log of ${topic}-${partition} ends at ${logEndOffset}`;
    throw brokenInvariant(`${group} has committed ${committed}, but ${where}`, atUs);
  }

  private onAppended(event: EventOf<'RecordsAppended'>): void {
    this.nowUs = event.atUs;
    const { log } = this.touchPartition(event.topic, event.partition);
    try {
      log.onAppended(event);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private onGroupEvent(
    event: EventOf<'GroupStateChanged' | 'AssignmentStored' | 'MemberAdded' | 'MemberRemoved'>,
  ): void {
    const watch = this.groupOf(event.group);
    this.nowUs = event.atUs;
    this.isTouched = true;
    if (!watch.isTouched) {
      watch.isTouched = true;
      this.touchedGroups.push(watch);
    }
    try {
      if (watch.modern === null && isOfConsumerGroup(event))
        watch.modern = new ConsumerGroupInvariants(watch.group);
      if (watch.modern !== null) {
        if (event.type === 'GroupStateChanged') watch.modern.onStateChanged(event);
        if (event.type === 'AssignmentStored') watch.assignments.checkShares(event, this.view);
        return;
      }
      if (event.type === 'GroupStateChanged') watch.state.onStateChanged(event);
      if (event.type !== 'AssignmentStored') return;
      watch.state.onAssignmentStored(event);
      watch.assignments.onStored(event, this.view);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private onBrokerEvent(event: EventOf<'LeaderElected' | 'Crashed'>): void {
    this.nowUs = event.atUs;
    if (event.type === 'Crashed') {
      for (const { state } of this.groups.values()) state.onDied(event.process);
      return;
    }
    // Coordinators write to partitions of a topic of their own, which has no records here.
    if (this.view.partition(event.topic, event.partition) === undefined) return;
    const watch = this.touchPartition(event.topic, event.partition);
    try {
      watch.leader.checkElection(this.view, event.atUs);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  /** A consumer may give back at once what it has just got, to join again. */
  private forgetAssigned(process: string): void {
    const { assigned } = this;
    for (let index = assigned.length - 1; index >= 0; index--) {
      if (assigned[index]!.process === process) assigned.splice(index, 1);
    }
  }

  /** Not into the model's own code: the first failure is thrown when the event is over. */
  private fail(error: Error): void {
    this.failure ??= error;
    this.isTouched = true;
  }

  private touchPartition(topic: string, partition: number): PartitionWatch {
    if (topic !== this.lastTopic) {
      this.lastTopic = topic;
      this.lastPartitions = this.partitionsOf(topic);
    }
    const watches = this.lastPartitions;
    while (watches.length <= partition) watches.push(this.newWatch(topic, watches.length));
    const watch = watches[partition]!;
    if (!watch.isTouched) {
      watch.isTouched = true;
      this.touchedPartitions.push(watch);
      this.isTouched = true;
    }
    return watch;
  }

  private newWatch(topic: string, partition: number): PartitionWatch {
    const state = this.view.partition(topic, partition)!;
    const log = new LogInvariants(state);
    return { log, leader: new LeaderInvariants(state), isTouched: false };
  }

  private partitionsOf(topic: string): PartitionWatch[] {
    let watches = this.partitions.get(topic);
    if (watches === undefined) {
      watches = [];
      this.partitions.set(topic, watches);
    }
    return watches;
  }

  private groupOf(group: string): GroupWatch {
    let watch = this.groups.get(group);
    if (watch === undefined) {
      watch = {
        group,
        state: new GroupStateInvariants(group),
        assignments: new AssignmentInvariants(group),
        modern: null,
        isTouched: false,
      };
      this.groups.set(group, watch);
    }
    return watch;
  }
}
