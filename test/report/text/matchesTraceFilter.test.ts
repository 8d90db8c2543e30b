import { describe, expect, it } from 'vitest';
import type { TraceFilter } from '../../../src/report/text/matchesTraceFilter.ts';
import { matchesTraceFilter } from '../../../src/report/text/matchesTraceFilter.ts';
import { crashScript } from '../crashScript.ts';

const { events } = crashScript();

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
