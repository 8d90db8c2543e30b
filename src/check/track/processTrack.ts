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
  /** Last pause; -1: none. */
  pausedAtUs = -1;
  removal: MemberRemoval | null = null;
  /** Partitions that it holds, as far as it knows. */
  readonly ownerships: Ownership[] = [];
  handledCount = 0;
  /** The record in hand. */
  handlingReading: GroupReading | null = null;
  handlingOffset = -1;
  handlingKey: string | null = null;

  constructor(name: string, group: GroupTrack | null) {
    this.name = name;
    this.group = group;
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
