import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PollOutcome } from '../../../../src/model/client/consumer/consumerDelegate.ts';
import { OneMemberCluster } from './oneMemberCluster.ts';
import { polledOffsets } from './polledOffsets.ts';

describe('auto-commit', () => {
  it('commits inside a poll what earlier polls returned, not what this one returns', () => {
    const cluster = new OneMemberCluster({
      'enable.auto.commit': 'true',
      'auto.commit.interval.ms': '1000',
      'max.poll.records': '2',
    });
    cluster.logs.set('t', [4]);
    cluster.committed.set('t-0', 0);
    cluster.subscribe();
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [0, 1] });
    cluster.advance(3000);
    expect(cluster.sentOf('OffsetCommit')).toEqual([]);
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [2, 3] });
    expect(
      cluster.sentOf('OffsetCommit').map(({ partitions }) => partitions[0]!.committedOffset),
    ).toEqual([2]);
  });

  it('wakes a waiting poll when it is due', () => {
    const cluster = new OneMemberCluster({
      'enable.auto.commit': 'true',
      'auto.commit.interval.ms': '1000',
    });
    cluster.committed.set('t-0', 0).set('t-1', 0);
    cluster.subscribe();
    cluster.join();
    const before = cluster.sentOf('OffsetCommit').length;
    cluster.pollFor(5000);
    expect(cluster.sentOf('OffsetCommit').length - before).toBe(5);
  });
});

describe('a member whose rebalances are all orderly', () => {
  const step = fc.oneof(
    fc.record({ op: fc.constant('poll' as const), ms: fc.nat(700) }),
    fc.record({ op: fc.constant('advance' as const), ms: fc.nat(4000) }),
    fc.record({ op: fc.constant('append' as const), partition: fc.nat(1), count: fc.nat(5) }),
    fc.record({ op: fc.constant('rebalance' as const) }),
    fc.record({ op: fc.constant('commit' as const) }),
    fc.record({ op: fc.constant('pause' as const), partition: fc.nat(1) }),
    fc.record({ op: fc.constant('resume' as const), partition: fc.nat(1) }),
  );

  it('returns every record exactly once and in order, in both modes', () => {
    const property = fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom('range', 'sticky', 'cooperative-sticky'),
      fc.integer({ min: 1, max: 4 }),
      (steps, assignor, maxPollRecords) => {
        const cluster = new OneMemberCluster({
          'enable.auto.commit': 'true',
          'auto.commit.interval.ms': '1000',
          'max.poll.records': String(maxPollRecords),
          'partition.assignment.strategy': assignor,
        });
        cluster.committed.set('t-0', 0).set('t-1', 0);
        cluster.subscribe();
        const next = [0, 0];
        const take = (outcome: PollOutcome): number => {
          expect(outcome.error).toBeNull();
          let count = 0;
          for (const { partition, records } of outcome.partitions) {
            for (const { offset } of records) {
              expect(offset).toBe(next[partition]);
              next[partition] = offset + 1;
            }
            count += records.length;
          }
          expect(count).toBeLessThanOrEqual(maxPollRecords);
          return count;
        };
        for (const one of steps) {
          if (one.op === 'poll') take(cluster.pollFor(one.ms));
          else if (one.op === 'advance') cluster.advance(one.ms);
          else if (one.op === 'append') cluster.append(one.partition, one.count);
          else if (one.op === 'rebalance') cluster.consumer.enforceRebalance();
          else if (one.op === 'commit') cluster.consumer.commitAsync(null);
          else {
            const partition = { topic: 't', partition: one.partition };
            if (cluster.consumer.assignment().length > 0) cluster.consumer[one.op]([partition]);
          }
        }
        const assigned = cluster.consumer.assignment();
        cluster.consumer.resume(assigned);
        for (let idle = 0; idle < 8;) idle = take(cluster.pollFor(700)) === 0 ? idle + 1 : 0;
        expect(next).toEqual(cluster.logs.get('t'));
      },
    );
    fc.assert(property, { numRuns: 150 });
  });
});
