import { describe, expect, test } from 'vitest';
import { fidelityDocument } from '../../../src/cli/fidelity/fidelityDocument.ts';
import type { ScenarioRecord } from '../../../src/cli/fidelity/fidelityRecord.ts';

const fine: ScenarioRecord = {
  date: '2026-05-30',
  productVersion: '1.0.0',
  runs: 10,
  faithful: 10,
  facts: { compared: 100, equal: 99 },
  kafkaVersion: '4.3.1',
  clients: ['kafkajs 2.2.4'],
  timeScale: 0.5,
  semantics: { order: { same: 9, allowed: 1, wrong: 0 } },
  differences: [
    {
      class: 'allowed nondeterminism',
      rule: 'sends',
      kind: 'order of key',
      runs: 1,
      subject: 'orders key "a|b"',
      simulated: 'R1 R2',
      real: 'R2 R1',
      reason: 'Kafka orders by arrival.',
    },
  ],
  failures: [],
  failedRuns: 0,
  refused: null,
};

const wrong: ScenarioRecord = {
  ...fine,
  faithful: 9,
  semantics: { redelivery: { same: 9, allowed: 0, wrong: 1 } },
  differences: [{ ...fine.differences[0]!, class: 'unexplained', rule: '', kind: 'redelivered' }],
};

const refused: ScenarioRecord = {
  ...fine,
  runs: 0,
  faithful: 0,
  differences: [],
  refused: 'broker-1 and broker-2 cannot be cut off from each other',
};

const broken: ScenarioRecord = { ...refused, refused: null, failures: ['no Java'], failedRuns: 3 };

const vectors = [
  { file: 'partitioner', classes: '`Utils.murmur2`', notCompared: '-', cases: 2000 },
  { file: 'elections', classes: '`PartitionChangeBuilder`', notCompared: 'x', cases: 0 },
];

const text = fidelityDocument(
  {
    format: 'partition-lab-fidelity',
    version: 1,
    scenarios: { fine, 'fine (java)': fine, wrong, refused, broken, gone: fine },
  },
  ['broken', 'fine', 'new', 'refused', 'wrong'],
  vectors,
);

describe('FIDELITY.md', () => {
  test('sums up what was compared; scenarios that are gone do not count', () => {
    expect(text).toContain('30 runs of 2 scenarios: 29 faithful');
    expect(text).toContain('297 of 300 facts were equal');
  });

  test('has a row for each scenario and client', () => {
    const row = '| 10 | 10 | 99 of 100 | 4.3.1 | kafkajs 2.2.4 | 0.5 | 2026-05-30 |';
    expect(text).toContain(`| fine ${row}`);
    expect(text).toContain(`| fine (java) ${row}`);
    expect(text).toContain('| wrong | 10 | **9** |');
  });

  test('says what was not compared, and why', () => {
    expect(text).toContain(
      '- refused: cannot be replayed: broker-1 and broker-2 cannot be cut off',
    );
    expect(text).toContain('- broken: no Java (3 runs that came to no verdict)');
    expect(text).toContain('- new: was never run.');
  });

  test('shows each part of the semantics by a sign', () => {
    expect(text).toContain('| scenario | order | redelivery |');
    expect(text).toContain('| fine | ~ |  |');
    expect(text).toContain('| wrong |  | **!** |');
    expect(text).toContain('| *runs without objection* | 20 of 20 | 9 of 10 |');
  });

  test('tells differences by rule, what must be looked at first', () => {
    expect(text.indexOf('### unexplained: no rule')).toBeGreaterThan(0);
    expect(text.indexOf('### allowed nondeterminism: sends')).toBeGreaterThan(
      text.indexOf('### unexplained: no rule'),
    );
    expect(text).toContain('In fine (order of key, 1 of 10 runs), fine (java) (order of key, ');
    expect(text).toContain('order of key of orders key "a\\|b":');
  });

  test('says which classes of Kafka were compared, and which were not', () => {
    expect(text).toContain('2000 cases in `test/vectors`');
    expect(text).toContain('| partitioner | 2000 | `Utils.murmur2` | - |');
    expect(text).toContain('| elections | - | `PartitionChangeBuilder` | nothing of it');
  });
});
