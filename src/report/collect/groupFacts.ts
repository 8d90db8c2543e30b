import type { EventOf, HistoryEvent, HistoryHeader } from '../../history/event.ts';
import { ownershipSpans } from './ownershipSpans.ts';
import { topicFacts } from './partitionFacts.ts';

/** One line of `kafka-consumer-groups.sh --describe`, at the end of the run. */
export interface GroupRow {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** null: nothing committed. */
  readonly committedOffset: number | null;
  readonly logEndOffset: number;
  /** null: nothing committed, so Kafka shows none. */
  readonly lag: number | null;
  /** '' if nobody owns the partition. */
  readonly consumer: string;
  /** '' if nobody owns the partition or the backend does not tell. */
  readonly memberId: string;
}

/** What a run tells of one group. */
export interface GroupFact {
  readonly group: string;
  /** State of the coordinator; '' if the backend does not tell. */
  readonly state: string;
  /** Last generation (or epoch); -1 if not known. */
  readonly generation: number;
  /** Name of the assignor; '' if not known. */
  readonly protocol: string;
  readonly rows: readonly GroupRow[];
}

/** Groups in the order of the header, as they are at the end of the run. */
export function groupFacts(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
): readonly GroupFact[] {
  const committed = committedOffsets(events);
  const owners = finalOwners(events);
  const topics = new Map(topicFacts(header, events).map((fact) => [fact.topic, fact]));
  return header.groups.map(({ group, topics: subscribed }) => {
    const coordinator = coordinatorView(group, events);
    const rows = subscribed.flatMap((topic) =>
      (topics.get(topic)?.partitions ?? []).map(({ partition, logEndOffset }): GroupRow => {
        const committedOffset = committed.get(`${group}\n${topic}\n${partition}`) ?? null;
        const consumer = owners.get(`${group}\n${topic}\n${partition}`) ?? '';
        const lag = committedOffset === null ? null : Math.max(0, logEndOffset - committedOffset);
        const memberId = coordinator.memberIds.get(consumer) ?? '';
        return { group, topic, partition, committedOffset, logEndOffset, lag, consumer, memberId };
      }),
    );
    const { state, generation, protocol } = coordinator;
    return { group, state, generation, protocol, rows };
  });
}

/** True if the coordinator's own record of commits is in the history. */
export function hasCoordinatorEvents(events: Iterable<HistoryEvent>): boolean {
  for (const event of events) if (event.type === 'OffsetStored') return true;
  return false;
}

/**
 * Events that say which offset is committed: the coordinator's if there are any, else the clients'.
 */
export function commitEvents(
  events: Iterable<HistoryEvent>,
): readonly (EventOf<'OffsetStored'> | EventOf<'Committed'>)[] {
  const type = hasCoordinatorEvents(events) ? 'OffsetStored' : 'Committed';
  const kept: (EventOf<'OffsetStored'> | EventOf<'Committed'>)[] = [];
  for (const event of events) {
    if ((event.type === 'OffsetStored' || event.type === 'Committed') && event.type === type) {
      kept.push(event);
    }
  }
  return kept;
}

function committedOffsets(events: Iterable<HistoryEvent>): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  for (const { group, topic, partition, offset } of commitEvents(events)) {
    offsets.set(`${group}\n${topic}\n${partition}`, offset);
  }
  return offsets;
}

/** The consumer that owned each partition when the run ended. */
function finalOwners(events: Iterable<HistoryEvent>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const span of ownershipSpans(events)) {
    if (span.end !== 'run ended' || span.supersededUs !== null) continue;
    owners.set(`${span.group}\n${span.topic}\n${span.partition}`, span.consumer);
  }
  return owners;
}

interface CoordinatorView {
  readonly state: string;
  readonly generation: number;
  readonly protocol: string;
  readonly memberIds: ReadonlyMap<string, string>;
}

function coordinatorView(group: string, events: Iterable<HistoryEvent>): CoordinatorView {
  let state = '';
  let generation = -1;
  let protocol = '';
  const memberIds = new Map<string, string>();
  for (const event of events) {
    if (!('group' in event) || event.group !== group) continue;
    if (event.type === 'GroupStateChanged') {
      state = event.to;
      generation = event.generation;
    } else if (event.type === 'AssignmentStored') {
      ({ generation, protocol } = event);
      for (const { client, memberId } of event.members) memberIds.set(client, memberId);
    } else if (event.type === 'MemberAdded') {
      memberIds.set(event.client, event.memberId);
    } else if (event.type === 'MemberRemoved') {
      if (memberIds.get(event.client) === event.memberId) memberIds.delete(event.client);
    } else if (event.type === 'Assigned') {
      generation = Math.max(generation, event.generation);
    }
  }
  return { state, generation, protocol, memberIds };
}
