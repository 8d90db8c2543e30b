import { describe, expect, it } from 'vitest';
import { RunScript } from './runScript.ts';
import { saleOfThree } from './saleOfThree.ts';

describe('the facts of a run', () => {
  it('count what became of coupons, groups, consumers and partitions', () => {
    const script = saleOfThree({ coupons: { '1': 2, '2': 4 }, partitions: 2 });
    script.requested('REQ-2', { to: 1 }).polled('c1', 0, 3).handled('c1', 0, 3).committed('c1', 3);
    script.groupState('PreparingRebalance', 'c2 joins').assigned(2, { c1: [0], c2: [1] });
    script.polled('c2', 0, 1, 1).handled('c2', 0, 1, 1).at(9).ended('drained');
    const { facts } = script.verdicts();
    expect(facts.coupons).toEqual([
      { couponId: '1', initialStock: 2, issued: 2, soldOut: 1, alreadyIssued: 0, duplicates: 1 },
      { couponId: '2', initialStock: 4, issued: 0, soldOut: 0, alreadyIssued: 0, duplicates: 0 },
    ]);
    expect(facts.groups).toEqual([
      { group: 'coupon-issue-group', generations: 2, lastGeneration: 2, rebalances: 1 },
    ]);
    expect(facts.handled).toEqual({ c1: 3, c2: 1, c3: 0 });
    expect(facts).toMatchObject({
      requests: 3,
      issued: 2,
      soldOut: 1,
      duplicates: 1,
      redelivered: 0,
      deadLettered: 0,
      endUs: 9_000_000,
    });
    expect(JSON.parse(JSON.stringify(facts.partitions))).toEqual([
      {
        topic: 'coupon-issue-request',
        partition: 0,
        records: 3,
        endOffset: 3,
        groups: [{ group: 'coupon-issue-group', committedOffset: 3, lag: 0 }],
        keys: ['1'],
        couponIds: ['1'],
        requestIds: ['REQ-1', 'REQ-2', 'REQ-3'],
      },
      {
        topic: 'coupon-issue-request',
        partition: 1,
        records: 1,
        endOffset: 1,
        groups: [{ group: 'coupon-issue-group', committedOffset: null, lag: null }],
        keys: ['1'],
        couponIds: ['1'],
        requestIds: ['REQ-2'],
      },
    ]);
  });

  it('of a real run come from what clients saw', () => {
    const script = new RunScript({ backend: 'kafka' }).started('api-1', 'c1', 'c2');
    script
      .assigned(1, { c1: [0] })
      .requested('REQ-1')
      .polled('c1', 0, 1)
      .handled('c1', 0);
    script
      .committed('c1', 1)
      .assigned(2, { c2: [0] })
      .ended('drained');
    const { facts } = script.verdicts();
    expect(facts.partitions[0]).toMatchObject({ records: 1, endOffset: 1 });
    expect(facts.partitions[0]?.groups).toEqual([
      { group: 'coupon-issue-group', committedOffset: 1, lag: 0 },
    ]);
    expect(facts.groups[0]).toMatchObject({ generations: 2, rebalances: 1 });
  });
});

describe('the exposures of a run', () => {
  it('count crashes by what the consumer had in hand', () => {
    const idle = saleOfThree().polled('c1', 0, 3).handled('c1', 0).committed('c1', 1);
    expect(idle.crashed('c1').verdicts().facts.exposures).toMatchObject({
      crashes: 1,
      crashesInHandler: 0,
      crashesBetweenEffectAndCommit: 0,
    });
    const busy = saleOfThree().polled('c1', 0, 3).began('c1', 0).effect('c1', 0).crashed('c1');
    expect(busy.verdicts().facts.exposures).toMatchObject({
      crashes: 1,
      crashesInHandler: 1,
      crashesBetweenEffectAndCommit: 1,
    });
  });

  it('count effects of zombies, once they lost the partition', () => {
    const script = saleOfThree().polled('c1', 0, 3).began('c1', 0).paused('c1');
    script.removed('c1', 'session expired').assigned(2, { c2: [0] });
    const { exposures } = script.resumed('c1').effect('c1', 0).verdicts().facts;
    expect(exposures).toMatchObject({ zombieEffects: 1, pauses: 1 });
    const owner = saleOfThree().polled('c1', 0, 3).handled('c1', 0);
    expect(owner.verdicts().facts.exposures.zombieEffects).toBe(0);
  });

  it('count rebalances that interrupt work, refused and early commits, failed attempts', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0);
    script.groupState('PreparingRebalance', 'c2 joins').commitRefused('c1', 1, 'CommitFailed');
    script.began('c1', 1).finished('c1', 1, 'FAILED').committed('c1', 3);
    expect(script.verdicts().facts.exposures).toMatchObject({
      rebalancesInMidBatch: 1,
      refusedCommits: 1,
      failedAttempts: 1,
      earlyCommits: 1,
    });
    const done = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 3);
    done.groupState('PreparingRebalance', 'c2 joins');
    expect(done.verdicts().facts.exposures.rebalancesInMidBatch).toBe(0);
  });

  it('count redeliveries and those of records that had been handled', () => {
    const script = saleOfThree().polled('c1', 0, 3).handled('c1', 0, 2).crashed('c1');
    script
      .assigned(2, { c2: [0] })
      .polled('c2', 0, 3)
      .handled('c2', 0, 3);
    expect(script.verdicts().facts.exposures).toMatchObject({
      redeliveries: 3,
      redeliveriesAfterEffect: 2,
      duplicatesDetected: 2,
    });
  });
});
