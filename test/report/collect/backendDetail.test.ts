import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { backendDetail } from '../../../src/report/collect/backendDetail.ts';
import { crashScript } from '../crashScript.ts';

describe('backendDetail', () => {
  it('finds what the simulator tells, and reads no further than it must', () => {
    const { events } = crashScript();
    let read = 0;
    function* counted(): Generator<HistoryEvent> {
      for (const event of events) {
        read++;
        yield event;
      }
    }
    expect(backendDetail(counted())).toEqual({
      storedOffsets: true,
      appends: true,
      assignments: true,
    });
    expect(read).toBe(events.findIndex(({ type }) => type === 'OffsetStored') + 1);
  });

  it('finds nothing in what only clients see', () => {
    const { events } = crashScript();
    const seen = events.filter(
      ({ type }) => !['OffsetStored', 'RecordsAppended', 'AssignmentStored'].includes(type),
    );
    expect(backendDetail(seen)).toEqual({
      storedOffsets: false,
      appends: false,
      assignments: false,
    });
  });
});
