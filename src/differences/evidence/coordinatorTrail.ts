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

interface StateChange {
  readonly atUs: number;
  readonly to: string;
}

/** States in which members of the classic protocol are waited for. */
const REBALANCING: ReadonlySet<string> = new Set(['PreparingRebalance', 'CompletingRebalance']);

/** Which broker coordinated which group when, by what the coordinators did. */
export class CoordinatorTrail implements HistorySink {
  private readonly stints = new Map<string, Stint[]>();
  private readonly states = new Map<string, StateChange[]>();

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'GroupStateChanged': {
        const { group, atUs, to } = event;
        const states = this.states.get(group) ?? [];
        states.push({ atUs, to });
        this.states.set(group, states);
        return this.note(group, event.process, atUs);
      }
      case 'MemberAdded':
      case 'MemberRemoved':
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

  /** True if a rebalance of the group was under way then. */
  wasRebalancing(group: string, atUs: number): boolean {
    const states = this.states.get(group) ?? [];
    const state = states.findLast((change) => change.atUs <= atUs);
    return state !== undefined && REBALANCING.has(state.to);
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
