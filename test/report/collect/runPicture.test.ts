import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { MemoryHistory } from '../../../src/history/memoryHistory.ts';
import { runPicture } from '../../../src/report/collect/runPicture.ts';
import { saleHistory } from '../saleHistory.ts';

it('runPicture: the same from a list and from a packed history', () => {
  const { header, events } = saleHistory();
  const packed = new MemoryHistory(50);
  for (const event of events) packed.onEvent(event);
  expect(packed.packedBytes).toBeGreaterThan(0);
  expect(runPicture(header, packed.events())).toEqual(runPicture(header, events));
});

it('runPicture: reads the events once after one look ahead', () => {
  const { header, events } = saleHistory();
  let passes = 0;
  const counted: Iterable<HistoryEvent> = {
    [Symbol.iterator]() {
      passes++;
      return events[Symbol.iterator]();
    },
  };
  runPicture(header, counted);
  expect(passes).toBe(2);
});

it('runPicture: an empty history has an empty picture', () => {
  const { header } = saleHistory();
  const picture = runPicture(header, []);
  expect(picture.story).toEqual([]);
  expect(picture.deliveries).toEqual([]);
  expect(picture.marks.endUs).toBe(0);
  expect(picture.topics[0]!.partitions).toHaveLength(3);
});
