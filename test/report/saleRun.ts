import type { Redelivery } from '../../src/check/redelivery.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import type { ReportRun } from '../../src/report/reportRun.ts';
import type { SaleOptions } from './saleHistory.ts';
import { saleHistory } from './saleHistory.ts';

/** The sale of the fixture with findings, as the checks would hand it to the report. */
export function saleRun(options: SaleOptions = {}): ReportRun {
  const { header, events } = saleHistory(options);
  return {
    header,
    events,
    digest: '0123456789abcdef',
    verdicts: [HOLDS, VIOLATED, UNKNOWN],
    expectations: [
      { status: 'holds', expected: 'issued of coupon 1: 20', found: '20' },
      { status: 'violated', expected: 'sold out: at most 3', found: '40' },
    ],
    redeliveries: [crash(0, 14, 18, 'c3', 15_500_900), crash(1, 10, 14, 'c2', 15_500_900)],
    realUs: 82_000,
    problem: '',
  };
}

const HOLDS: Verdict = {
  rule: 'never oversold',
  status: 'holds',
  sentence: 'No coupon was issued more often than its stock.',
  findingCount: 0,
  findings: [],
};

const VIOLATED: Verdict = {
  rule: 'order per key',
  status: 'violated',
  sentence: 'Requests of one coupon were decided out of order.',
  findingCount: 3,
  findings: [
    {
      sentence: 'coupon-issue-request-0@17 was decided before coupon-issue-request-0@16.',
      atUs: 15_800_000,
      processes: ['c3'],
      records: ['coupon-issue-request-0@17'],
      requestIds: ['REQ-1051'],
    },
  ],
};

const UNKNOWN: Verdict = {
  rule: 'drained',
  status: 'unknown',
  sentence: 'The history was cut before the run ended.',
  findingCount: 0,
  findings: [],
};

function crash(
  partition: number,
  startOffset: number,
  endOffset: number,
  process: string,
  atUs: number,
): Redelivery {
  return {
    group: 'coupon-issue-group',
    topic: 'coupon-issue-request',
    partition,
    startOffset,
    endOffset,
    process,
    atUs,
    cause: 'crash',
    problem: '',
    previousProcess: 'c1',
    previousAtUs: 4_800_000,
    endedAtUs: 5_082_000,
    detail: '',
    committedOffset: startOffset,
    generationBefore: 1,
    generationAfter: 2,
    withEffectCount: 1,
    records: [],
  };
}
