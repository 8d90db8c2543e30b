import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { moveFaults } from '../../../src/scenario/protocol/moveFaults.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { GOOD, scenario } from '../smallScenario.ts';

function withFaults(...faults: readonly string[]): Scenario {
  return scenario(`${GOOD}faults: [${faults.join(', ')}]\n`);
}

const AT = { atUs: 1, topic: 't', partition: 0 };
const EFFECT = {
  type: 'EffectCommitted',
  ...AT,
  process: 'c2',
  offset: 7,
} as unknown as HistoryEvent;

function textsOf(moved: ReturnType<typeof moveFaults>): readonly string[] {
  return (moved?.scenario.faults ?? []).map(({ text }) => text);
}

describe('moveFaults', () => {
  it('lets a fault strike the consumer that has the record', () => {
    const from = withFaults('{ crash: c1, when: effect of t-0@7 is written, restart: 2s later }');
    const moved = moveFaults(from, [null], [EFFECT]);
    expect(textsOf(moved)).toEqual([
      'crash c2, restart it 2s later when it has written the effect of t-0@7',
    ]);
    expect(moved?.moves).toEqual([{ fault: 1, from: 'c1', to: 'c2' }]);
  });

  it('moves the restart that belongs to it, and nothing else', () => {
    const from = withFaults(
      '{ crash: c1, when: effect of t-0@7 is written }',
      '{ restart: c1, at: 30s }',
      '{ pause: c1, for: 1s, at: 40s }',
    );
    expect(textsOf(moveFaults(from, [null, 1, 1], [EFFECT]))).toEqual([
      'crash c2 when it has written the effect of t-0@7',
      'restart c2 at 30s',
      'pause c1 for 1s at 40s',
    ]);
  });

  it('moves only the point of a fault that strikes somebody else', () => {
    const from = withFaults('{ pause: api-1, for: 1s, when: effect of t-0@7 is written at c1 }');
    expect(textsOf(moveFaults(from, [null], [EFFECT]))).toEqual([
      'pause api-1 for 1s when c2 has written the effect of t-0@7',
    ]);
  });

  it.each([
    ['it has struck', '{ crash: c1, when: effect of t-0@7 is written }', 1, EFFECT],
    ['nobody reached the point', '{ crash: c1, when: effect of t-0@8 is written }', null, EFFECT],
    ['it waits for any record', '{ crash: c1, when: the 2nd effect is written }', null, EFFECT],
    [
      'the consumer itself reached it, but is spared for another reason',
      '{ crash: c2, when: effect of t-0@7 is written }',
      null,
      EFFECT,
    ],
    ['it strikes by time', '{ crash: c1, at: 900s }', null, EFFECT],
  ])('leaves a fault where it is if %s', (_why, fault, hits, event) => {
    expect(moveFaults(withFaults(fault), [hits], [event])).toBeNull();
  });

  it.each([
    ['t-0@7 is polled', { type: 'Polled', startOffset: 5, endOffset: 8 }],
    ['handling of t-0@7 is started', { type: 'HandlerStarted', offset: 7 }],
    ['handling of t-0@7 is finished', { type: 'HandlerEnded', offset: 7 }],
    ['commit of t-0@7 is sent', { type: 'CommitStarted', offset: 8 }],
    ['commit of t-0@7 is confirmed', { type: 'Committed', offset: 8 }],
  ])('knows who reaches the point: %s', (when, event) => {
    const from = withFaults(`{ crash: c1, when: ${when} }`);
    const seen = { ...AT, process: 'c3', ...event } as unknown as HistoryEvent;
    expect(moveFaults(from, [null], [seen])?.moves).toEqual([{ fault: 1, from: 'c1', to: 'c3' }]);
  });
});
