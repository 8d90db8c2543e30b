import type { EventOf, HistoryEvent, HistoryHeader, HistorySink } from '../../history/event.ts';
import type { BackendDetail } from './backendDetail.ts';
import type { OwnershipSpan } from './ownershipSpans.ts';
import type { TopicFact } from './partitionFacts.ts';

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

interface OpenGroup {
  state: string;
  generation: number;
  protocol: string;
  readonly memberIds: Map<string, string>;
  /** By `topic partition`. */
  readonly committed: Map<string, number>;
}

/** Collects what coordinators and commits tell of the groups of the header. */
export class GroupCollector implements HistorySink {
  private readonly header: HistoryHeader;
  private readonly commitType: 'OffsetStored' | 'Committed';
  private readonly groups: ReadonlyMap<string, OpenGroup>;

  constructor(header: HistoryHeader, detail: BackendDetail) {
    this.header = header;
    this.commitType = detail.storedOffsets ? 'OffsetStored' : 'Committed';
    this.groups = new Map(header.groups.map(({ group }) => [group, newOpenGroup()]));
  }

  onEvent(event: HistoryEvent): void {
    if (!('group' in event)) return;
    const open = this.groups.get(event.group);
    if (open === undefined) return;
    if (event.type === this.commitType) {
      const { topic, partition, offset } = event as EventOf<'OffsetStored' | 'Committed'>;
      open.committed.set(partitionKey(topic, partition), offset);
    } else if (event.type === 'GroupStateChanged') {
      open.state = event.to;
      open.generation = event.generation;
    } else if (event.type === 'AssignmentStored') {
      open.generation = event.generation;
      open.protocol = event.protocol;
      for (const { client, memberId } of event.members) open.memberIds.set(client, memberId);
    } else if (event.type === 'MemberAdded') {
      open.memberIds.set(event.client, event.memberId);
    } else if (event.type === 'MemberRemoved') {
      const isLatest = open.memberIds.get(event.client) === event.memberId;
      if (isLatest) open.memberIds.delete(event.client);
    } else if (event.type === 'Assigned') {
      open.generation = Math.max(open.generation, event.generation);
    }
  }

  /** In the order of the header, as they are at the end of the run. */
  finish(topics: readonly TopicFact[], spans: readonly OwnershipSpan[]): readonly GroupFact[] {
    const owners = finalOwners(spans);
    return this.header.groups.map(({ group, topics: subscribed }) => {
      const open = this.groups.get(group)!;
      const partitions = topics
        .filter(({ topic }) => subscribed.includes(topic))
        .flatMap((fact) => fact.partitions);
      const rows = partitions.map((fact): GroupRow => {
        const { topic, partition, logEndOffset } = fact;
        const key = partitionKey(topic, partition);
        const committedOffset = open.committed.get(key) ?? null;
        const lag = committedOffset === null ? null : Math.max(0, logEndOffset - committedOffset);
        const consumer = owners.get(`${group}\n${key}`) ?? '';
        const memberId = open.memberIds.get(consumer) ?? '';
        return { group, topic, partition, committedOffset, logEndOffset, lag, consumer, memberId };
      });
      const { state, generation, protocol } = open;
      return { group, state, generation, protocol, rows };
    });
  }
}

function newOpenGroup(): OpenGroup {
  return {
    state: '',
    generation: -1,
    protocol: '',
    memberIds: new Map(),
    committed: new Map(),
  };
}

/** The consumer that owned each partition when the run ended. */
function finalOwners(spans: readonly OwnershipSpan[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { end, supersededUs, group, topic, partition, consumer } of spans) {
    if (end !== 'run ended' || supersededUs !== null) continue;
    owners.set(`${group}\n${partitionKey(topic, partition)}`, consumer);
  }
  return owners;
}

function partitionKey(topic: string, partition: number): string {
  return `${topic}\n${partition}`;
}
