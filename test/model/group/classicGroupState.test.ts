import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/sim/kernel.ts';
import { ClassicGroup } from '../../../src/model/group/classicGroup.ts';
import { VALID_PREVIOUS_STATES } from '../../../src/model/group/classicGroupState.ts';
import type { ClassicGroupState } from '../../../src/model/group/classicGroupState.ts';
import { CoordinatorTimers } from '../../../src/model/group/coordinatorTimers.ts';
import { silentObserver } from './silentObserver.ts';

const STATES = Object.keys(VALID_PREVIOUS_STATES) as ClassicGroupState[];

/** How a group gets from Empty into each state. */
const PATHS: Record<ClassicGroupState, readonly ClassicGroupState[]> = {
  Empty: [],
  PreparingRebalance: ['PreparingRebalance'],
  CompletingRebalance: ['PreparingRebalance', 'CompletingRebalance'],
  Stable: ['PreparingRebalance', 'CompletingRebalance', 'Stable'],
  Dead: ['Dead'],
};

function groupIn(state: ClassicGroupState, heard: string[] = []): ClassicGroup<string, string> {
  const timers = new CoordinatorTimers(new Kernel(1).createProcess('broker-1'));
  const observer = silentObserver<string>({
    onGroupStateChanged: (_group, from, to) => heard.push(`${from} -> ${to}`),
  });
  const ignore = (): void => {};
  const group = new ClassicGroup<string, string>('g', 'Empty', timers, observer, {
    onInitialDelayElapsed: ignore,
    onJoinTimeout: ignore,
    onSyncTimeout: ignore,
  });
  for (const step of PATHS[state]) group.transitionTo(step, 'path');
  return group;
}

describe('ClassicGroup.transitionTo', () => {
  const pairs = STATES.flatMap((from) => STATES.map((to) => [from, to] as const));

  it.each(pairs)('%s -> %s is allowed exactly if the table says so', (from, to) => {
    const heard: string[] = [];
    const group = groupIn(from, heard);
    heard.length = 0;
    if (VALID_PREVIOUS_STATES[to].includes(from)) {
      group.transitionTo(to, 'test');
      expect(group.state).toBe(to);
      expect(group.previousState).toBe(from);
      expect(heard).toEqual([`${from} -> ${to}`]);
    } else {
      expect(() => group.transitionTo(to, 'test')).toThrow(`goes from ${from} to ${to}: test`);
      expect(group.state).toBe(from);
      expect(heard).toEqual([]);
    }
  });

  it('walks only along the table, whatever is asked of it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATES), { maxLength: 30 }), (wanted) => {
        const group = groupIn('Empty');
        for (const next of wanted) {
          const before = group.state;
          const isAllowed = VALID_PREVIOUS_STATES[next].includes(before);
          if (isAllowed) group.transitionTo(next, 'walk');
          else expect(() => group.transitionTo(next, 'walk')).toThrow();
          expect(group.state).toBe(isAllowed ? next : before);
        }
      }),
    );
  });

  it('is as Kafka has it: a rebalance starts from Empty, CompletingRebalance and Stable', () => {
    const starts = STATES.filter((state) => groupIn(state).canRebalance);
    expect(starts.sort()).toEqual(['CompletingRebalance', 'Empty', 'Stable']);
    // Nothing but Dead follows Dead, and Dead may follow everything.
    const afterDead = STATES.filter((state) => VALID_PREVIOUS_STATES[state].includes('Dead'));
    expect(afterDead).toEqual(['Dead']);
    expect([...VALID_PREVIOUS_STATES.Dead].sort()).toEqual([...STATES].sort());
  });
});

describe('a group that is Dead', () => {
  it('refuses everything with COORDINATOR_NOT_AVAILABLE, before it looks at members', () => {
    const group = groupIn('Dead');
    expect(group.validateGeneration('nobody', null, 7)).toBe('COORDINATOR_NOT_AVAILABLE');
  });
});
