import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { unlawfulViolations } from './lawfulViolations.ts';
import type { SeenRun } from './witnessRun.ts';
import { witnessRun } from './witnessRun.ts';

/** An excuse must not be had too cheaply: each is granted here once, and refused once. */

function read(text: string): Scenario {
  const result = parseScenario(text, 'excuse.yaml');
  if ('errors' in result) throw new Error(result.errors[0]!.message);
  return result.scenario;
}

const runOf = (text: string): Promise<SeenRun> => witnessRun(read(text));

/** The rules broken without an excuse, if the run had been that of another scenario. */
function unlawfulRules(run: SeenRun, overrides: Partial<Scenario> = {}): readonly string[] {
  const scenario = { ...run.scenario, ...overrides };
  return unlawfulViolations({ ...run, scenario }).map((line) =>
    line.replace(/ (violated|unknown): .*/s, ''),
  );
}

const SALE = `title: A small sale
topics: { t: { partitions: 3 } }
coupons: { 1: { stock: 5 } }
`;

describe('order per key', () => {
  const url = new URL('../../scenarios/composite-key.yaml', import.meta.url);

  it('may be broken between partitions where the key is not the coupon', async () => {
    const run = await runOf(readFileSync(url, 'utf8'));
    expect(run.judged.verdicts.verdicts.some(({ status }) => status === 'violated')).toBe(true);
    expect(unlawfulRules(run)).toEqual([]);
    const topics = run.scenario.topics.map((topic) => ({ ...topic, key: 'couponId' as const }));
    expect(unlawfulRules(run, { topics })).toEqual(['order per key']);
  });

  it('may not be broken within a partition', async () => {
    const run = await runOf(readFileSync(url, 'utf8'));
    const verdicts = run.verdicts.verdicts.map((verdict) => ({
      ...verdict,
      findings: verdict.findings.map((finding) => ({ ...finding, records: ['t-0@1', 't-0@2'] })),
    }));
    const within = { ...run, verdicts: { ...run.verdicts, verdicts } };
    expect(unlawfulRules(within)).toEqual(['order per key']);
  });
});

describe('nothing lost', () => {
  it('may be broken by acks=0 and what loses a request on its way', async () => {
    const run = await runOf(`${SALE}
groups: { g: { consumers: 1, config: { auto.offset.reset: earliest } } }
producers: { api: { config: { acks: 0, enable.idempotence: false } } }
workload: { requests: 5, from: 10s, over: 5s }
faults: [{ drop: request of Produce, between: [api, broker-1], at: 12s }]
`);
    expect(
      run.verdicts.verdicts.some(
        ({ rule, status }) => rule === 'nothing lost' && status === 'violated',
      ),
    ).toBe(true);
    expect(unlawfulRules(run)).toEqual([]);
    expect(unlawfulRules(run, { faults: [] })).toEqual(['nothing lost']);
    expect(unlawfulRules(run, { producers: [{ name: 'api', config: {} }] })).toEqual([
      'nothing lost',
    ]);
  });
});

describe('drained', () => {
  it('may be broken when nobody is left, not when there is only no time', async () => {
    const gone = await runOf(`${SALE}
groups: { g: { consumers: [c1], config: { auto.offset.reset: earliest } } }
workload: { requests: 5, at: 10s }
faults: [{ crash: c1, at: 9s }]
`);
    expect(gone.judged.run.reason).toBe('deadline');
    expect(unlawfulRules(gone)).toEqual([]);
    const late = await runOf(`${SALE}
groups: { g: { consumers: [c1], serviceTime: 1s, config: { auto.offset.reset: earliest } } }
workload: { requests: 5, at: 10s }
quiet: { within: 2s }
`);
    expect(late.judged.run.reason).toBe('deadline');
    // What is pending may be late or lost.
    expect(unlawfulRules(late)).toEqual(['nothing lost', 'drained']);
  });

  it('may be broken by a static leader that missed new partitions, no other', async () => {
    const run = await runOf(
      `${SALE}
groups:
  g:
    consumers: { c1: { config: { group.instance.id: one } } }
    config: { auto.offset.reset: earliest, session.timeout.ms: 20000 }
workload: { requests: 20, at: 30s, coupons: 1..20 }
coupons: { 1..20: { stock: 5 } }
faults:
  - { crash: c1, restart: 5s later, at: 10s }
  - { addPartitions: t, to: 6, at: 12s }
`.replace('coupons: { 1: { stock: 5 } }\n', ''),
    );
    expect(run.judged.run.reason).toBe('deadline');
    expect(unlawfulRules(run)).toEqual([]);
    const groups = run.scenario.groups.map((group) => ({
      ...group,
      consumers: group.consumers.map((consumer) => ({ ...consumer, config: {} })),
    }));
    expect(unlawfulRules(run, { groups })).toContain('drained');
  });

  it('may be broken by a commit that was held up', async () => {
    const run = await runOf(`${SALE}
groups:
  g:
    commit: record-sync
    consumers: [c1]
    serviceTime: 1s
    config: { auto.offset.reset: earliest, request.timeout.ms: 1000, session.timeout.ms: 30000 }
workload: { requests: 5, at: 10s }
faults:
  - { delay: request of OffsetCommit, between: [c1, broker-1], by: 12s, at: 9s }
  - { pause: api-1, at: 15s, for: 20s } # keeps the run from ending before
`);
    expect([...run.witness.takenBack]).toEqual(['t-0']);
    expect(run.judged.run.reason).toBe('deadline');
    expect(unlawfulRules(run)).toEqual([]);
    expect(unlawfulRules(run, { faults: [] })).toEqual([
      'drained',
      'a committed offset went back: t-0',
    ]);
  });
});
