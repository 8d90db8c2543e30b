import { expect, test } from 'vitest';
import type { ReadDifferences, ReplayedOnce } from '../../../src/cli/fidelity/replayedOnce.ts';
import { summariseRuns } from '../../../src/cli/fidelity/summariseRuns.ts';

/** A comparison with so many differences of one rule in the order of keys. */
export function comparison(count: number, change: Partial<ReadDifferences> = {}): ReplayedOnce {
  const differences = Array.from({ length: count }, (_, at) => ({
    kind: 'order of key',
    subject: `key ${at}`,
    simulated: 'R1 R2',
    real: at === 0 ? 'R2 R1' : null,
    class: 'allowed nondeterminism' as const,
    rule: 'sends that were under way at once',
    reason: 'Kafka orders by arrival.',
  }));
  return {
    type: 'compared',
    differences: {
      isFaithful: true,
      real: { kafkaVersion: '4.3.1', timeScale: 0.5 },
      client: { name: 'kafkajs', version: '2.2.4' },
      facts: [
        { compared: 10, equal: 10 - count },
        { compared: 5, equal: 5 },
      ],
      semantics: [
        { name: 'partitioning', result: 'same' },
        { name: 'order', result: count > 0 ? 'allowed' : 'same' },
      ],
      differences,
      ...change,
    },
  };
}

test('runs are counted, facts added up', () => {
  const record = summariseRuns([comparison(0), comparison(2)], '2026-05-30', '1.0.0');
  expect(record).toMatchObject({
    date: '2026-05-30',
    runs: 2,
    faithful: 2,
    facts: { compared: 30, equal: 28 },
    clients: ['kafkajs 2.2.4'],
    failedRuns: 0,
    refused: null,
  });
  expect(record.semantics).toEqual({
    partitioning: { same: 2, allowed: 0, wrong: 0 },
    order: { same: 1, allowed: 1, wrong: 0 },
  });
});

test('differences of one rule are told once, with the number of runs', () => {
  const { differences } = summariseRuns([comparison(2), comparison(1)], '2026-05-30', '1.0.0');
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatchObject({ runs: 2, subject: 'key 0', real: 'R2 R1' });
});

test('runs that broke, and scenarios that cannot be replayed, are no comparisons', () => {
  const failed = { type: 'failed', reason: 'exit code 2: no answer' } as const;
  const record = summariseRuns([failed, comparison(0), failed], '2026-05-30', '1.0.0');
  expect(record).toMatchObject({ runs: 1, failedRuns: 2, failures: ['exit code 2: no answer'] });
  const refused = { type: 'refused', reason: 'broker-to-broker faults' } as const;
  expect(summariseRuns([refused], '2026-05-30', '1.0.0')).toMatchObject({
    runs: 0,
    refused: 'broker-to-broker faults',
  });
});
