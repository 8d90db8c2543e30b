import type { EventOf, EventPartition } from '../../history/event.ts';
import type { GroupReading } from './groupReading.ts';
import type { OwnershipEnd } from './ownership.ts';
import { Ownership } from './ownership.ts';
import type { ProcessTrack } from './processTrack.ts';
import type { RunTrack } from './runTrack.ts';

/**
 * Follows who holds which partition, as the consumers themselves saw it, and what the coordinator
 * says about members and assignments.
 */
export class MembershipTrack {
  private readonly run: RunTrack;
  /** Member id to the life of the process that it belongs to. */
  private readonly members = new Map<
    string,
    { readonly process: ProcessTrack; readonly incarnation: number }
  >();

  constructor(run: RunTrack) {
    this.run = run;
  }

  onStarted(event: EventOf<'Started'>): void {
    const process = this.run.processOf(event.process);
    this.endAll(process, 'crashed', event.atUs);
    process.incarnation++;
    process.isAlive = true;
    process.startedAtUs = event.atUs;
    process.end = '';
    process.pausedAtUs = -1;
    process.isPaused = false;
    process.memberId = '';
    process.failedReading = null;
    process.openSendCount = 0;
  }

  onEnded(event: EventOf<'Crashed' | 'Stopped'>): void {
    const process = this.run.processOf(event.process);
    this.endAll(process, event.type === 'Crashed' ? 'crashed' : 'stopped', event.atUs);
    process.isAlive = false;
    process.end = event.type === 'Crashed' ? 'crashed' : 'stopped';
    process.endedAtUs = event.atUs;
    process.isPaused = false;
    process.memberId = '';
    process.handlingReading = null;
  }

  onPaused(event: EventOf<'Paused'>): void {
    const process = this.run.processOf(event.process);
    process.pausedAtUs = event.atUs;
    process.isPaused = true;
  }

  onResumed(event: EventOf<'Resumed'>): void {
    this.run.processOf(event.process).isPaused = false;
  }

  onGroupStateChanged(event: EventOf<'GroupStateChanged'>): void {
    const group = this.run.groupOf(event.group);
    group.noteGeneration(event.generation);
    group.state = event.to;
    group.stateAtUs = event.atUs;
    group.stateReason = event.reason;
  }

  onAssigned(event: EventOf<'Assigned'>): void {
    const { atUs, generation } = event;
    const process = this.run.processOf(event.process);
    const group = this.run.groupOf(event.group);
    process.group ??= group;
    group.noteAssigned(generation);
    for (const { topic, partition } of event.partitions) {
      const reading = this.run.readingOf(topic, partition, group);
      const former = process.ownershipOf(reading);
      if (former !== null) endOwnership(former, 'assigned anew', atUs);
      this.open(process, reading, generation, atUs, this.trespassOf(process, reading, generation));
    }
  }

  onTakenAway(event: EventOf<'Revoked' | 'Lost'>): void {
    const process = this.run.processOf(event.process);
    const group = this.run.groupOf(event.group);
    const end = event.type === 'Revoked' ? 'revoked' : 'lost';
    for (const { topic, partition } of event.partitions) {
      const ownership = process.ownershipOf(this.run.readingOf(topic, partition, group));
      if (ownership !== null) endOwnership(ownership, end, event.atUs);
    }
  }

  /**
   * The hold that a poll belongs to. A poll of a partition that was not assigned gets one of its
   * own.
   */
  ownershipOfPoll(process: ProcessTrack, reading: GroupReading, atUs: number): Ownership {
    return (
      process.ownershipOf(reading) ??
      this.open(process, reading, -1, atUs, `${process.name} had not been assigned the partition`)
    );
  }

  onMemberAdded(event: EventOf<'MemberAdded'>): void {
    const process = this.run.processOf(event.client);
    this.members.set(event.memberId, { process, incarnation: process.incarnation });
    process.memberId = event.memberId;
    this.run.groupOf(event.group).memberCount++;
  }

  onMemberRemoved(event: EventOf<'MemberRemoved'>): void {
    const { atUs, reason, client, memberId } = event;
    const member = this.members.get(memberId);
    const process = member?.process ?? this.run.processOf(client);
    const incarnation = member?.incarnation ?? process.incarnation;
    // The late removal of a former life says nothing about the present one.
    const isNewer = process.removal === null || incarnation >= process.removal.incarnation;
    if (isNewer) process.removal = { incarnation, atUs, reason };
    if (process.memberId === memberId) process.memberId = '';
    this.members.delete(memberId);
    this.run.groupOf(event.group).memberCount--;
  }

  onAssignmentStored(event: EventOf<'AssignmentStored'>): void {
    const group = this.run.groupOf(event.group);
    group.noteAssigned(event.generation);
    for (const { client, partitions } of event.members) this.storeOwner(event, client, partitions);
  }

  private storeOwner(
    event: EventOf<'AssignmentStored'>,
    client: string,
    partitions: readonly EventPartition[],
  ): void {
    const group = this.run.groupOf(event.group);
    for (const { topic, partition } of partitions) {
      this.run.readingOf(topic, partition, group).grant(event.generation, client);
    }
  }

  /** What the group has stored is the truth about an assignment, where the history tells it. */
  private trespassOf(process: ProcessTrack, reading: GroupReading, generation: number): string {
    const isKnown = this.run.hasInternalEvents && generation >= 0;
    if (!isKnown || reading.isGranted(generation, process.name)) return '';
    return `the group had not given ${process.name} the partition in generation ${generation}`;
  }

  private open(
    process: ProcessTrack,
    reading: GroupReading,
    generation: number,
    atUs: number,
    trespass: string,
  ): Ownership {
    const ownership = new Ownership(
      process,
      reading,
      reading.ownerships.length,
      generation,
      atUs,
      trespass,
    );
    ownership.startCandidates.push(reading.committedOffset);
    // What a client has sent may be stored already: its answer comes later, or never.
    for (const { offset } of reading.openCommits) ownership.startCandidates.push(offset);
    reading.ownerships.push(ownership);
    reading.starting.push(ownership);
    process.ownerships.push(ownership);
    return ownership;
  }

  private endAll(process: ProcessTrack, end: OwnershipEnd, atUs: number): void {
    while (process.ownerships.length > 0) endOwnership(process.ownerships[0]!, end, atUs);
  }
}

function endOwnership(ownership: Ownership, end: OwnershipEnd, atUs: number): void {
  ownership.end = end;
  ownership.endedAtUs = atUs;
  remove(ownership.process.ownerships, ownership);
  remove(ownership.reading.starting, ownership);
}

function remove(list: Ownership[], ownership: Ownership): void {
  const index = list.indexOf(ownership);
  if (index >= 0) list.splice(index, 1);
}
