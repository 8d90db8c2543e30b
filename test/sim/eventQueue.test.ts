import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventHandle } from '../../src/sim/eventQueue.ts';
import { EventQueue } from '../../src/sim/eventQueue.ts';

function drain(queue: EventQueue): void {
  while (queue.nextTimeUs() >= 0) queue.popAndRun();
}

describe('EventQueue', () => {
  it('runs events by time, then in the order of insertion', () => {
    const queue = new EventQueue();
    const ran: string[] = [];
    const note = (name: string): void => void ran.push(name);
    queue.push(5, note, 'late');
    queue.push(1, note, 'first');
    queue.push(1, note, 'second');
    queue.push(0, note, 'earliest');
    queue.push(1, note, 'third');
    drain(queue);
    expect(ran).toEqual(['earliest', 'first', 'second', 'third', 'late']);
  });

  it('cancels a pending event once, and never one that has run', () => {
    const queue = new EventQueue();
    const ran: number[] = [];
    const note = (n: number): void => void ran.push(n);
    const first = queue.push(1, note, 1);
    const second = queue.push(2, note, 2);
    expect(queue.cancel(first)).toBe(true);
    expect(queue.cancel(first)).toBe(false);
    expect(queue.pendingCount).toBe(1);
    drain(queue);
    expect(ran).toEqual([2]);
    expect(queue.cancel(second)).toBe(false);
    // The slot is used again: the old handle must not reach the new event.
    queue.push(3, note, 3);
    expect(queue.cancel(first)).toBe(false);
    expect(queue.cancel(second)).toBe(false);
    drain(queue);
    expect(ran).toEqual([2, 3]);
  });

  it('equals a sorted list under random pushes, pops and cancellations', () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ type: fc.constant('push' as const), delay: fc.nat(20) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ type: fc.constant('pop' as const), delay: fc.constant(0) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ type: fc.constant('cancel' as const), delay: fc.nat(1000) }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const queue = new EventQueue();
        let model: { at: number; id: number; handle: EventHandle }[] = [];
        let now = 0;
        let ran = -1;
        steps.forEach(({ type, delay }, id) => {
          if (type === 'push') {
            const handle = queue.push(now + delay, (n: number) => void (ran = n), id);
            model.push({ at: now + delay, id, handle });
            model.sort((a, b) => a.at - b.at || a.id - b.id);
          } else if (type === 'pop') {
            expect(queue.nextTimeUs()).toBe(model[0]?.at ?? -1);
            const next = model.shift();
            if (next === undefined) return;
            now = next.at;
            queue.popAndRun();
            expect(ran).toBe(next.id);
          } else if (model.length > 0) {
            const victim = model[delay % model.length]!;
            expect(queue.cancel(victim.handle)).toBe(true);
            model = model.filter((entry) => entry !== victim);
          }
          expect(queue.pendingCount).toBe(model.length);
        });
      }),
      { numRuns: 300 },
    );
  });
});
