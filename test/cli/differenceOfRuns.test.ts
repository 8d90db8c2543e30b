import { describe, expect, it } from 'vitest';
import { differenceOfRuns } from '../../src/cli/differenceOfRuns.ts';
import type { HistoryEvent } from '../../src/history/event.ts';

const STARTED: HistoryEvent = { type: 'Started', atUs: 0, process: 'c1', role: 'consumer' };
const CRASHED: HistoryEvent = { type: 'Crashed', atUs: 7, process: 'c1' };

describe('differenceOfRuns', () => {
  it('is none for equal runs', () => {
    const run = { digest: 'd', events: [STARTED, CRASHED] };
    expect(differenceOfRuns(run, { ...run })).toBeNull();
  });

  it('names the first event that differs', () => {
    const later = { ...CRASHED, atUs: 8 };
    const text = differenceOfRuns(
      { digest: 'd', events: [STARTED, CRASHED] },
      { digest: 'e', events: [STARTED, later] },
    );
    expect(text).toContain('differ from event 2 on in atUs');
  });

  it('says so if only the digests differ', () => {
    const text = differenceOfRuns(
      { digest: 'd', events: [STARTED] },
      { digest: 'e', events: [STARTED] },
    );
    expect(text).toContain('The histories are equal, but the digests are not');
  });
});
