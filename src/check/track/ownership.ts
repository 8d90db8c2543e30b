import type { GroupReading } from './groupReading.ts';
import type { ProcessTrack } from './processTrack.ts';

/** How a consumer's hold on a partition ended, as the consumer saw it. */
export type OwnershipEnd = 'open' | 'revoked' | 'lost' | 'crashed' | 'stopped' | 'assigned anew';

/** No offset was committed: the reset policy decides where to start. */
export const NO_COMMIT = -1;

/**
 * One stretch of time in which one life of a consumer held one partition: from Assigned to Revoked,
 * Lost, crash or end. Within it the position only goes on; at its start the position is read from
 * the committed offset.
 */
export class Ownership {
  readonly process: ProcessTrack;
  readonly incarnation: number;
  readonly reading: GroupReading;
  /** Order among the ownerships of this partition in this group. */
  readonly number: number;
  readonly generation: number;
  readonly assignedAtUs: number;
  /** Why the consumer had no right to the partition; '' if it had. */
  readonly trespass: string;
  /** Committed offsets from the assignment to the first poll: each may be where it starts. */
  readonly startCandidates: number[] = [];
  /** The committed offset at which it started; NO_COMMIT: another offset, or it has not started. */
  startCommit = NO_COMMIT;
  /** Next offset to be polled; -1 before the first poll. */
  position = -1;
  /** Why the position is not what it may be; '' if it is. */
  problem = '';
  /** The cut of the log after which the position was set anew; -1: none. */
  truncatedAtUs = -1;
  end: OwnershipEnd = 'open';
  endedAtUs = -1;
  /** Last record of which this owner has written the effect, and how far it has handled. */
  lastEffectOffset = -1;
  handledEndOffset = -1;
  /** Last commit of this owner that was refused. */
  refusedOffset = -1;
  refusedError = '';

  constructor(
    process: ProcessTrack,
    reading: GroupReading,
    number: number,
    generation: number,
    assignedAtUs: number,
    trespass: string,
  ) {
    this.process = process;
    this.incarnation = process.incarnation;
    this.reading = reading;
    this.number = number;
    this.generation = generation;
    this.assignedAtUs = assignedAtUs;
    this.trespass = trespass;
  }

  /** True if the coordinator has taken the partition from this owner, whether it knows or not. */
  get isReplaced(): boolean {
    return this.removal !== null || this.reading.isTakenFrom(this.process.name, this.generation);
  }

  /** The removal of this life of the consumer from the group, if it came after the assignment. */
  get removal(): ProcessTrack['removal'] {
    const { removal } = this.process;
    const isMine = removal !== null && removal.incarnation === this.incarnation;
    return isMine && removal.atUs >= this.assignedAtUs ? removal : null;
  }
}
