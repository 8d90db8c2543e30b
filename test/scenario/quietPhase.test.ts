import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import type { JudgedRun } from '../../src/scenario/judgeOnSimulator.ts';
import { judgeOnSimulator } from '../../src/scenario/judgeOnSimulator.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';

/** Ten requests from 5 s to 7 s, for one consumer, in one partition; a minute to drain. */
function scenarioText(consumers: string, faults: string): string {
  return `title: The quiet phase
topics:
  coupon-issue-request: { partitions: 1, key: couponId }
coupons: { 1: { stock: 60 } }
groups:
  coupon-issue-group:
    config: { auto.offset.reset: earliest, session.timeout.ms: 6000, heartbeat.interval.ms: 1000 }
    serviceTime: 10ms
    ${consumers}
quiet: { within: 60s }
workload:
  - { from: 5s, over: 2s, requests: 10 }
${faults}`;
}

async function run(faults: string, consumers = 'consumers: { c1: {} }'): Promise<JudgedRun> {
  const parsed = parseScenario(scenarioText(consumers, faults), 'quiet.yaml');
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return judgeOnSimulator(parsed.scenario, {
    seed: 1,
    host: nodeHost,
    sinks: [],
    print: null,
    productVersion: '0',
    eventLimit: 3_000_000,
  });
}

/** The verdict on a run that must not have drained. */
function undrained({ run: { reason }, verdicts, status }: JudgedRun): Verdict {
  expect([reason, status]).toEqual(['deadline', 'violated']);
  const drained = verdicts.verdicts.find(({ rule }) => rule === 'drained')!;
  expect(drained.status).toBe('violated');
  // Late is not lost.
  expect(verdicts.verdicts.find(({ rule }) => rule === 'nothing lost')!.status).not.toBe(
    'violated',
  );
  return drained;
}

describe('the quiet phase', () => {
  it('ends as soon as all is at rest', async () => {
    const { run: result, verdicts } = await run('');
    expect(result.reason).toBe('drained');
    expect(result.virtualUs).toBeLessThan(8_000_000);
    expect(verdicts.verdicts.at(-1)!.sentence).toMatch(
      /^Everything came to rest, 0\.\d{3} s after workload and faults were over\.$/,
    );
  });

  it('ends at its deadline, and names a consumer that died and stayed away', async () => {
    const crash = 'faults:\n  - { crash: c1, when: effect of coupon-issue-request-0@4 is written }';
    const judged = await run(crash);
    const { sentence, findings } = undrained(judged);
    expect(judged.run.virtualUs).toBe(66_800_000);
    expect(sentence).toBe(
      'The system did not come to rest in time: coupon-issue-group has no live consumer: c1 ' +
        'crashed at 5.818 s; 2 more things are pending.',
    );
    expect(findings.map((finding) => finding.sentence).slice(1)).toEqual([
      'coupon-issue-request-0 has a lag of 6 in coupon-issue-group: committed up to 4, end 10, ' +
        'nobody holds it since c1 crashed at 5.818 s.',
      '5 accepted requests in coupon-issue-request-0 have no result: REQ-6, REQ-7, REQ-8 and 2 ' +
        'more, accepted at 6.006 s or later.',
    ]);
  });

  it('names a group that nobody works for', async () => {
    const judged = await run('', 'consumers: { c1: { start: on join } }');
    expect(undrained(judged).findings[0]!.sentence).toBe(
      'coupon-issue-group has no live consumer: none was ever started.',
    );
  });

  it('names a consumer that left', async () => {
    const judged = await run('faults:\n  - { leave: c1, at: 6s }');
    expect(undrained(judged).findings[0]!.sentence).toMatch(
      /^coupon-issue-group has no live consumer: c1 stopped at 6\.\d{3} s\.$/,
    );
  });

  it('names the record over which a worker gave up, the database being away for ever', async () => {
    const judged = await run('faults:\n  - { store: unavailable, at: 6s, for: 100h }');
    expect(undrained(judged).sentence).toMatch(
      /: c1 stopped at 7\.\d{3} s over coupon-issue-request-0@5, which failed: store: unav/,
    );
  });

  it('names the record that a worker tries again and again', async () => {
    const judged = await run(
      'faults:\n  - { store: unavailable, at: 6s, for: 100h }',
      'consumers: { c1: {} }\n    maxAttempts: 100000',
    );
    expect(undrained(judged).findings[0]!.sentence).toMatch(
      /^c1 (has|is to try) coupon-issue-request-0@5 .* failed.*: store: unavailable\.$/,
    );
  });

  it('names a producer that is cut off, and what it waits for', async () => {
    const judged = await run(
      'producers: { api-1: { config: { delivery.timeout.ms: 86400000 } } }\nfaults:\n' +
        '  - { drop: request of Produce, between: [api-1, broker-1], count: 100000, at: 6s }',
    );
    const { findings } = undrained(judged);
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      'api-1 waits for the answer to 5 sends: REQ-6, REQ-7, REQ-8 and 2 more, the first since ' +
        '6.000 s.',
    ]);
  });

  it('ends well if a producer that is cut off gives up', async () => {
    const judged = await run(
      'faults:\n' +
        '  - { drop: request of Produce, between: [api-1, broker-1], count: 100000, at: 6s }',
    );
    expect([judged.run.reason, judged.status]).toEqual(['drained', 'holds']);
  });

  it('names a consumer that cannot join', async () => {
    const judged = await run(
      'faults:\n' +
        '  - { drop: request of JoinGroup, between: [c1, broker-1], count: 100000, at: 0s }',
    );
    expect(undrained(judged).findings[0]!.sentence).toBe(
      'c1 runs, but is no member of coupon-issue-group.',
    );
  });

  it('names a partition whose owner gets nothing, though the fault never ends', async () => {
    const judged = await run(
      'faults:\n  - { drop: request of Fetch, between: [c1, broker-1], count: 100000, at: 1s }',
    );
    expect(undrained(judged).sentence).toContain(
      'coupon-issue-request-0 has a lag of 10 in coupon-issue-group: nothing committed, end 10, ' +
        'held by c1, which has read nothing',
    );
  });

  it('names a broker that is dead', async () => {
    const judged = await run('faults:\n  - { crash: broker-1, at: 6s }');
    expect(undrained(judged).findings[0]!.sentence).toBe(
      'broker-1 crashed at 6.000 s and was not started again.',
    );
  });

  it('gives the system its time anew after a fault that strikes late', async () => {
    const judged = await run(
      'faults:\n' + '  - { crash: c1, when: the 9th effect is written, restart: 100s later }',
    );
    expect(judged.run.reason).toBe('drained');
    expect(judged.run.virtualUs).toBeGreaterThan(106_000_000);
  });
});
