import type { EventOf } from '../../history/event.ts';
import type { GroupReading } from './groupReading.ts';
import type { GroupTrack } from './groupTrack.ts';
import type { Ownership } from './ownership.ts';

/** A member was taken out of its group. */
export interface MemberRemoval {
  readonly incarnation: number;
  readonly atUs: number;
  readonly reason: string;
}

/** What the history has told about one process so far. */
export class ProcessTrack {
  readonly name: string;
  group: GroupTrack | null;
  /** How often it has started. */
  incarnation = 0;
  isAlive = false;
  startedAtUs = -1;
  /** How its last life ended; '': it has not. */
  end: 'crashed' | 'stopped' | '' = '';
  endedAtUs = -1;
  /** Last pause of this life; -1: none. */
  pausedAtUs = -1;
  isPaused = false;
  /** Under which id the coordinator knows it now; '': it is no member. */
  memberId = '';
  removal: MemberRemoval | null = null;
  /** Partitions that it holds, as far as it knows. */
  readonly ownerships: Ownership[] = [];
  handledCount = 0;
  /** The record in hand. */
  handlingReading: GroupReading | null = null;
  handlingOffset = -1;
  handlingKey: string | null = null;
  handlingRequestId = '';
  /** Its number; -1: it has none. */
  handlingRequest = -1;
  handlingSinceUs = -1;
  handlingAttempt = 0;
  /** The record of which the last attempt failed, as long as it is not handled; null: none. */
  failedReading: GroupReading | null = null;
  failedOffset = -1;
  failedAtUs = -1;
  failedError = '';
  /** Sends without an outcome. */
  openSendCount = 0;

  constructor(name: string, group: GroupTrack | null) {
    this.name = name;
    this.group = group;
  }

  /** An attempt at a record has failed. */
  fail({ offset, atUs, error }: EventOf<'HandlerEnded'>, reading: GroupReading): void {
    this.failedReading = reading;
    this.failedOffset = offset;
    this.failedAtUs = atUs;
    this.failedError = error;
  }

  /** Its hold on a partition, if it has one. */
  ownershipOf(reading: GroupReading): Ownership | null {
    const { ownerships } = this;
    for (let index = 0; index < ownerships.length; index++) {
      if (ownerships[index]!.reading === reading) return ownerships[index]!;
    }
    return null;
  }
}
