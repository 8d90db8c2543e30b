import { describe, expect, it } from 'vitest';
import type { PartitionState } from '../../../src/model/broker/clusterState.ts';
import type { EpochEntry } from '../../../src/model/broker/leaderEpochCache.ts';
import { InvariantBench } from './invariantBench.ts';

/** Broker 1 was fenced and broker 2 leads in epoch 1. */
function secondEpoch(): InvariantBench {
  const bench = new InvariantBench();
  bench.append(1);
  expect(bench.objection).toBe('');
  bench.cluster.fence(1);
  bench.elected();
  expect([bench.objection, bench.state.leaderId, bench.state.leaderEpoch]).toEqual(['', 2, 1]);
  return bench;
}

function pushEpoch({ log }: PartitionState, epoch: number, startOffset: number): void {
  (log.epochs.all() as EpochEntry[]).push({ epoch, startOffset });
}

describe('invariants of a leader', () => {
  it('hold over elections, and while nobody leads', () => {
    const bench = secondEpoch();
    bench.cluster.fence(2);
    bench.elected();
    bench.cluster.fence(3);
    bench.elected();
    expect([bench.objection, bench.state.leaderId]).toEqual(['', -1]);
    bench.cluster.unfence(3);
    bench.elected();
    expect([bench.objection, bench.state.leaderId, bench.state.leaderEpoch]).toEqual(['', 3, 4]);
  });

  it.each<[string, (state: PartitionState) => unknown]>([
    ['its leader epoch fell from 1 to 0', (state) => state.leaderEpoch--],
    ['broker 2 leads it in the same epoch', (state) => (state.leaderId = 3)],
    ['its leader is not in sync', (state) => (state.isr = [3])],
    ['broker 9 is in sync and no replica', (state) => (state.isr = [2, 9])],
    [
      'its leader is not alive',
      (state) => Object.assign(state, { leaderId: 1, leaderEpoch: 2, isr: [1, 2] }),
    ],
    ['epoch 1 follows epoch 1 in its log', (state) => pushEpoch(state, 1, 1)],
    ['its log knows epoch 7', (state) => pushEpoch(state, 7, 1)],
  ])('say: %s', (what, breakIt) => {
    const bench = secondEpoch();
    breakIt(bench.state);
    bench.elected();
    const { objection } = bench;
    expect(objection).toMatch(/^broken invariant at 2\.500 s: orders-0 \(leader \d, /);
    expect(objection).toContain(`: ${what}`);
  });

  it('are no matter of the partitions that coordinators write to', () => {
    const bench = new InvariantBench();
    const offsets = { topic: '__consumer_offsets', partition: 3, leaderId: 1, leaderEpoch: 1 };
    bench.tell({ type: 'LeaderElected', atUs: 1, process: 'broker-1', ...offsets });
    expect(bench.objection).toBe('');
  });
});
