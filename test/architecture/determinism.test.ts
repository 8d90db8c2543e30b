import { describe, expect, it } from 'vitest';
import { findAsynchrony, findNondeterminism } from './determinism.ts';
import { describeViolations, parseSource, readSources } from './sourceTree.ts';

const sources = readSources('src');

function nondeterminism(text: string, path = 'src/model/a.ts'): string[] {
  return describeViolations(findNondeterminism([parseSource(path, text)]));
}

function asynchrony(text: string, path = 'src/model/a.ts'): string[] {
  return describeViolations(findAsynchrony([parseSource(path, text)]));
}

describe('determinism', () => {
  it('nothing in a run depends on the machine, on real time or on chance', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(describeViolations(findNondeterminism(sources))).toEqual([]);
  });

  it('protocol code is synchronous', () => {
    expect(describeViolations(findAsynchrony(sources))).toEqual([]);
  });
});

describe('the check of determinism', () => {
  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const now: Date = given;',
    'setTimeout(run, 10);',
    'setImmediate(run);',
    'queueMicrotask(run);',
    'const t = performance.now();',
    'const env = process.env;',
    'const b = Buffer.from(text);',
    'function f(b: Buffer): void {}',
    'console.log(1);',
    'void fetch(url);',
    'const id = crypto.randomUUID();',
    'const ref = new WeakRef(target);',
    'const t = new Intl.NumberFormat();',
    'const order = a.localeCompare(b);',
    "const order = a['localeCompare'](b);",
    'const text = n.toLocaleString();',
    'const text = s.toLocaleUpperCase();',
    'const r = Math.random();',
    "const r = Math['random']();",
    'const l = Math.log(2);',
    'const e = Math.exp(2);',
    'const p = Math.pow(2, 3);',
    'const s = Math.sin(1);',
    'const { random } = Math;',
    'const m = Math[name];',
    'const p = 10 ** n;',
    'let p = 2; p **= n;',
    'const d = globalThis.Date;',
    "const d = globalThis['Date'];",
    'const here = import.meta.url;',
    "eval('1');",
    'const now = { Date };',
    'const clock = { now: Date.now };',
    'const { a = process } = b;',
    'class A { at = Date.now(); }',
    // A name of its own in one function does not excuse the global in another.
    'function f(process: P): void {} const env = process.env;',
    'const f = (): void => { const process = 1; }; process.exit();',
    'for (const Date of dates) { use(Date); } Date.now();',
  ])('refuses: %s', (text) => {
    const found = nondeterminism(`// A comment in line 1.\n${text}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^src\/model\/a\.ts:2: /);
  });

  it.each([
    'function f(process: P): number { return process.id; }',
    'type F = (process: P) => void;',
    'class A { process = 1; setTimeout(): void { this.setTimeout(); } }',
    'class A { get Date(): number { return this.Date; } }',
    'interface A { readonly process: P; Date: number; fetch(): void }',
    'const fetch = (): void => {}; fetch();',
    "import { fetch } from './fetch.ts'; fetch();",
    "import type { Buffer } from './buffer.ts'; let b: Buffer;",
    'const { process } = kernel; process.crash();',
    'const { process: victim } = kernel;',
    'for (const process of processes) process.crash();',
    'try { run(); } catch (console) { use(console); }',
    'const a = { process: 1, Date: 2, console };\nconst console = 3;',
    'kernel.process.crash(); clock.Date; a.performance;',
    'type T = [process: P];',
    'switch (x) { case 1: { const Date = 1; use(Date); } }',
    'process: for (;;) { break process; }',
    'const b = Math.max(1, Math.imul(2, Math.floor(x))) + 2 ** n;',
    "const text = 'Date.now() and process.env'; // Math.random()",
  ])('accepts: %s', (text) => {
    expect(nondeterminism(text)).toEqual([]);
  });

  it.each(['sim', 'model', 'issuer', 'history', 'check', 'adapters/sim', 'scenario'])(
    'watches src/%s',
    (room) => {
      expect(nondeterminism('Date.now();', `src/${room}/a.ts`)).toHaveLength(1);
      expect(nondeterminism('Date.now();', `src/${room}/inner/a.ts`)).toHaveLength(1);
    },
  );

  it.each(['adapters/node', 'adapters/postgres', 'scenario/parse', 'report', 'cli'])(
    'leaves src/%s alone',
    (room) => {
      expect(nondeterminism('Date.now();', `src/${room}/a.ts`)).toEqual([]);
    },
  );

  it('says what is let in and what to do', () => {
    expect(nondeterminism('Date.now();')).toEqual([
      'src/model/a.ts:1: Date lets in real time: take the time from the kernel (nowUs, schedule).',
    ]);
  });
});

describe('the check of synchrony', () => {
  it.each([
    'const f = async () => 1;',
    'async function f() {}',
    'class A { async f() {} }',
    'await run();',
    'const p = Promise.resolve();',
    'let p: Promise<void>;',
    'let p: PromiseLike<void>;',
  ])('refuses: %s', (text) => {
    expect(asynchrony(text)).toHaveLength(1);
    expect(asynchrony(text, 'src/sim/network.ts')).toHaveLength(1);
    expect(asynchrony(text, 'src/sim/kernel.ts')).toEqual([]);
    expect(asynchrony(text, 'src/sim/process.ts')).toEqual([]);
    expect(asynchrony(text, 'src/issuer/a.ts')).toEqual([]);
  });

  it('refuses for await', () => {
    expect(asynchrony('for await (const a of b) use(a);')).toHaveLength(1);
  });

  it.each([
    'const o = { async: 1, Promise: 2 };',
    'o.Promise; o.await;',
    '// async, await, Promise',
  ])('accepts: %s', (text) => {
    expect(asynchrony(text)).toEqual([]);
  });
});
