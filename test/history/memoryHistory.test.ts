import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/history/event.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import { arbitraryEvent } from './arbitraryEvent.ts';

function remember(events: readonly HistoryEvent[], unpackedEvents?: number): MemoryHistory {
  const history = new MemoryHistory(unpackedEvents);
  for (const event of events) history.onEvent(event);
  return history;
}

/** With the order of the fields, which the contract fixes too. */
function entries(events: Iterable<HistoryEvent>): unknown[] {
  return [...events].map((event) => Object.entries(event));
}

describe('MemoryHistory', () => {
  it('gives back what it was given, packed or not, as often as asked', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryEvent, { maxLength: 40 }),
        fc.integer({ min: 1, max: 45 }),
        (events, unpackedEvents) => {
          const history = remember(events, unpackedEvents);
          expect(entries(history.events())).toEqual(entries(events));
          expect(entries(history.events())).toEqual(entries(events));
          expect(history.eventCount).toBe(events.length);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps few events as they came and packs the others', () => {
    const events = Array.from({ length: 100 }, (_, index) => accepted(index));
    const history = remember(events, 30);
    expect(history.packedBytes).toBeGreaterThan(0);
    expect(remember(events).packedBytes).toBe(0);
  });

  it('packs a run of like events into a few bytes each', () => {
    const events = Array.from({ length: 10_000 }, (_, index) => accepted(index));
    const history = remember(events, 1000);
    // Type, time, and the bits of what is as expected.
    expect(history.packedBytes / 9000).toBeLessThan(3.1);
  });
});

function accepted(index: number): HistoryEvent {
  const atUs = 50 * index;
  return { type: 'RequestAccepted', atUs, process: 'api-1', requestId: `REQ-${index + 1}` };
}
