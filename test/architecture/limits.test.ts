import { describe, expect, it } from 'vitest';
import { findOversize, type LimitExceptions } from './limits.ts';
import { describeViolations, parseSource, readSources } from './sourceTree.ts';

const EXCEPTIONS: LimitExceptions = {
  longFiles: {},
  wideFiles: {
    'src/history/event.ts': 'one event a line: the union reads as a table',
  },
  longFunctions: {},
};

const NONE: LimitExceptions = { longFiles: {}, wideFiles: {}, longFunctions: {} };

function check(text: string, exceptions = NONE): string[] {
  return describeViolations(findOversize([parseSource('src/sim/a.ts', text)], exceptions));
}

function lines(count: number): string {
  return 'run();\n'.repeat(count);
}

describe('limits', () => {
  it('no file, function or line is too long to be read', () => {
    const files = readSources('src', 'test', 'bench');
    expect(files.length).toBeGreaterThan(50);
    expect(describeViolations(findOversize(files, EXCEPTIONS))).toEqual([]);
  });
});

describe('the check of limits', () => {
  it('allows 400 lines a file and no more', () => {
    expect(check(lines(400))).toEqual([]);
    expect(check(lines(401))).toEqual([
      'src/sim/a.ts:401: 401 lines, 400 allowed: give one of its concepts a file of its own.',
    ]);
  });

  it('allows 100 columns and no more, counted in characters', () => {
    expect(check(`// ${'x'.repeat(97)}`)).toEqual([]);
    expect(check(`// ${'🎟'.repeat(97)}`)).toEqual([]);
    expect(check(`\n// ${'x'.repeat(98)}`)).toEqual([
      'src/sim/a.ts:2: 101 columns, 100 allowed: break the line.',
    ]);
  });

  it.each([
    ['function run', 'run', '', ''],
    ['const run = (): void =>', 'run', '', ''],
    ['run()', 'run', 'class A {\n', '\n}'],
    ['constructor()', 'constructor', 'class A {\n', '\n}'],
    ['it(name, () =>', '<anonymous>', '', ')'],
  ])('allows 70 lines in %s and no more', (head, name, before, after) => {
    const body = (count: number): string =>
      `${before}${head}${head.startsWith('function') ? '()' : ''} {\n${lines(count - 2)}}${after}`;
    const line = before === '' ? 1 : 2;
    expect(check(body(70))).toEqual([]);
    expect(check(body(71))).toEqual([
      `src/sim/a.ts:${line}: ${name} has 71 lines, 70 allowed: give its steps names.`,
    ]);
  });

  it('does not count the path of an import', () => {
    expect(check(`import { a } from './${'x'.repeat(100)}.ts';`)).toEqual([]);
  });

  it('does not count a function that only holds tests', () => {
    const tests = `it('a', () => {\n${lines(50)}});\n`;
    expect(check(`function chapter() {\n${tests}${tests}}`)).toEqual([]);
    expect(check(`function chapter() {\nrun();\n${tests}${tests}}`)).toHaveLength(1);
  });

  it('does not count the body of a describe', () => {
    expect(check(`describe('a', () => {\n${lines(100)}});`)).toEqual([]);
    expect(check(`describe.each(names)('a', () => {\n${lines(100)}});`)).toEqual([]);
  });

  it('honours exceptions and reports those that are not needed', () => {
    const text = `function run() {\n${lines(400)}} // ${'x'.repeat(100)}`;
    const path = 'src/sim/a.ts';
    const all: LimitExceptions = {
      longFiles: { [path]: 'why' },
      wideFiles: { [path]: 'why' },
      longFunctions: { [`${path} run`]: 'why' },
    };
    expect(check(text)).toHaveLength(3);
    expect(check(text, all)).toEqual([]);
    expect(check('run();', { ...NONE, wideFiles: { [path]: 'why' } })).toEqual([
      'src/sim/a.ts:1: needs no exception any more: take it out of the list.',
    ]);
  });
});
