import { expect, test } from 'vitest';
import { retryWrittenTwice } from '../../../src/differences/rules/retryWrittenTwice.ts';
import type { RunScript } from '../../check/runScript.ts';
import { classed, newRun, sends, struck, TOPIC } from './ruleRun.ts';

const FAULT = 'drop one response of Produce between api-1 and broker-1';

function copies(count: number): RunScript {
  const run = newRun();
  const record = { id: 'R1', sentMs: 1, ackedMs: 9 };
  for (let offset = 0; offset < count; offset++) sends(run, { ...record, offset });
  const producer = { producerId: -1, producerEpoch: -1, baseSequence: -1 };
  const log = { topic: TOPIC, partition: 0, baseOffset: 0, count, leaderEpoch: 0, ...producer };
  return run.emit({ type: 'RecordsAppended', atUs: run.now, process: 'broker-1', ...log });
}

test('a lost answer may make one copy or two', async () => {
  expect(
    await classed(retryWrittenTwice, struck(copies(2), FAULT), struck(copies(3), FAULT)),
  ).toEqual(['order of key: allowed nondeterminism', 'log end: allowed nondeterminism']);
});

test('without a lost answer there are no copies', async () => {
  expect(await classed(retryWrittenTwice, copies(2), copies(3))).toEqual([]);
});

test('a copy in one run only needs a schedule that makes as many', async () => {
  const [model, real] = [struck(copies(1), FAULT), struck(copies(2), FAULT)];
  expect(await classed(retryWrittenTwice, model, real, { schedules: [copies(2)] })).toEqual([
    'order of key: allowed nondeterminism',
    'log end: allowed nondeterminism',
  ]);
  expect(await classed(retryWrittenTwice, model, real, { schedules: [copies(1)] })).toEqual([]);
});
