import { describe, expect, it } from 'vitest';
import { PartitionLog } from '../../../src/model/broker/partitionLog.ts';
import type { BatchRecord } from '../../../src/model/protocol/record.ts';
import { readVectors } from '../../readVectors.ts';

interface Step {
  op: 'become-leader' | 'append-as-leader' | 'append-as-follower' | 'truncate' | 'delete-records';
  epoch: number;
  count: number;
  offset: number;
  logStartOffset: number;
  logEndOffset: number;
  epochs: [number, number][];
  endOffsetForEpoch: [number, number | null, number | null][];
}

function batch(count: number): BatchRecord[] {
  return Array.from({ length: count }, () => ({
    timestampMs: 0,
    key: null,
    value: 'v',
    headers: [],
  }));
}

function apply(log: PartitionLog, step: Step): void {
  switch (step.op) {
    case 'become-leader':
      log.epochs.assign(step.epoch, log.logEndOffset);
      break;
    case 'append-as-leader':
    case 'append-as-follower':
      log.append(batch(step.count), step.epoch);
      break;
    case 'truncate':
      log.truncateTo(step.offset);
      break;
    case 'delete-records':
      log.deleteRecordsBefore(step.offset);
      break;
  }
}

describe('PartitionLog', () => {
  const scripts = readVectors<{ id: number; steps: Step[] }>('log-epochs');

  it('has the vectors', () => expect(scripts.length).toBe(60));

  it.each(scripts)('keeps epochs as Kafka’s own log: script $id', ({ steps }) => {
    const log = new PartitionLog();
    steps.forEach((step, index) => {
      apply(log, step);
      const seen = {
        logStartOffset: log.logStartOffset,
        logEndOffset: log.logEndOffset,
        epochs: log.epochs.all().map(({ epoch, startOffset }) => [epoch, startOffset]),
        endOffsetForEpoch: step.endOffsetForEpoch.map(([asked]) => {
          const found = log.epochs.endOffsetFor(asked, log.logEndOffset);
          return [asked, found?.epoch ?? null, found?.endOffset ?? null];
        }),
      };
      const { logStartOffset, logEndOffset, epochs, endOffsetForEpoch } = step;
      expect(seen, `step ${index} ${step.op}`).toEqual({
        logStartOffset,
        logEndOffset,
        epochs,
        endOffsetForEpoch,
      });
    });
  });

  it('always returns one record, however large, and stops at the byte limit', () => {
    const log = new PartitionLog();
    log.append(
      [0, 1, 2].map((n) => ({ timestampMs: n, key: 'k', value: 'x'.repeat(100), headers: [] })),
      0,
    );
    expect(log.read(0, 3, 10).map((record) => record.offset)).toEqual([0]);
    expect(log.read(0, 3, 230).map((record) => record.offset)).toEqual([0, 1]);
    expect(log.read(1, 2, 10_000).map((record) => record.offset)).toEqual([1]);
    expect(log.read(3, 3, 10_000)).toEqual([]);
  });

  it('finds the first record at or after a time, below the end asked for', () => {
    const log = new PartitionLog();
    log.append(
      [10, 20, 30].map((timestampMs) => ({ timestampMs, key: null, value: null, headers: [] })),
      0,
    );
    expect(log.firstAtOrAfter(15, 3)?.offset).toBe(1);
    expect(log.firstAtOrAfter(30, 2)).toBeNull();
  });

  it('gives back what was appended: keys, values, headers and times, also of long logs', () => {
    const log = new PartitionLog();
    const records = Array.from({ length: 1500 }, (_, index) => ({
      timestampMs: 10 * index,
      key: index % 3 === 0 ? null : `key-${index % 7}`,
      value: index % 5 === 0 ? null : `value ${index}`,
      headers: index % 500 === 0 ? [{ key: 'h', value: String(index) }] : [],
    }));
    for (let from = 0; from < records.length; from += 100)
      log.append(records.slice(from, from + 100), 0);
    const expected = records.map((record, offset) => ({ offset, ...record }));
    expect(log.read(0, 1500, Infinity)).toEqual(expected);
    log.deleteRecordsBefore(700);
    log.truncateTo(1001);
    expect(log.read(0, 1500, Infinity)).toEqual(expected.slice(700, 1001));
    expect(log.recordAt(699)).toBeUndefined();
    expect(log.recordAt(1001)).toBeUndefined();
    log.append([{ timestampMs: 1, key: 'k', value: 'v', headers: [] }], 1);
    expect(log.recordAt(1001)).toEqual({
      offset: 1001,
      timestampMs: 1,
      key: 'k',
      value: 'v',
      headers: [],
    });
  });
});
