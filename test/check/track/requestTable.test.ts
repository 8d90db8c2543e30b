import { describe, expect, it } from 'vitest';
import { RunTrack } from '../../../src/check/track/runTrack.ts';
import { scriptHeader } from '../scriptHeader.ts';

function requestIds(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `REQ-${number}`);
}

describe('RequestTable', () => {
  it('keeps every field of every request while it grows', () => {
    const run = new RunTrack(scriptHeader({}));
    const partition = run.partitionOf('coupon-issue-request', 0);
    // Between the steps in which single columns grow, too.
    const ids = requestIds(20_000);
    for (const [number, id] of ids.entries()) {
      const request = run.requests.of(id);
      expect(request.ackedSeq).toBe(-1);
      expect(request.effectAtUs).toBe(-1);
      expect(request.partition).toBeNull();
      request.submit(number + 1, 10 * number);
      request.submittedBy = `api-${number % 3}`;
      request.acknowledge(number + 2, 10 * number + 1);
      request.submissionCount++;
      request.place(partition, number);
      request.resultCount++;
      request.decide(partition, number, 10 * number + 2, `c${number % 5}`);
    }
    expect(run.requests.size).toBe(ids.length);
    for (const [number, id] of ids.entries()) {
      const request = run.requests.of(id);
      expect([
        request.number,
        request.requestId,
        request.submittedSeq,
        request.submittedAtUs,
        request.submittedBy,
        request.ackedSeq,
        request.ackedAtUs,
        request.submissionCount,
        request.offset,
        request.resultCount,
        request.effectOffset,
        request.effectAtUs,
        request.effectProcess,
      ]).toEqual([
        number,
        id,
        number + 1,
        10 * number,
        `api-${number % 3}`,
        number + 2,
        10 * number + 1,
        1,
        number,
        1,
        number,
        10 * number + 2,
        `c${number % 5}`,
      ]);
      expect(request.partition).toBe(partition);
    }
  });

  it('counts no further than it can, and back again', () => {
    const run = new RunTrack(scriptHeader({}));
    const request = run.requests.of('REQ-1');
    request.openSubmissionCount--;
    expect(request.openSubmissionCount).toBe(-1);
    for (let count = 0; count < 40_000; count++) request.sendCount++;
    expect(request.sendCount).toBeGreaterThan(30_000);
  });
});
