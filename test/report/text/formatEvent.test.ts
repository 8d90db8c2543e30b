import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { formatEvent } from '../../../src/report/text/formatEvent.ts';
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
