import type { HistoryEvent, HistorySink } from '../../history/event.ts';
import type { ProcessLives } from './processLives.ts';

/** A time in which a group had no coordinator that worked. */
export interface CoordinatorAbsence {
  readonly fromUs: number;
  /** The first that its next coordinator did; Infinity: there was none. */
  readonly untilUs: number;
}

interface Stint {
  readonly process: string;
  readonly fromUs: number;
}

/** Which broker coordinated which group when, by what the coordinators did. */
export class CoordinatorTrail implements HistorySink {
  private readonly stints = new Map<string, Stint[]>();

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'MemberAdded':
      case 'MemberRemoved':
      case 'GroupStateChanged':
      case 'AssignmentStored':
      case 'OffsetStored':
        return this.note(event.group, event.process, event.atUs);
      default:
        return;
    }
  }

  /** The process that coordinated the group then; '': nobody has done anything for it yet. */
  coordinatorAt(group: string, atUs: number): string {
    const stints = this.stints.get(group) ?? [];
    return stints.findLast(({ fromUs }) => fromUs <= atUs)?.process ?? '';
  }

  /** When the group's coordinator was down or did not run, until there was another or it again. */
  absencesOf(group: string, lives: ProcessLives): readonly CoordinatorAbsence[] {
    const stints = this.stints.get(group) ?? [];
    return stints.flatMap(({ process, fromUs: sinceUs }, at) => {
      const nextUs = stints[at + 1]?.fromUs ?? Infinity;
      return lives
        .outagesOf(process)
        .filter(({ fromUs }) => fromUs >= sinceUs && fromUs < nextUs)
        .map(({ fromUs, untilUs }) => ({ fromUs, untilUs: Math.min(untilUs, nextUs) }));
    });
  }

  private note(group: string, process: string, fromUs: number): void {
    const stints = this.stints.get(group) ?? [];
    if (stints.at(-1)?.process !== process) stints.push({ process, fromUs });
    this.stints.set(group, stints);
  }
}
