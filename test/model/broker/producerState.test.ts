import { describe, expect, it } from 'vitest';
import { ProducerState } from '../../../src/model/broker/producerState.ts';
import type { RecordBatch } from '../../../src/model/protocol/record.ts';
import { readVectors } from '../../readVectors.ts';

interface Step {
  op: 'append' | 'truncate' | 'delete-records' | 'expire';
  producerId: number;
  epoch: number;
  baseSequence: number;
  count: number;
  offset: number;
  error?: string;
  duplicate?: boolean;
  firstOffset?: number;
  lastOffset?: number;
  logEndOffset: number;
  producers?: Record<string, { epoch: number; batches: number[][] }>;
}

const EXPIRATION_MS = 86_400_000;

function batchOf({ producerId, epoch, baseSequence, count }: Step): RecordBatch {
  const record = { timestampMs: 0, key: null, value: 'v', headers: [] };
  const records = Array.from({ length: count }, () => record);
  return { producerId, producerEpoch: epoch, baseSequence, records, sizeInBytes: 0 };
}

function shown(state: ProducerState): Record<string, { epoch: number; batches: number[][] }> {
  const producers: Record<string, { epoch: number; batches: number[][] }> = {};
  for (const [producerId, { epoch, batches }] of state.all()) {
    producers[producerId] = {
      epoch,
      batches: batches.map((batch) => [
        batch.firstSequence,
        batch.lastSequence,
        batch.firstOffset,
        batch.lastOffset,
      ]),
    };
  }
  return producers;
}

describe('ProducerState', () => {
  const scripts = readVectors<{ id: number; steps: Step[] }>('producer-state');

  it('has the vectors', () => expect(scripts.length).toBe(120));

  it.each(scripts)('decides as Kafka’s own log: script $id', ({ steps }) => {
    const state = new ProducerState(EXPIRATION_MS);
    let nowMs = 0;
    let logEndOffset = 0;
    let producers: Step['producers'] = {};
    steps.forEach((step, index) => {
      const where = `step ${index} ${step.op}`;
      if (step.op === 'append') {
        const batch = batchOf(step);
        const check = state.check(batch);
        const seen = check.type === 'error' ? check.error : 'NONE';
        expect(seen, where).toBe(step.error);
        if (check.type === 'append') state.append(batch, logEndOffset, nowMs);
        if (check.type !== 'error') {
          const firstOffset = check.type === 'duplicate' ? check.firstOffset : logEndOffset;
          expect([check.type === 'duplicate', firstOffset], where).toEqual([
            step.duplicate,
            step.firstOffset,
          ]);
        }
      } else if (step.op === 'expire') {
        nowMs += EXPIRATION_MS + 1;
        state.expire(nowMs);
      } else if (step.op === 'truncate') {
        state.truncateTo(step.offset, logEndOffset, nowMs);
      } else state.deleteRecordsBefore(step.offset);
      logEndOffset = step.logEndOffset;
      producers = step.producers ?? producers;
      expect(shown(state), where).toEqual(producers);
    });
  });

  it('knows only the last batch of a producer behind the place of an earlier cut', () => {
    const state = new ProducerState(EXPIRATION_MS);
    const batch = (baseSequence: number) =>
      batchOf({
        op: 'append',
        producerId: 1,
        epoch: 0,
        baseSequence,
        count: 1,
        offset: 0,
        logEndOffset: 0,
      });
    for (let offset = 0; offset < 4; offset++) state.append(batch(offset), offset, 0);
    state.truncateTo(3, 4, 0);
    expect(state.check(batch(1))).toEqual({ type: 'duplicate', firstOffset: 1, lastOffset: 1 });
    state.append(batch(3), 3, 0);
    state.truncateTo(3, 4, 0);
    expect(state.check(batch(2))).toEqual({ type: 'duplicate', firstOffset: 2, lastOffset: 2 });
    expect(state.check(batch(1))).toEqual({ type: 'error', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(state.check(batch(3))).toEqual({ type: 'append' });
  });

  it('forgets a producer whose last batch is exactly the expiration time old', () => {
    const state = new ProducerState(100);
    state.append(
      batchOf({
        op: 'append',
        producerId: 1,
        epoch: 0,
        baseSequence: 0,
        count: 1,
        offset: 0,
        logEndOffset: 0,
      }),
      0,
      5,
    );
    state.expire(104);
    expect(state.all().size).toBe(1);
    state.expire(105);
    expect(state.all().size).toBe(0);
  });
});
