import type { EventOf } from '../../history/event.ts';
import type { ClassicGroupState } from '../../model/group/classicGroupState.ts';
import { VALID_PREVIOUS_STATES } from '../../model/group/classicGroupState.ts';
import { brokenInvariant } from './brokenInvariant.ts';
import type { LiveGroup } from './modelView.ts';

/** A group in the memory of one coordinator. */
interface Held {
  readonly state: string;
  readonly generation: number;
}

/**
 * The course of one group: it has one coordinator, each state follows one that it may follow, and
 * the generation only rises, by one. A coordinator that takes over goes on from the last stored
 * generation: one that its predecessor had begun and not stored is given out again. A group that
 * was deleted may be made anew.
 */
export class GroupStateInvariants {
  private readonly group: string;
  /** By broker: the group as its coordinator there has it. */
  private readonly holders = new Map<string, Held>();
  private storedGeneration = 0;

  constructor(group: string) {
    this.group = group;
  }

  onStateChanged(event: EventOf<'GroupStateChanged'>): void {
    const { process, from, to, generation, atUs, reason } = event;
    const held = this.holders.get(process);
    if (from === 'none') this.checkLoaded(held, generation, atUs);
    else if (held === undefined || held.state !== from)
      throw this.broken(held, `it leaves ${from}, which it was not in`, atUs);
    else if (!isValid(from, to))
      throw this.broken(held, `it goes from ${from} to ${to} (${reason})`, atUs);
    else this.checkGeneration(held, generation, to, atUs);
    this.holders.set(process, { state: to, generation });
    if (to === 'Dead') this.onDead(process, reason);
  }

  onAssignmentStored({ process, generation, atUs }: EventOf<'AssignmentStored'>): void {
    const held = this.holders.get(process);
    if (held === undefined || generation !== held.generation)
      throw this.broken(held, `an assignment of generation ${generation} is stored`, atUs);
    if (generation < this.storedGeneration) {
      const former = `after that of generation ${this.storedGeneration}`;
      throw this.broken(held, `its assignment is stored ${former}`, atUs);
    }
    this.storedGeneration = generation;
  }

  /** The group as it lives agrees with what was told of it. */
  check(group: LiveGroup | undefined, atUs: number): void {
    const [held, other] = this.holders.values();
    if (other !== undefined) {
      const names = [...this.holders.keys()].join(' and ');
      throw this.broken(held, `it has two coordinators, on ${names}`, atUs);
    }
    if (group === undefined) {
      if (held === undefined) return;
      throw this.broken(held, 'no coordinator has it', atUs);
    }
    if (group.state !== held?.state)
      throw this.broken(held, `its coordinator has it in ${group.state}`, atUs);
    if (group.generationId !== held.generation) {
      const generation = `generation ${group.generationId}`;
      throw this.broken(held, `its coordinator has it in ${generation}`, atUs);
    }
  }

  /** A broker has died, and with it what was only in its memory. */
  onDied(process: string): void {
    this.holders.delete(process);
  }

  private checkLoaded(held: Held | undefined, generation: number, atUs: number): void {
    if (held !== undefined) throw this.broken(held, 'it comes into being, and is there', atUs);
    if (generation >= this.storedGeneration) return;
    const stored = `generation ${this.storedGeneration} was stored`;
    throw this.broken(held, `it comes back in generation ${generation}, but ${stored}`, atUs);
  }

  private checkGeneration(held: Held, generation: number, to: string, atUs: number): void {
    const isBegun = to === 'CompletingRebalance' || to === 'Empty';
    if (generation === held.generation + (isBegun ? 1 : 0)) return;
    throw this.broken(held, `it enters ${to} in generation ${generation}`, atUs);
  }

  /** A group that has expired begins at generation 0 again. */
  private onDead(process: string, reason: string): void {
    this.holders.delete(process);
    if (!reason.startsWith('the coordinator')) this.storedGeneration = 0;
  }

  private broken(held: Held | undefined, what: string, atUs: number): Error {
    const where = held === undefined ? '' : ` (${held.state}, generation ${held.generation})`;
    return brokenInvariant(`${this.group}${where}: ${what}`, atUs);
  }
}

function isValid(from: string, to: string): boolean {
  const before = VALID_PREVIOUS_STATES[to as ClassicGroupState] as readonly string[] | undefined;
  return before !== undefined && before.includes(from);
}
