import { describe, expect, it } from 'vitest';
import { InvariantBench as Bench } from './invariantBench.ts';

describe('invariants of a log', () => {
  it('hold while records are appended, deleted from the start, and leaders change', () => {
    const bench = new Bench();
    bench.append(3);
    expect(bench.objection).toBe('');
    bench.append(2);
    bench.append(2);
    bench.state.log.deleteRecordsBefore(1);
    expect(bench.objection).toBe('');
    bench.cluster.fence(1);
    bench.elected();
    expect([bench.objection, bench.state.leaderEpoch]).toEqual(['', 1]);
    bench.append(1);
    bench.invariants.checkAll(3_000_000);
    expect(bench.objection).toBe('');
  });

  it('say that records vanished', () => {
    const bench = new Bench();
    bench.append(3);
    expect(bench.objection).toBe('');
    bench.state.log.truncateTo(1);
    expect(() => bench.invariants.checkAll(9_000_000)).toThrow(
      'broken invariant at 9.000 s: orders-0 (leader epoch 0, log end offset 1): its log end ' +
        'offset fell from 3 to 1',
    );
  });

  it('let a new leader have a shorter log', () => {
    const bench = new Bench();
    bench.append(3);
    expect(bench.objection).toBe('');
    bench.cluster.fence(1);
    bench.state.log.truncateTo(1);
    bench.elected();
    bench.append(1);
    expect(bench.objection).toBe('');
  });

  it('say that an offset was given out twice, skipped, or that records came without a word', () => {
    const twice = new Bench();
    twice.append(3);
    twice.touchPartition(2, 1);
    expect(twice.objection).toContain('offset 2 is given out twice');
    const skipped = new Bench();
    skipped.append(3);
    skipped.touchPartition(4, 1);
    expect(skipped.objection).toContain('offset 3 is skipped');
    const silent = new Bench();
    silent.touchPartition(0, 4);
    expect(silent.objection).toContain('its records end at 4, as far as they are told of');
  });

  it('let batches of a producer follow one another, begin anew in an epoch, and wrap', () => {
    const bench = new Bench();
    const stamp = (producerEpoch: number, baseSequence: number): Parameters<Bench['append']>[1] => {
      return { producerId: 7, producerEpoch, baseSequence };
    };
    bench.append(3, stamp(0, 0));
    bench.append(2, stamp(0, 3));
    bench.append(1, { producerId: 8, producerEpoch: 0, baseSequence: 2 ** 31 - 1 });
    bench.append(1, { producerId: 8, producerEpoch: 0, baseSequence: 0 });
    bench.append(2, stamp(1, 0));
    expect(bench.objection).toBe('');
    bench.append(1, stamp(0, 5));
    expect(bench.objection).toContain('producer 7 writes in epoch 0, after a later one');
  });

  it('say that a batch was written twice, or one before it is missing', () => {
    for (const baseSequence of [0, 4]) {
      const bench = new Bench();
      bench.append(3, { producerId: 7, producerEpoch: 0, baseSequence: 0 });
      bench.append(1, { producerId: 7, producerEpoch: 0, baseSequence });
      expect(bench.objection).toContain(
        `producer 7 in epoch 0: sequence ${baseSequence}, expected 3`,
      );
    }
  });

  it('say that the high watermark is behind the end, or fell', () => {
    const bench = new Bench();
    bench.append(3);
    bench.highWatermarkIs = 4;
    expect(bench.objection).toContain('its high watermark is 4, behind its log end');
    const other = new Bench();
    other.append(3);
    expect(other.objection).toBe('');
    other.append(1);
    other.highWatermarkIs = 2;
    expect(other.objection).toContain('its high watermark fell from 3 to 2');
  });

  it('say that the log start fell, or is behind the end', () => {
    const bench = new Bench();
    bench.append(3);
    bench.state.log.deleteRecordsBefore(2);
    expect(bench.objection).toBe('');
    Object.defineProperty(bench.state.log, 'logStartOffset', { value: 1, configurable: true });
    bench.touchPartition();
    expect(bench.objection).toContain('its log start offset fell from 2 to 1');
    const other = new Bench();
    other.append(3);
    Object.defineProperty(other.state.log, 'logStartOffset', { value: 5 });
    expect(other.objection).toContain('its log starts at 5, behind its end');
  });
});
