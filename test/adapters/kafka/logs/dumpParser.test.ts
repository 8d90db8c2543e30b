import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DumpEntry, DumpRecord } from '../../../../src/adapters/kafka/logs/dumpEntry.ts';
import { DumpParser } from '../../../../src/adapters/kafka/logs/dumpParser.ts';
import { parseDump, readDump } from './readDump.ts';

function recordsOf(entries: readonly DumpEntry[]): DumpRecord[] {
  return entries.filter((entry) => entry.type === 'Record');
}

const BATCH =
  'baseOffset: 0 lastOffset: 0 count: 1 baseSequence: -1 lastSequence: -1 producerId: -1 ' +
  'producerEpoch: -1 partitionLeaderEpoch: 0 isTransactional: false isControl: false ' +
  'deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 7 size: 70 magic: 2 ' +
  'compresscodec: none crc: 1 isvalid: true\n';

describe('DumpParser', () => {
  it('reads keys and values as they were produced, line ends and all', () => {
    const records = recordsOf(parseDump('one-broker-orders', 'text'));
    expect(records.slice(0, 6).map(({ offset, key, value }) => [offset, key, value])).toEqual([
      [0, '쿠폰-1', '발급 ☕ payload: no'],
      [1, null, 'no key'],
      [2, 'tomb', null],
      [3, '', ''],
      [4, 'two\nlines', 'a\nb\n'],
      [5, 'k', 'second batch'],
    ]);
    expect(records[4]).toMatchObject({ sequence: 4, headerKeys: ['h1', 'h2'], isText: true });
  });

  it('says of bytes that are no text that they are none', () => {
    const records = recordsOf(parseDump('one-broker-orders', 'text'));
    expect(records.filter(({ isText }) => !isText).map(({ offset }) => offset)).toEqual([1]);
    expect(records).toHaveLength(10);
  });

  it('reads segments, batches with their producer, and ends of transactions', () => {
    const entries = parseDump('one-broker-orders', 'text');
    expect(entries.filter(({ type }) => type === 'Segment')).toEqual([
      { type: 'Segment', file: '/lab/node-1/data/orders-0/00000000000000000000.log' },
      { type: 'Segment', file: '/lab/node-1/data/orders-1/00000000000000000000.log' },
    ]);
    const batches = entries.filter((entry) => entry.type === 'Batch');
    expect(batches[1]).toEqual({
      type: 'Batch',
      baseOffset: 5,
      lastOffset: 5,
      producerId: 0,
      producerEpoch: 0,
      baseSequence: 5,
      lastSequence: 5,
      partitionLeaderEpoch: 0,
      isTransactional: false,
      isControl: false,
      timestampMs: 1795656094607,
      position: 159,
      sizeBytes: 81,
      compression: 'none',
      crc: 3968950644,
    });
    const controls = entries.filter((entry) => entry.type === 'Control');
    expect(controls.map(({ offset, text }) => [offset, text])).toEqual([
      [3, 'endTxnMarker: COMMIT coordinatorEpoch: 0'],
      [5, 'endTxnMarker: ABORT coordinatorEpoch: 0'],
    ]);
  });

  it.each(['one-broker-groups', 'one-broker-metadata', 'three-brokers-metadata'] as const)(
    'reads every record of %s as JSON',
    (name) => {
      const records = recordsOf(parseDump(name, 'decoded'));
      expect(records.length).toBeGreaterThan(20);
      for (const { key, value } of records) {
        if (key !== null) expect(() => JSON.parse(key) as unknown).not.toThrow();
        if (value !== '<DELETE>') expect(() => JSON.parse(value!) as unknown).not.toThrow();
      }
    },
  );

  it.each([
    ['one-broker-orders', 'text'],
    ['one-broker-groups', 'decoded'],
    ['three-brokers-orders', 'text'],
  ] as const)('reads %s the same in whatever pieces it comes', (name, mode) => {
    const bytes = readDump(name);
    const whole = parseDump(name, mode);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (sizes) => {
        const parser = new DumpParser(mode);
        const entries: DumpEntry[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length]!;
          entries.push(...parser.push(bytes.subarray(at, at + size)));
          at += size;
        }
        entries.push(...parser.end());
        expect(entries).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('reads back any text that the tool could print', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(' payload: ', '] key: ', '\n', '| offset: 1', '쿠폰'),
    );
    const value = fc.option(
      fc.array(text).map((parts) => parts.join('')),
      { nil: null },
    );
    fc.assert(
      fc.property(value, value, (key, payload) => {
        const isOdd = /\ufffd/.test(`${key ?? ''}${payload ?? ''}`);
        fc.pre(!isOdd);
        const size = (part: string | null): number =>
          part === null ? -1 : Buffer.byteLength(part);
        const line =
          `| offset: 0 CreateTime: 7 keySize: ${size(key)} valueSize: ${size(payload)} ` +
          `sequence: -1 headerKeys: []${key === null ? '' : ` key: ${key}`}` +
          `${payload === null ? '' : ` payload: ${payload}`}\n`;
        const entries = new DumpParser('text').push(Buffer.from(BATCH + line));
        expect(recordsOf(entries)).toMatchObject([{ key, value: payload, isText: true }]);
      }),
    );
  });

  it('knows the remark about bytes at the end: a write is under way', () => {
    const text = 'Found 12 invalid bytes at the end of 00000000000000000000.log\n';
    const entries = new DumpParser('text').push(Buffer.from(text));
    expect(entries).toEqual([{ type: 'Trailing', byteCount: 12 }]);
  });

  it.each([
    ['a line of another kind', 'Hello\n', /unknown line: "Hello"/],
    ['a batch of another kind', 'baseOffset: 0 lastOffset: 0\n', /unknown form of a batch/],
    ['a record before any batch', '| offset: 0 CreateTime: 1\n', /unknown form of a record/],
    ['a damaged batch', BATCH.replace('isvalid: true', 'isvalid: false'), /damaged batch/],
    [
      'sizes that do not fit',
      `${BATCH}| offset: 0 CreateTime: 7 keySize: 3 valueSize: 1 sequence: -1 headerKeys: [] ` +
        'key: toolong payload: x\n',
      /sizes do not fit/,
    ],
  ])('refuses %s, naming file and line', (_, text, message) => {
    const parser = new DumpParser('text');
    parser.push(Buffer.from('Dumping /lab/x.log\n'));
    expect(() => parser.push(Buffer.from(text))).toThrow(message);
    expect(() => parser.push(Buffer.from(text))).toThrow('/lab/x.log');
  });

  it('refuses a record that the tool could not decode', () => {
    const parser = new DumpParser('decoded');
    const head =
      '| offset: 4 CreateTime: 7 keySize: 3 valueSize: 1 sequence: -1 headerKeys: [] key: ';
    const line = `${BATCH}${head}Unknown record type 99 at offset 4, skipping.\n`;
    expect(() => parser.push(Buffer.from(line))).toThrow(/could not decode/);
  });

  it('takes other characters for bytes that are no text, shorter ones too, at the very end', () => {
    const head = '| offset: 0 CreateTime: 7 keySize: -1 valueSize: 40 sequence: -1 headerKeys: []';
    const parser = new DumpParser('text');
    const early = parser.push(Buffer.from(`${BATCH}${head} payload: a\ufffdb\n`));
    expect(recordsOf([...early, ...parser.end()])).toMatchObject([
      { key: null, value: 'a\ufffdb', isText: false },
    ]);
  });

  it('refuses an output that ends in mid-line', () => {
    const parser = new DumpParser('text');
    parser.push(Buffer.from('Dumping /lab'));
    expect(() => parser.end()).toThrow(/ends in the middle/);
  });
});
