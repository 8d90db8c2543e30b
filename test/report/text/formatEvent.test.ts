import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { formatEvent } from '../../../src/report/text/formatEvent.ts';
import { matchesTraceFilter } from '../../../src/report/text/matchesTraceFilter.ts';
import type { TraceFilter } from '../../../src/report/text/matchesTraceFilter.ts';
import { crashScript } from '../crashScript.ts';

const { events } = crashScript();

function first(type: HistoryEvent['type']): HistoryEvent {
  return events.find((event) => event.type === type)!;
}

describe('formatEvent', () => {
  it('puts each event on a line of columns', () => {
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
    expect(types.map((type) => formatEvent(first(type))).join('\n')).toMatchInlineSnapshot(`
      "   0.000000  broker-1    Started                role=consumer
         1.000000  api-1       RequestSubmitted       requestId=REQ-1 couponId=1 userId=REQ-1
         1.002000  broker-1    RecordsAppended        coupon-issue-request-0@0 leaderEpoch=0
         2.000000  c1          Polled                 coupon-issue-request-0@0..3
         2.002000  c1          EffectCommitted        coupon-issue-request-0@0 requestId=REQ-1 couponId=1 userId=REQ-1 issued=1 deducted=1 outcome=ISSUED stockAfter=2
         2.005000  broker-1    OffsetStored           coupon-issue-group coupon-issue-request-0@1 memberId=c1-1 client=c1 generation=1
         0.500000  broker-1    GroupStateChanged      coupon-issue-group Stable -> PreparingRebalance generation=0 reason="new member c1"
         0.900000  broker-1    AssignmentStored       coupon-issue-group c1:[coupon-issue-request-0] c2:[] generation=1 protocol=range leader=c1-1
         0.901000  c1          Assigned               coupon-issue-group [coupon-issue-request-0] generation=1
         9.000000  broker-1    MemberRemoved          coupon-issue-group memberId=c1-1 client=c1 reason="session expired""
    `);
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

describe('matchesTraceFilter', () => {
  const all: TraceFilter = { types: [], processes: [], partitions: [], text: '' };
  const count = (filter: Partial<TraceFilter>): number =>
    events.filter((event) => matchesTraceFilter(event, { ...all, ...filter })).length;

  it('lets everything through that is not asked about', () => {
    expect(count({})).toBe(events.length);
  });

  it('matches types in any case', () => {
    expect(count({ types: ['POLLED', 'crashed'] })).toBe(3);
    expect(count({ types: ['Nothing'] })).toBe(0);
  });

  it('matches a process as author, client or member', () => {
    const told = events.filter((event) => matchesTraceFilter(event, { ...all, processes: ['c2'] }));
    const types = new Set(told.map(({ type }) => type));
    expect(types).toContain('Polled');
    expect(types).toContain('MemberAdded');
    expect(types).toContain('OffsetStored');
    expect(types).toContain('AssignmentStored');
    expect(types).not.toContain('Crashed');
  });

  it('matches partitions by name or number', () => {
    const byName = count({ partitions: ['coupon-issue-request-0'] });
    expect(byName).toBeGreaterThan(20);
    expect(count({ partitions: ['0'] })).toBe(byName);
    expect(count({ partitions: ['1', 'other-0'] })).toBe(0);
  });

  it('matches a text in the line, in any case; everything must match', () => {
    expect(count({ text: 'req-3' })).toBeGreaterThan(3);
    expect(count({ text: 'req-3', types: ['Produced'] })).toBe(1);
  });
});
