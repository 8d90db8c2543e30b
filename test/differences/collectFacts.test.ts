import { expect, test } from 'vitest';
import { collectFacts } from '../../src/differences/collectFacts.ts';
import type { FactKind } from '../../src/differences/fact.ts';
import type { RunScript } from '../check/runScript.ts';
import { newRun, struck } from './rules/ruleRun.ts';
import { takenOver } from './rules/takenOver.ts';

function facts({ header, events }: RunScript, kind: FactKind): Record<string, string> {
  const own = collectFacts({ header, events }).facts.filter((one) => one.kind === kind);
  return Object.fromEntries(own.map(({ subject, value }) => [subject, value]));
}

const GROUP = 'coupon-issue-group';
const TOPIC = 'coupon-issue-request';
const run = (): RunScript => takenOver(2).quiet().ended('drained');

test('keys and logs', () => {
  expect(facts(run(), 'partition of key')).toEqual({ [`${TOPIC} key "1"`]: '0' });
  expect(facts(run(), 'order of key')).toEqual({ [`${TOPIC} key "1"`]: 'R0 R1 R2 R3' });
  expect(facts(run(), 'log end')).toEqual({
    [`${TOPIC}-0`]: '4',
    [`${TOPIC}-1`]: '0',
    [`${TOPIC}-2`]: '0',
  });
});

test('a group', () => {
  expect(facts(run(), 'departures')).toEqual({
    [`${GROUP} c1`]: 'crashed: removed',
    [`${GROUP} c2`]: 'none',
  });
  expect(facts(run(), 'owners')).toEqual({ [GROUP]: 'c1: 0, c2: 1 2 → c2: 0 1 2' });
  expect(facts(run(), 'generations')).toEqual({ [GROUP]: 'last 2' });
  expect(facts(run(), 'final assignment')).toEqual({ [GROUP]: 'c2: 0 1 2' });
  expect(facts(run(), 'committed offset')).toEqual({
    [`${GROUP} ${TOPIC}-0`]: '4',
    [`${GROUP} ${TOPIC}-1`]: 'none',
    [`${GROUP} ${TOPIC}-2`]: 'none',
  });
});

test('deliveries and refusals', () => {
  expect(facts(run(), 'redelivered')[`${GROUP} ${TOPIC}-0`]).toBe('2..3 c1 to c2 (crash)');
  const refused = run()
    .commitStarted('c1', 1)
    .commitRefused('c1', 1, 'B')
    .commitStarted('c1', 2)
    .commitRefused('c1', 2, 'A')
    .commitRefused('c1', 2, 'A');
  expect(facts(refused, 'commit errors')).toEqual({
    [`${GROUP} c1`]: 'A, B',
    [`${GROUP} c2`]: 'none',
  });
});

test('what the service answered', () => {
  expect(facts(run(), 'coupon')).toEqual({
    'coupon 1': '4 issued, 0 sold out, 0 already issued',
    'coupon 1 duplicates': '2',
  });
  expect(facts(run(), 'dead letters')).toEqual({ 'records put aside': 'none' });
  const refused = run().submitted('X').refused('X', true).deadLettered('c2', 3, 'no JSON');
  expect(facts(refused, 'requests refused')).toEqual({
    'at the service': '1 503',
    'unknown coupon': '0',
  });
  expect(facts(refused, 'dead letters')).toEqual({ 'records put aside': `${TOPIC}-0@3` });
});

test('verdicts and anomalies', () => {
  expect(facts(run(), 'verdict')['nothing lost']).toBe('holds');
  expect(facts(run(), 'anomaly')['duplicate']).toBe('0');
});

test('without the coordinator, the members tell who owned what', () => {
  const told = newRun()
    .told('c1', -1, [0, 1])
    .told('c2', -1, [2])
    .crashed('c1')
    .told('c2', -1, [0, 1]);
  expect(facts(told, 'owners')).toEqual({ [GROUP]: 'c1: 0 1 → c1: 0 1, c2: 2 → c2: 0 1 2' });
});

test('a dead member that is still in the last assignment has not departed', () => {
  const kept = newRun()
    .assigned(1, { c1: [0], c2: [1, 2] })
    .crashed('c1')
    .ended('deadline');
  expect(facts(kept, 'departures')[`${GROUP} c1`]).toBe('crashed: still a member at the end');
});

test('a process that has come back by then was not too slow, its former life had ended', () => {
  const bounced = newRun()
    .assigned(1, { c1: [0], c2: [1, 2] })
    .crashed('c1')
    .assigned(2, { c1: [0], c2: [1, 2] })
    .started('c1')
    .assigned(3, { c1: [0], c2: [1, 2] });
  expect(facts(bounced, 'departures')[`${GROUP} c1`]).toBe('crashed: removed');
  const slow = newRun()
    .assigned(1, { c1: [0], c2: [1, 2] })
    .assigned(2, { c2: [0, 1, 2] });
  expect(facts(slow, 'departures')[`${GROUP} c1`]).toBe('too slow: removed');
});

test('a member that is told to end leaves before its process is stopped', () => {
  const leaving = newRun().assigned(1, { c1: [0], c2: [1, 2] });
  struck(leaving, 'stop c1 at 10s', 'c1')
    .assigned(2, { c2: [0, 1, 2] })
    .stopped('c1');
  expect(facts(leaving, 'departures')[`${GROUP} c1`]).toBe('none');
});
