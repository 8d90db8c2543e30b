import { describe, expect, it } from 'vitest';
import type {
  RunRequest,
  SimulateArguments,
  SweepRequest,
} from '../../../src/cli/simulate/simulateRequest.ts';
import { parseSimulateRequest } from '../../../src/cli/simulate/simulateRequest.ts';

const NOTHING: SimulateArguments = {
  file: undefined,
  seed: undefined,
  trace: undefined,
  'trace-filter': undefined,
  'describe-at': undefined,
  'check-determinism': undefined,
  out: undefined,
  'no-report': undefined,
  'no-charts': undefined,
  json: undefined,
  quiet: undefined,
  seeds: undefined,
  'stop-at-first': undefined,
  'max-violations': undefined,
  workers: undefined,
};

function run(given: Partial<SimulateArguments>): RunRequest {
  return parseSimulateRequest({ ...NOTHING, file: 'a.yaml', ...given }) as RunRequest;
}

function sweep(given: Partial<SimulateArguments>): SweepRequest {
  return parseSimulateRequest({
    ...NOTHING,
    file: 'a.yaml',
    seeds: '1..100',
    ...given,
  }) as SweepRequest;
}

describe('parseSimulateRequest', () => {
  it('takes --describe-at several times, each moment once and in order', () => {
    expect(run({ 'describe-at': ['20s', '3.2s', '20000ms'] }).describeAtUs).toEqual([
      3_200_000, 20_000_000,
    ]);
    expect(run({}).describeAtUs).toEqual([]);
    expect(() => run({ 'describe-at': '3.2' })).toThrow('--describe-at 3.2: has no unit');
    expect(() => run({ 'describe-at': 'noon' })).toThrow('--describe-at noon: is not a duration');
    expect(() => run({ 'describe-at': '1s', quiet: true })).toThrow('which one?');
    expect(() => sweep({ 'describe-at': '1s' })).toThrow('--describe-at is for a single run');
  });

  it('lists the scenarios if nothing is named', () => {
    expect(parseSimulateRequest(NOTHING)).toEqual({ type: 'list' });
  });

  it("takes the file's own seed, prints text and writes a report with charts", () => {
    expect(run({})).toEqual({
      type: 'run',
      file: 'a.yaml',
      seed: null,
      trace: null,
      describeAtUs: [],
      checkDeterminism: false,
      output: 'text',
      report: { folder: null, charts: true },
    });
  });

  it.each([
    [{ quiet: true }, 'quiet', null],
    [{ json: true }, 'json', null],
    [{ json: true, quiet: true }, 'json', null],
    [{ 'no-report': true }, 'text', null],
    [{ 'no-charts': true }, 'text', { folder: null, charts: false }],
    [{ quiet: true, out: 'x' }, 'quiet', { folder: 'x', charts: true }],
    [{ json: [true, true], out: 'x' }, 'json', { folder: 'x', charts: true }],
  ])('%j: prints and writes what is asked for', (given, output, report) => {
    expect(run(given)).toMatchObject({ output, report });
  });

  it('takes seeds from 0 to the largest exact integer', () => {
    expect(run({ seed: '0' }).seed).toBe(0);
    expect(run({ seed: '9007199254740991' }).seed).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('traces if a trace or a filter is asked for', () => {
    const everything = { types: [], processes: [], partitions: [], text: '' };
    expect(run({ trace: true }).trace).toEqual(everything);
    expect(run({ 'trace-filter': 'process:c1,c2 type:polled again partition:0' }).trace).toEqual({
      types: ['polled'],
      processes: ['c1', 'c2'],
      partitions: ['0'],
      text: 'again',
    });
  });

  it('sweeps all seeds on all cores unless told otherwise', () => {
    expect(sweep({})).toEqual({
      type: 'sweep',
      file: 'a.yaml',
      seeds: { first: 1, last: 100 },
      maxViolations: Infinity,
      workers: null,
      checkDeterminism: false,
      output: 'text',
    });
    expect(sweep({ 'stop-at-first': true }).maxViolations).toBe(1);
    expect(sweep({ 'max-violations': '7', workers: '3' })).toMatchObject({
      maxViolations: 7,
      workers: 3,
    });
    expect(sweep({ seeds: '5..5' }).seeds).toEqual({ first: 5, last: 5 });
  });

  it.each<[Partial<SimulateArguments>, string]>([
    [{ file: undefined, seed: '4' }, '--seed: of which scenario?'],
    [{ file: ['a', 'b'] }, 'the file is given twice'],
    [{ seed: 'x' }, '--seed x: a seed is a whole number'],
    [{ seed: '1e3' }, '--seed 1e3: a seed is a whole number'],
    [{ seed: '-1' }, '--seed -1: a seed is a whole number'],
    [{ seed: '' }, '--seed : a seed is a whole number'],
    [{ seed: '9007199254740992' }, 'a seed is a whole number'],
    [{ seed: ['1', '2'] }, '--seed is given twice'],
    [{ out: '' }, '--out: name a folder'],
    [{ out: 'x', 'no-report': true }, '--out and --no-report: which one?'],
    [{ 'stop-at-first': true }, '--stop-at-first is for a sweep'],
    [{ 'max-violations': '2' }, '--max-violations is for a sweep'],
    [{ workers: '2' }, '--workers is for a sweep'],
    [{ 'trace-filter': 'type:Poled' }, 'Did you mean type:Polled?'],
    [{ 'trace-filter': 'type:Xyzzyxyzzy' }, 'There are RequestSubmitted,'],
  ])('refuses %j', (given, message) => {
    expect(() => run(given)).toThrow(message);
  });

  it.each<[Partial<SimulateArguments>, string]>([
    [{ seeds: '5..1' }, 'Meant 1..5?'],
    [{ seeds: '1..1e9' }, 'give the first and the last seed'],
    [{ seeds: '1-9' }, 'give the first and the last seed'],
    [{ seeds: '1..' }, 'give the first and the last seed'],
    [{ seeds: '..9' }, 'give the first and the last seed'],
    [{ seeds: '1..2..3' }, 'give the first and the last seed'],
    [{ seeds: '0..100000000' }, 'at most 100000000 seeds at a time'],
    [{ seed: '1' }, '--seed is for a single run'],
    [{ out: 'x' }, '--out is for a single run'],
    [{ trace: true }, '--trace is for a single run'],
    [{ 'max-violations': '0' }, '--max-violations 0: give a whole number from 1'],
    [{ 'max-violations': '2', 'stop-at-first': true }, 'which one?'],
    [{ workers: '0' }, '--workers 0: give a whole number from 1 to 256'],
    [{ workers: '257' }, '--workers 257: give a whole number from 1 to 256'],
  ])('refuses a sweep with %j', (given, message) => {
    expect(() => sweep(given)).toThrow(message);
  });
});
