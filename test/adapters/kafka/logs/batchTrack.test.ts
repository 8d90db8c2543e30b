import { describe, expect, it } from 'vitest';
import { BatchTrack } from '../../../../src/adapters/kafka/logs/batchTrack.ts';
import type { DumpBatch } from '../../../../src/adapters/kafka/logs/dumpEntry.ts';

function batch(baseOffset: number, crc: number, partitionLeaderEpoch = 0): DumpBatch {
  return {
    type: 'Batch',
    baseOffset,
    lastOffset: baseOffset,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    lastSequence: -1,
    partitionLeaderEpoch,
    isTransactional: false,
    isControl: false,
    timestampMs: 0,
    position: 0,
    sizeBytes: 70,
    compression: 'none',
    crc,
  };
}

/** Reads a log once: offsets that were new, and from where on something was missing. */
function readLog(track: BatchTrack, log: readonly DumpBatch[]): (number | string)[] {
  const news: (number | string)[] = [];
  track.begin();
  for (const next of log) {
    const { isNew, truncatedFrom } = track.take(next);
    if (truncatedFrom !== null) news.push(`cut at ${truncatedFrom}`);
    if (isNew) news.push(next.baseOffset);
  }
  const missing = track.end();
  if (missing !== null) news.push(`cut at ${missing}`);
  return news;
}

describe('BatchTrack', () => {
  it('finds what was appended since', () => {
    const track = new BatchTrack();
    expect(readLog(track, [batch(0, 10), batch(1, 11)])).toEqual([0, 1]);
    expect(readLog(track, [batch(0, 10), batch(1, 11)])).toEqual([]);
    expect(readLog(track, [batch(0, 10), batch(1, 11), batch(5, 12)])).toEqual([5]);
  });

  it('notices that a follower cut off its end and took other batches', () => {
    const track = new BatchTrack();
    readLog(track, [batch(0, 10), batch(1, 11), batch(2, 12)]);
    expect(readLog(track, [batch(0, 10), batch(1, 91, 1)])).toEqual(['cut at 1', 1]);
    expect(readLog(track, [batch(0, 10), batch(1, 91, 1), batch(2, 92, 1)])).toEqual([2]);
  });

  it('tells equal bytes of another epoch apart', () => {
    const track = new BatchTrack();
    readLog(track, [batch(0, 10)]);
    expect(readLog(track, [batch(0, 10, 1)])).toEqual(['cut at 0', 0]);
  });

  it('notices a log that only became shorter, an empty one too', () => {
    const track = new BatchTrack();
    readLog(track, [batch(0, 10), batch(1, 11), batch(2, 12)]);
    expect(readLog(track, [batch(0, 10)])).toEqual(['cut at 1']);
    expect(readLog(track, [])).toEqual(['cut at 0']);
    expect(readLog(track, [batch(0, 10)])).toEqual([0]);
  });

  it('does not take the deletion of old segments for a loss', () => {
    const track = new BatchTrack();
    readLog(track, [batch(0, 10), batch(1, 11), batch(2, 12)]);
    expect(readLog(track, [batch(2, 12), batch(3, 13)])).toEqual([3]);
  });
});
