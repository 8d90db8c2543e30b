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
      batches: batches.map((batch) => [batch.firstSequence, batch.lastSequence, batch.firstOffset, batch.lastOffset]),
    };
  }
  return producers;
}

describe('ProducerState', () => {
  const scripts = readVectors<{ id: number; steps: Step[] }>('producer-state');

  it('has the vectors', () => expect(scripts.length).toBe(120));

  it.each(scripts)('decides as Kafka’s own log: script $id', ({ steps }) => {
    const state = new ProducerState();
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
          expect([check.type === 'duplicate', firstOffset], where).toEqual([step.duplicate, step.firstOffset]);
        }
      } else if (step.op === 'expire') {
        nowMs += EXPIRATION_MS + 1;
        state.expire(nowMs, EXPIRATION_MS);
      } else if (step.op === 'truncate') {
        state.truncateTo(step.offset, logEndOffset);
      } else state.deleteRecordsBefore(step.offset);
      logEndOffset = step.logEndOffset;
      producers = step.producers ?? producers;
      expect(shown(state), where).toEqual(producers);
    });
  });
});
