import { checkExpectations } from '../../src/check/checkExpectations.ts';
import { runCheckers } from '../../src/check/runCheckers.ts';
import type { Expectations } from '../../src/history/expectations.ts';
import { newReportRun } from '../../src/report/reportRun.ts';
import type { ReportRun } from '../../src/report/reportRun.ts';
import type { SaleOptions } from './saleHistory.ts';
import { saleHistory } from './saleHistory.ts';

/** The sale of the fixture, judged: one expectation is met and one is not. */
export function saleRun(options: SaleOptions = {}): ReportRun {
  const { header, events } = saleHistory({ expect: SALE_EXPECTATIONS, ...options });
  const checkers = runCheckers(header);
  for (const event of events) checkers.onEvent(event);
  const verdicts = checkers.finish();
  const expectations = checkExpectations(header.expect ?? SALE_EXPECTATIONS, verdicts);
  const digest = '0123456789abcdef';
  return newReportRun({
    header,
    events,
    digest,
    verdicts,
    expectations,
    realUs: 82_000,
    problem: '',
  });
}

/** What the sale of the fixture is expected to show. */
export const SALE_EXPECTATIONS: Expectations = {
  holds: [],
  violates: [],
  issued: { 1: { min: 20, max: 20 } },
  soldOut: { min: 0, max: 3 },
  duplicates: null,
  deadLettered: null,
  redelivered: null,
  generations: null,
  partitions: {},
  issuedInLogOrder: false,
  handled: {},
};
