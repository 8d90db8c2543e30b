import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogTail, mergeByTime } from '../../../src/cli/broker/logTail.ts';

describe('LogTail', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partition-lab-log-'));
    path = join(folder, 'broker.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives whole lines, each once, and the rest when asked', () => {
    const tail = new LogTail(1, path);
    expect(tail.readNew()).toEqual([]);
    writeFileSync(path, 'one\ntw');
    expect(tail.readNew()).toEqual([{ nodeId: 1, text: 'one' }]);
    appendFileSync(path, 'o\nthree');
    expect(tail.readNew()).toEqual([{ nodeId: 1, text: 'two' }]);
    expect(tail.rest()).toEqual([{ nodeId: 1, text: 'three' }]);
    expect(tail.rest()).toEqual([]);
  });

  it('puts a character together that was written in two goes', () => {
    const tail = new LogTail(1, path);
    const bytes = Buffer.from('쿠폰\n');
    writeFileSync(path, bytes.subarray(0, 4));
    expect(tail.readNew()).toEqual([]);
    appendFileSync(path, bytes.subarray(4));
    expect(tail.readNew()).toEqual([{ nodeId: 1, text: '쿠폰' }]);
  });

  it('begins again when a new start has emptied the log', () => {
    const tail = new LogTail(1, path);
    writeFileSync(path, 'of the last time\nhalf');
    tail.readNew();
    writeFileSync(path, 'new\n');
    expect(tail.readNew()).toEqual([{ nodeId: 1, text: 'new' }]);
  });

  it('reads a log that is longer than one piece', () => {
    const lines = Array.from({ length: 5000 }, (_, n) => `line ${n} ${'x'.repeat(30)}`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    expect(new LogTail(1, path).readNew().map(({ text }) => text)).toEqual(lines);
  });
});

describe('mergeByTime', () => {
  it('orders the lines of several nodes, and keeps what belongs to a line below it', () => {
    const at = (second: number, text: string): string => `2026-11-26 01:00:0${second}.000 ${text}`;
    const log = (nodeId: number, texts: string[]): { nodeId: number; text: string }[] =>
      texts.map((text) => ({ nodeId, text }));
    const merged = mergeByTime([
      log(1, ['a banner', at(1, 'a'), 'its reason', at(4, 'd')]),
      log(2, [at(2, 'b'), at(3, 'c'), at(4, 'e')]),
    ]);
    expect(merged.map(({ text }) => text)).toEqual([
      'a banner',
      at(1, 'a'),
      'its reason',
      at(2, 'b'),
      at(3, 'c'),
      at(4, 'd'),
      at(4, 'e'),
    ]);
  });
});
