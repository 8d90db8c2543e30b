import { expect, it } from 'vitest';
import type { Anomaly } from '../../../src/check/anomaly.ts';
import { anomalyText } from '../../../src/report/text/anomalyText.ts';

it('anomalyText: what each name means, the first cases, the rest counted', () => {
  const finding = (sentence: string) => {
    return { sentence, atUs: 0, processes: [], records: [], requestIds: [] };
  };
  const anomalies: readonly Anomaly[] = [
    { name: 'duplicate', count: 5, findings: ['A.', 'B.', 'C.', 'D.'].map(finding) },
    { name: 'unseen', count: 0, findings: [] },
  ];
  expect(anomalyText(anomalies, { colour: false })).toEqual([
    'duplicate, 5 cases: one request in two records of the log',
    '  A.',
    '  B.',
    '  C.',
    '  and 2 more',
  ]);
});
