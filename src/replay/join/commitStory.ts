import type { OffsetCommitted } from '../../adapters/kafka/logs/groupEntry.ts';
import type { TopicNames } from '../../adapters/kafka/member/topicNames.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import type { WallClock } from '../runClock.ts';
import type { StoryParts } from './groupStory.ts';

/** One try of a client to commit. */
interface CommitTry {
  readonly process: string;
  readonly offset: number;
  readonly startedUs: number;
  /** When the client heard of it; Infinity: it did not. */
  endedUs: number;
  outcome: 'committed' | 'refused' | 'unknown';
  isTaken: boolean;
}

/** Kafka's log has milliseconds: so far its time may be off. */
const TOLERANCE_US = 2_000;
/** Between an event and its cause. */
const STEP_US = 1;

/** Who owns what, as the coordinator has it. */
export interface OwnerLookup {
  /** The member that a group had given the partition to at that time; null: nobody. */
  ownerAt(
    group: string,
    topic: string,
    partition: number,
    atUs: number,
  ): { readonly memberId: string; readonly client: string; readonly generation: number } | null;
  /** A client's member id and generation at that time; null: it was no member. */
  memberAt(
    group: string,
    client: string,
    atUs: number,
  ): { readonly memberId: string; readonly generation: number } | null;
}

/**
 * Accepted commits as internal events. The log says what was stored and, to the millisecond, when,
 * but not by whom: each is laid to the client that had just tried to commit that offset, between
 * its try and its answer.
 */
export class CommitStory {
  private readonly names: TopicNames;
  private readonly clock: WallClock;
  private readonly owners: OwnerLookup;
  private readonly coordinatorAt: StoryParts['coordinatorAt'];
  private readonly tries = new Map<string, CommitTry[]>();
  private readonly lastStoredUs = new Map<string, number>();

  constructor(
    events: readonly HistoryEvent[],
    { names, clock, coordinatorAt }: StoryParts,
    owners: OwnerLookup,
  ) {
    this.names = names;
    this.clock = clock;
    this.coordinatorAt = coordinatorAt;
    this.owners = owners;
    for (const event of events) this.note(event);
  }

  /** The event of an accepted commit; null: it is none of this run's. */
  tell(entry: OffsetCommitted): EventOf<'OffsetStored'> | null {
    const group = this.names.inScenario(entry.groupId);
    const topic = this.names.inScenario(entry.topic);
    if (group === null || topic === null) return null;
    const { partition, committedOffset: offset } = entry;
    const wallUs = Math.max(0, this.clock.atWallMs(entry.commitTimestampMs));
    const key = keyOf(group, topic, partition);
    const tried = this.findTry(key, offset, wallUs);
    const atUs = this.place(key, wallUs, tried);
    this.lastStoredUs.set(key, atUs);
    const client =
      tried?.process ?? this.owners.ownerAt(group, topic, partition, atUs)?.client ?? '';
    const member = this.owners.memberAt(group, client, atUs);
    return {
      type: 'OffsetStored',
      atUs,
      process: this.coordinatorAt(group, entry.commitTimestampMs),
      group,
      topic,
      partition,
      offset,
      memberId: member?.memberId ?? '',
      client,
      generation: member?.generation ?? -1,
    };
  }

  private note(event: HistoryEvent): void {
    if (event.type === 'CommitStarted') {
      const { group, topic, partition, offset, process, atUs } = event;
      const key = keyOf(group, topic, partition);
      const tries = this.tries.get(key) ?? [];
      this.tries.set(key, tries);
      tries.push({
        process,
        offset,
        startedUs: atUs,
        endedUs: Infinity,
        outcome: 'unknown',
        isTaken: false,
      });
    } else if (event.type === 'Committed' || event.type === 'CommitRefused') {
      const { group, topic, partition, offset, process, atUs } = event;
      const tried = this.tries
        .get(keyOf(group, topic, partition))
        ?.find(
          (one) => one.process === process && one.offset === offset && one.endedUs === Infinity,
        );
      if (tried === undefined) return;
      tried.endedUs = atUs;
      tried.outcome = event.type === 'Committed' ? 'committed' : 'refused';
    }
  }

  /** The first try that fits; one that was refused only if no other does: its answer was lost. */
  private findTry(key: string, offset: number, wallUs: number): CommitTry | null {
    const fitting = (this.tries.get(key) ?? []).filter(
      (one) =>
        !one.isTaken &&
        one.offset === offset &&
        one.startedUs <= wallUs + TOLERANCE_US &&
        one.endedUs >= wallUs - TOLERANCE_US,
    );
    const tried = fitting.find(({ outcome }) => outcome !== 'refused') ?? fitting[0] ?? null;
    if (tried !== null) tried.isTaken = true;
    return tried;
  }

  /** After the try and before its answer; never before what was stored last. */
  private place(key: string, wallUs: number, tried: CommitTry | null): number {
    const last = this.lastStoredUs.get(key) ?? 0;
    if (tried === null) return Math.max(wallUs, last);
    const earliest = Math.max(wallUs, tried.startedUs + STEP_US, last);
    return Math.max(Math.min(earliest, tried.endedUs - STEP_US), last);
  }
}

function keyOf(group: string, topic: string, partition: number): string {
  return `${group} ${topic}-${partition}`;
}
