import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../builtCommandLine.ts';
import { runHere } from '../runHere.ts';
import { writeBuggyScenario } from '../scenarioTexts.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

/** A scenario whose run has findings, missed expectations, redeliveries and anomalies. */
const buggy = writeBuggyScenario(temporaryFolder());
const description = readFileSync(join(ROOT, 'docs', 'json.md'), 'utf8');

const FINDING = ['sentence', 'atUs', 'processes[]', 'records[]', 'requestIds[]'];
const EXPOSURES = [
  'crashesBetweenEffectAndCommit',
  'crashesInHandler',
  'zombieEffects',
  'rebalancesInMidBatch',
  'duplicatesDetected',
  'refusedCommits',
  'earlyCommits',
  'redeliveries',
  'redeliveriesAfterEffect',
  'crashes',
  'pauses',
  'failedAttempts',
];

/** Every field of version 1, in order. A change here needs docs/json.md, and perhaps a version. */
const RUN_FIELDS = [
  ...['format', 'version', 'productVersion', 'kafkaVersion'],
  ...['scenario.path', 'scenario.title', 'seed', 'digest', 'status', 'exitCode', 'replay', 'end'],
  ...['virtualUs', 'realUs', 'eventCount'],
  ...['rule', 'status', 'sentence', 'findingCount'].map((field) => `verdicts[].${field}`),
  'verdicts[].findings[]',
  ...FINDING.map((field) => `verdicts[].findings[].${field}`),
  'verdicts[].mayBeViolated',
  ...['subject', 'expected', 'seen', 'status', 'sentence'].map(
    (field) => `expectations[].${field}`,
  ),
  ...[
    ...['group', 'topic', 'partition', 'startOffset', 'endOffset', 'process', 'atUs', 'cause'],
    ...['problem', 'previousProcess', 'previousAtUs', 'endedAtUs', 'detail', 'committedOffset'],
    ...['generationBefore', 'generationAfter', 'withEffectCount', 'records[].offset'],
    ...['records[].previousProcess', 'records[].previousAtUs', 'records[].hadEffect', 'sentence'],
  ].map((field) => `redeliveries[].${field}`),
  ...['name', 'count', 'findings[]'].map((field) => `anomalies[].${field}`),
  ...FINDING.map((field) => `anomalies[].findings[].${field}`),
  ...[
    ...['requests', 'issued', 'soldOut', 'duplicates', 'deadLettered', 'redelivered'],
    'issuedOutOfLogOrder',
    ...['couponId', 'initialStock', 'issued', 'soldOut', 'alreadyIssued', 'duplicates'].map(
      (field) => `coupons[].${field}`,
    ),
    ...['topic', 'partition', 'records', 'endOffset'].map((field) => `partitions[].${field}`),
    ...['group', 'committedOffset', 'lag'].map((field) => `partitions[].groups[].${field}`),
    ...['group', 'generations', 'lastGeneration', 'rebalances'].map((field) => `groups[].${field}`),
    ...['handled.c1', 'handled.c2', 'handled.c3'],
    ...EXPOSURES.map((field) => `exposures.${field}`),
  ].map((field) => `facts.${field}`),
  ...['repetition.isRepeatable', 'repetition.difference', 'failure', 'report', 'descriptions[]'],
];

const SWEEP_FIELDS = [
  ...['format', 'version', 'productVersion', 'kafkaVersion', 'scenario.path', 'scenario.title'],
  ...['seeds.first', 'seeds.last', 'seeds.run', 'end', 'digest', 'status', 'exitCode'],
  ...['counts.holds', 'counts.violated', 'counts.unknown'],
  ...['type', 'name', 'seedCount', 'seeds[]'].map((field) => `problems[].${field}`),
  ...['seed', 'status', 'digest'].map((field) => `failing[].${field}`),
  ...['type', 'name', 'sentence'].map((field) => `failing[].problems[].${field}`),
  'failing[].replay',
  ...['name', 'count', 'seedCount'].map((field) => `exposures[].${field}`),
  ...['virtualUs', 'eventCount', 'realUs', 'seedsPerSecond', 'workers'],
];

/** Paths of all values that are no objects, in order of first appearance. */
function fieldsOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) {
    const fields = value.flatMap((one: unknown) => fieldsOf(one, `${path}[]`));
    return fields.length === 0 ? [`${path}[]`] : [...new Set(fields)];
  }
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, one]) =>
    fieldsOf(one, path === '' ? name : `${path}.${name}`),
  );
}

/** Lists are empty in one element and filled in another: the order among elements says nothing. */
function sorted(fields: readonly string[]): readonly string[] {
  return [...new Set(fields)].sort();
}

describe('the document of a run', () => {
  it('has the fields of version 1, on standard output alone', async () => {
    const { exitCode, stdout, stderr } = await runHere('simulate', buggy, '--json');
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(sorted(fieldsOf(document))).toEqual(sorted(RUN_FIELDS));
    expect(Object.keys(document)).toEqual([
      ...new Set(RUN_FIELDS.map((field) => field.split(/[.[]/)[0])),
    ]);
    expect(document).toMatchObject({
      format: 'partition-lab-run',
      version: 1,
      kafkaVersion: '4.3.1',
      scenario: { path: buggy },
      seed: 1,
      status: 'violated',
      exitCode: 1,
      end: 'drained',
      repetition: { isRepeatable: null, difference: null },
      failure: null,
      report: null,
    });
  });

  it('is the same for the same seed, but for the real time', async () => {
    const texts = [];
    for (let run = 0; run < 2; run++) {
      const { stdout } = await runHere('simulate', 'zombie', '--json', '--check-determinism');
      texts.push(stdout.replace(/"realUs": \d+/, ''));
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('"isRepeatable": true');
  });
});

describe('the document of a sweep', () => {
  it('has the fields of version 1, on standard output alone', async () => {
    const { exitCode, stdout, stderr } = await runHere(
      'simulate',
      buggy,
      '--seeds',
      '4..6',
      '--json',
    );
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(sorted(fieldsOf(document))).toEqual(sorted(SWEEP_FIELDS));
    expect(Object.keys(document)).toEqual([
      ...new Set(SWEEP_FIELDS.map((field) => field.split(/[.[]/)[0])),
    ]);
    expect(document).toMatchObject({
      format: 'partition-lab-sweep',
      version: 1,
      seeds: { first: 4, last: 6, run: 3 },
      end: 'all seeds',
      status: 'violated',
      counts: { holds: 0, violated: 3, unknown: 0 },
      workers: 1,
    });
  });
});

describe('docs/json.md', () => {
  it('names every field', () => {
    const names = [...RUN_FIELDS, ...SWEEP_FIELDS]
      .filter((field) => !field.includes('handled.'))
      .flatMap((field) => field.split('.').map((part) => part.replace('[]', '')));
    const missing = [...new Set(names)].filter((name) => !description.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
});
