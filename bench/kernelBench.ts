import { EventQueue } from '../src/sim/eventQueue.ts';
import { Kernel } from '../src/sim/kernel.ts';
import type { BenchGroup, BenchRow } from './benchRow.ts';
import { measureInTurn, median, medianRatio } from './measure.ts';

/**
 * The baseline: a plain binary heap of objects, as one would write it without thinking of speed.
 */
class ObjectHeap {
  private readonly heap: { at: number; seq: number; fn: () => void }[] = [];
  private seq = 0;

  push(at: number, fn: () => void): void {
    const { heap } = this;
    heap.push({ at, seq: this.seq++, fn });
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isBefore(heap[parent]!, heap[index]!)) break;
      [heap[parent], heap[index]] = [heap[index]!, heap[parent]!];
      index = parent;
    }
  }

  pop(): { at: number; fn: () => void } {
    const { heap } = this;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      let index = 0;
      for (;;) {
        const left = 2 * index + 1;
        if (left >= heap.length) break;
        const right = left + 1;
        const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
        if (isBefore(heap[index]!, heap[child]!)) break;
        [heap[child], heap[index]] = [heap[index]!, heap[child]!];
        index = child;
      }
    }
    return top;
  }
}

function isBefore(a: { at: number; seq: number }, b: { at: number; seq: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/**
 * Hold model: every event schedules one more after a pseudo-random delay; `pending` stays constant.
 */
function kernelEvents(pending: number, events: number): void {
  const kernel = new Kernel(1);
  let state = 1;
  let left = events;
  const fire = (): void => {
    if (--left <= 0) return;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    kernel.schedule(state >>> 20, fire, undefined);
  };
  for (let n = 0; n < pending; n++) kernel.schedule(n, fire, undefined);
  kernel.runSync({ until: () => left <= 0 });
}

function queueEvents(pending: number, events: number): void {
  const queue = new EventQueue();
  let state = 1;
  let now = 0;
  const fire = (): void => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    queue.push(now + (state >>> 20), fire, undefined);
  };
  for (let n = 0; n < pending; n++) queue.push(n, fire, undefined);
  for (let n = 0; n < events; n++) {
    now = queue.nextTimeUs();
    queue.popAndRun();
  }
}

function objectHeapEvents(pending: number, events: number): void {
  const heap = new ObjectHeap();
  let state = 1;
  let now = 0;
  const fire = (): void => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    heap.push(now + (state >>> 20), fire);
  };
  for (let n = 0; n < pending; n++) heap.push(n, fire);
  for (let n = 0; n < events; n++) {
    const event = heap.pop();
    now = event.at;
    event.fn();
  }
}

const EVENTS = 1_000_000;
const ROUNDS = 7;

/**
 * Kernel events per second with 100 and 10,000 pending, against a binary heap of objects in the
 * same run.
 */
export async function kernelBench(): Promise<BenchGroup> {
  const rows = [...(await rowsOf(100)), ...(await rowsOf(10_000))];
  return { name: 'kernel', ratio: 'speed, against a binary heap of objects', rows };
}

async function rowsOf(pending: number): Promise<BenchRow[]> {
  const cases = [
    [`binary heap of objects, ${pending} pending`, objectHeapEvents],
    [`event queue, ${pending} pending`, queueEvents],
    [`kernel loop with digest, ${pending} pending`, kernelEvents],
  ] as const;
  const costs = await measureInTurn(
    cases.map(
      ([, body]) =>
        () =>
          body(pending, EVENTS),
    ),
    ROUNDS,
  );
  return cases.map(([name], index) => {
    const { wallSeconds } = costs[index]!;
    const value = EVENTS / median(wallSeconds);
    const ratio = medianRatio(costs[0]!.wallSeconds, wallSeconds);
    return { name, text: `${(value / 1e6).toFixed(2)} M events/s`, value, unit: 'events/s', ratio };
  });
}
