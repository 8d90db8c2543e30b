import { growColumn } from '../../history/growColumn.ts';
import type { GroupTrack } from './groupTrack.ts';
import type { Ownership } from './ownership.ts';
import { NO_COMMIT } from './ownership.ts';
import type { PartitionTrack } from './partitionTrack.ts';

/** A poll that returned a record. */
export interface Delivery {
  readonly ownership: Ownership;
  readonly atUs: number;
}

/** What has happened to a record in a group, as bits. */
export const RECORD = { effect: 1, handled: 2, deadLettered: 4 } as const;

/**
 * A commit that covers records which nobody had handled by then. `endOffset` is the offset
 * committed.
 */
export interface EarlyCommit {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly process: string;
  readonly atUs: number;
}

const INITIAL_RECORDS = 64;

/** Early commits kept of one partition; more are only counted. */
const KEPT_EARLY_COMMITS = 1000;

/** One group's reading of one partition: who held it, what was delivered, handled and committed. */
export class GroupReading {
  readonly group: GroupTrack;
  readonly partition: PartitionTrack;
  readonly ownerships: Ownership[] = [];
  /** Ownerships that have not polled: a commit now may be where they start. */
  readonly starting: Ownership[] = [];
  committedOffset = NO_COMMIT;
  committedAtUs = -1;
  committedBy = '';
  /** The last commit to a lower offset than the one before; -1: none. */
  wentBackFrom = -1;
  wentBackAtUs = -1;
  wentBackBy = '';
  /** Commits that a client has sent and whose outcome is not known, by process name. */
  readonly openCommits: { readonly process: string; readonly offset: number }[] = [];
  /** Whom the group gave the partition to, generation by generation. */
  private readonly grants: { readonly generation: number; readonly client: string }[] = [];
  /** Where the first poll began that found no committed offset; -1: there was none. */
  private resetOffset = -1;
  commitCount = 0;
  earlyCommitCount = 0;
  /** The first ones. */
  readonly earlyCommits: EarlyCommit[] = [];
  /** By key: the highest offset handled. Only where records have no coupon. */
  readonly lastHandledOfKey = new Map<string | null, number>();
  /** The polls that returned something. */
  private readonly deliveries: Delivery[] = [];
  /** By offset: the number of the last poll that returned the record, from 1; 0: none. */
  private lastDeliveries = new Int32Array(INITIAL_RECORDS);
  private deliveredEnd = 0;
  /** By offset: bits of RECORD. */
  private states = new Uint8Array(INITIAL_RECORDS);

  constructor(group: GroupTrack, partition: PartitionTrack) {
    this.group = group;
    this.partition = partition;
  }

  /** The consumer that was assigned the partition last, whether it knows to have lost it or not. */
  get lastOwner(): Ownership | null {
    const { ownerships } = this;
    return ownerships.length === 0 ? null : ownerships[ownerships.length - 1]!;
  }

  /** End of what has ever been delivered. */
  get deliveredEndOffset(): number {
    return this.deliveredEnd;
  }

  /** True if somebody has polled the record. */
  isDelivered(offset: number): boolean {
    return offset < this.deliveredEnd && this.lastDeliveries[offset] !== 0;
  }

  /** The last poll that returned the record. */
  deliveryAt(offset: number): Delivery | undefined {
    return this.isDelivered(offset) ? this.deliveries[this.lastDeliveries[offset]! - 1] : undefined;
  }

  /** A poll has returned these records. */
  deliver(startOffset: number, endOffset: number, delivery: Delivery): void {
    if (this.committedOffset === NO_COMMIT && this.resetOffset < 0) this.resetOffset = startOffset;
    if (endOffset > startOffset) {
      this.lastDeliveries = growColumn(this.lastDeliveries, endOffset);
      this.lastDeliveries.fill(this.deliveries.push(delivery), startOffset, endOffset);
    }
    // What lies before an empty poll counts as passed too.
    if (Math.max(startOffset, endOffset) > this.deliveredEnd)
      this.deliveredEnd = Math.max(startOffset, endOffset);
    if (endOffset > this.partition.endOffset) this.partition.endOffset = endOffset;
  }

  /** Bits of RECORD. */
  stateOf(offset: number): number {
    return offset < this.states.length ? this.states[offset]! : 0;
  }

  /** Adds bits of RECORD. */
  mark(offset: number, bits: number): void {
    if (offset >= this.states.length) this.states = growColumn(this.states, offset + 1);
    this.states[offset]! |= bits;
  }

  /** An offset is committed for certain. */
  commit(offset: number, atUs: number, process: string): void {
    if (offset < this.committedOffset) {
      this.wentBackFrom = this.committedOffset;
      this.wentBackAtUs = atUs;
      this.wentBackBy = process;
    }
    this.commitCount++;
    this.noteEarlyCommit(offset, atUs, process);
    this.committedOffset = offset;
    this.committedAtUs = atUs;
    this.committedBy = process;
    for (const ownership of this.starting) ownership.startCandidates.push(offset);
  }

  /** The early commit that first covered a record that nobody had handled. */
  earlyCommitOf(offset: number): EarlyCommit | undefined {
    return this.earlyCommits.find(
      (commit) => offset >= commit.startOffset && offset < commit.endOffset,
    );
  }

  /** The group has given the partition to a client, named by its process. */
  grant(generation: number, client: string): void {
    this.grants.push({ generation, client });
  }

  /** True if the group gave the partition to this client in this generation. */
  isGranted(generation: number, client: string): boolean {
    return this.grants.some((grant) => grant.generation === generation && grant.client === client);
  }

  /** True if the group gave the partition to another client after this generation. */
  isTakenFrom(client: string, generation: number): boolean {
    return this.grants.some((grant) => grant.generation > generation && grant.client !== client);
  }

  /** Looks only at the records that no earlier commit covered. */
  private noteEarlyCommit(endOffset: number, atUs: number, process: string): void {
    let startOffset = this.committedOffset;
    if (startOffset === NO_COMMIT) startOffset = this.firstOffset(endOffset);
    while (startOffset < endOffset && this.stateOf(startOffset) !== 0) startOffset++;
    if (startOffset >= endOffset) return;
    this.earlyCommitCount++;
    if (this.earlyCommits.length >= KEPT_EARLY_COMMITS) return;
    this.earlyCommits.push({ startOffset, endOffset, process, atUs });
  }

  /**
   * The first record that is the group's to handle. One that has polled nothing yet may commit the
   * position that auto.offset.reset led to.
   */
  private firstOffset(committed: number): number {
    if (this.resetOffset >= 0) return this.resetOffset;
    return committed <= this.partition.endOffset ? committed : this.partition.endOffset;
  }
}
