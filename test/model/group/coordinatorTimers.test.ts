import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/sim/kernel.ts';
import { CoordinatorTimer, CoordinatorTimers } from '../../../src/model/group/coordinatorTimers.ts';

function newTimers(): { kernel: Kernel; timers: CoordinatorTimers; runs: string[] } {
  const kernel = new Kernel(1);
  return { kernel, timers: new CoordinatorTimers(kernel.createProcess('broker-1')), runs: [] };
}

describe('CoordinatorTimers', () => {
  it('runs at the exact microsecond, and after being set anew only at the new time', () => {
    const { kernel, timers, runs } = newTimers();
    const timer = new CoordinatorTimer(() => runs.push(`at ${kernel.nowUs}`));
    timers.schedule(timer, 100);
    kernel.runSync({ untilUs: 99 });
    expect(timer.isSet).toBe(true);
    timers.schedule(timer, 3);
    kernel.runSync({ untilUs: 101 });
    expect(runs).toEqual([]);
    kernel.runSync();
    expect(runs).toEqual(['at 102']);
    expect(timer.isSet).toBe(false);
  });

  it('can be set to an earlier time', () => {
    const { kernel, timers, runs } = newTimers();
    const timer = new CoordinatorTimer(() => runs.push(`at ${kernel.nowUs}`));
    timers.schedule(timer, 100);
    timers.schedule(timer, 40);
    kernel.runSync();
    expect(runs).toEqual(['at 40']);
  });

  it('runs timers of one time in the order in which they were last set', () => {
    const { kernel, timers, runs } = newTimers();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => new CoordinatorTimer(() => runs.push(name)));
    timers.schedule(a!, 100);
    timers.schedule(b!, 100);
    timers.schedule(c!, 50);
    kernel.runSync({ untilUs: 10 });
    timers.schedule(a!, 90);
    kernel.runSync();
    expect(runs).toEqual(['c', 'b', 'a']);
  });

  it('asks the kernel for one event, however often a session is renewed', () => {
    const { kernel, timers } = newTimers();
    const timer = new CoordinatorTimer(() => {});
    for (let heartbeat = 0; heartbeat < 1000; heartbeat++) timers.schedule(timer, 100);
    expect(kernel.pendingCount).toBe(1);
  });

  it('leaves nothing pending in the kernel once all timers are cancelled', () => {
    const { kernel, timers } = newTimers();
    const [a, b] = [new CoordinatorTimer(() => {}), new CoordinatorTimer(() => {})];
    timers.schedule(a, 100);
    timers.schedule(b, 200);
    timers.cancel(a);
    timers.cancel(a);
    expect(kernel.pendingCount).toBe(1);
    timers.cancel(b);
    expect(kernel.pendingCount).toBe(0);
    timers.schedule(a, 10);
    timers.cancelAll();
    expect(a.isSet).toBe(false);
    expect(kernel.pendingCount).toBe(0);
  });

  it('runs everything that became due while the process was paused', () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('broker-1');
    const timers = new CoordinatorTimers(process);
    const runs: string[] = [];
    timers.schedule(new CoordinatorTimer(() => runs.push(`late ${kernel.nowUs}`)), 100);
    timers.schedule(new CoordinatorTimer(() => runs.push(`later ${kernel.nowUs}`)), 150);
    timers.schedule(new CoordinatorTimer(() => runs.push(`in time ${kernel.nowUs}`)), 400);
    process.pause();
    kernel.schedule(300, () => process.resume(), undefined);
    kernel.runSync();
    expect(runs).toEqual(['late 300', 'later 300', 'in time 400']);
  });

  it('agrees with a plain list of deadlines, whatever is set and cancelled', () => {
    const step = fc.record({
      timer: fc.nat(4),
      action: fc.constantFrom('set', 'set', 'set', 'cancel', 'wait'),
      delayUs: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { kernel, timers } = newTimers();
        const runs: string[] = [];
        const expected: string[] = [];
        const all = [0, 1, 2, 3, 4].map(
          (name) => new CoordinatorTimer(() => runs.push(`${name} at ${kernel.nowUs}`)),
        );
        let set: { name: number; atUs: number }[] = [];
        const wait = (untilUs: number): void => {
          // Sorting is stable, so equal deadlines stay in the order of setting.
          const due = set.filter(({ atUs }) => atUs <= untilUs).sort((a, b) => a.atUs - b.atUs);
          for (const { name, atUs } of due) expected.push(`${name} at ${atUs}`);
          set = set.filter(({ atUs }) => atUs > untilUs);
          kernel.schedule(untilUs - kernel.nowUs, () => {}, undefined);
          kernel.runSync({ untilUs });
        };
        for (const { timer, action, delayUs } of steps) {
          if (action === 'wait') {
            wait(kernel.nowUs + delayUs);
            continue;
          }
          set = set.filter(({ name }) => name !== timer);
          if (action === 'cancel') timers.cancel(all[timer]!);
          else {
            timers.schedule(all[timer]!, delayUs);
            set.push({ name: timer, atUs: kernel.nowUs + delayUs });
          }
        }
        wait(kernel.nowUs + 100);
        expect(runs).toEqual(expected);
        expect(kernel.pendingCount).toBe(0);
      }),
    );
  });
});
