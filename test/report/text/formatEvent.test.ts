import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { formatEvent } from '../../../src/report/text/formatEvent.ts';
import { crashScript } from '../crashScript.ts';

const { events } = crashScript();

function first(type: HistoryEvent['type']): HistoryEvent {
  return events.find((event) => event.type === type)!;
}

describe('formatEvent', () => {
  it('puts each event on a line of columns', async () => {
    const types = [
      'Started',
      'RequestSubmitted',
      'RecordsAppended',
      'Polled',
      'EffectCommitted',
      'OffsetStored',
      'GroupStateChanged',
      'AssignmentStored',
      'Assigned',
      'MemberRemoved',
    ] as const;
    const lines = types.map((type) => formatEvent(first(type)));
    // `npx vitest run test/report -u` writes the golden file anew.
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/trace.txt');
  });

  it('is one line whatever is in a key, and leaves out what says nothing', () => {
    const started = first('HandlerStarted') as HistoryEvent & { type: 'HandlerStarted' };
    const line = formatEvent({ ...started, key: 'a\nb "c"\u001b[31m', requestId: '' });
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line).toContain('key="a\\nb \\"c\\"');
    expect(line).not.toContain('requestId');
    expect(formatEvent({ ...started, key: null })).not.toContain('key');
  });
});
