import { describe, expect, it } from 'vitest';
import type { PollOutcome } from '../../../../src/model/client/consumer/consumerDelegate.ts';
import type { ConsumerObserver } from '../../../../src/model/client/consumer/consumerObserver.ts';
import { OneMemberCluster } from './oneMemberCluster.ts';
import { polledOffsets } from './polledOffsets.ts';

const T0 = { topic: 't', partition: 0 };

describe('poll', () => {
  it('returns what is committed and after it, in offset order, at most max.poll.records', () => {
    const cluster = new OneMemberCluster({ 'max.poll.records': '3' });
    cluster.logs.set('t', [5, 2]);
    cluster.committed.set('t-0', 1).set('t-1', 0);
    cluster.subscribe();
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [1, 2, 3] });
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [4], 1: [0, 1] });
    expect(cluster.consumer.position(T0)).toBe(5);
  });

  it('parks until records come, and costs only its fetches and heartbeats meanwhile', () => {
    const cluster = new OneMemberCluster();
    cluster.logs.set('t', [0]);
    cluster.committed.set('t-0', 0);
    cluster.subscribe();
    cluster.join();
    const fetchesBefore = cluster.sentOf('Fetch').length;
    const eventsBefore = cluster.kernel.eventCount;
    let outcome: PollOutcome | null = null as PollOutcome | null;
    cluster.consumer.poll(60_000, (result) => (outcome = result));
    cluster.advance(30_000);
    expect(outcome).toBeNull();
    expect(cluster.sentOf('Fetch').length - fetchesBefore).toBe(60);
    // 60 long polls, 10 heartbeats of two events each, and a few timers.
    expect(cluster.kernel.eventCount - eventsBefore).toBeLessThan(90);
    cluster.logs.set('t', [1]);
    cluster.advance(1000);
    expect(polledOffsets(outcome!)).toEqual({ 0: [0] });
  });

  it('returns nothing when the timeout has passed, not before and not later', () => {
    const cluster = new OneMemberCluster();
    cluster.committed.set('t-0', 0).set('t-1', 0);
    cluster.subscribe();
    cluster.join();
    const startUs = cluster.kernel.nowUs;
    expect(cluster.pollFor(1234)).toEqual({ error: null, partitions: [] });
    expect(cluster.kernel.nowUs - startUs).toBe(1_234_000);
  });

  it('that waits longer than max.poll.interval.ms does not leave the group', () => {
    const cluster = new OneMemberCluster({ 'max.poll.interval.ms': '6000' });
    cluster.committed.set('t-0', 0).set('t-1', 0);
    cluster.subscribe();
    cluster.join();
    cluster.pollFor(30_000);
    expect(cluster.sentOf('LeaveGroup')).toEqual([]);
    cluster.advance(6001);
    expect(cluster.sentOf('LeaveGroup')).toHaveLength(1);
  });

  it('without a subscription throws IllegalStateException', () => {
    const cluster = new OneMemberCluster();
    expect(cluster.pollFor(0).error?.name).toBe('IllegalStateException');
  });

  it('waits for a rebalance listener that takes its time, and the listener may commit', () => {
    const cluster = new OneMemberCluster();
    cluster.logs.set('t', [2]);
    cluster.committed.set('t-0', 0);
    const log: string[] = [];
    cluster.subscribe({
      onPartitionsAssigned: (partitions, done) => {
        log.push(`assigned ${partitions.length}`);
        cluster.process.schedule(
          50_000,
          () => {
            cluster.consumer.commitSync([{ ...T0, offset: 1 }], (error) => {
              log.push(`committed ${error?.name ?? 'NONE'}`);
              done();
            });
          },
          null,
        );
      },
    });
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [1] });
    expect(log).toEqual(['assigned 1', 'committed NONE']);
  });

  it('gives up partitions as lost after max.poll.interval.ms without a poll', () => {
    const cluster = new OneMemberCluster({ 'max.poll.interval.ms': '6000' });
    cluster.committed.set('t-0', 0).set('t-1', 0);
    const log: string[] = [];
    cluster.subscribe({
      onPartitionsLost: (partitions, done) => {
        log.push(`lost ${partitions.length}`);
        done();
      },
    });
    cluster.join();
    cluster.advance(6001);
    expect(cluster.sentOf('LeaveGroup')[0]!.members[0]!.memberId).toBe('m1');
    expect(log).toEqual([]);
    cluster.pollFor(100);
    expect(log).toEqual(['lost 2']);
  });
});

describe('one thread', () => {
  it('refuses a second call while one has not returned', () => {
    const cluster = new OneMemberCluster();
    cluster.subscribe();
    cluster.consumer.poll(1000, () => undefined);
    const names = [
      () => cluster.consumer.poll(0, () => undefined),
      () => cluster.consumer.commitSync(null, () => undefined),
      () => cluster.consumer.commitAsync(null),
      () => cluster.consumer.pause([]),
      () => cluster.consumer.close(() => undefined),
    ].map((call) => {
      try {
        call();
        return 'none';
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(new Set(names)).toEqual(new Set(['ConcurrentModificationException']));
  });

  it('refuses calls after close', () => {
    const cluster = new OneMemberCluster();
    cluster.subscribe();
    cluster.join();
    expect(cluster.await((done) => cluster.consumer.close(done))).toBeNull();
    expect(() => cluster.consumer.poll(0, () => undefined)).toThrow('closed');
    expect(cluster.sentOf('LeaveGroup')).toHaveLength(1);
  });
});

describe('auto.offset.reset', () => {
  function startingOffset(policy: string): number | string {
    const cluster = new OneMemberCluster({ 'auto.offset.reset': policy });
    cluster.logStartOffset = 3;
    cluster.logs.set('t', [9]);
    cluster.subscribe();
    cluster.advance(7_200_000);
    for (let round = 0; round < 10; round++) {
      const { error } = cluster.pollFor(100);
      if (error !== null) return error.name;
      const asked = cluster.sentOf('ListOffsets')[0];
      if (asked !== undefined) return asked.partitions[0]!.timestampMs;
    }
    return 'never asked';
  }

  it('asks for the earliest, the latest, or a time', () => {
    expect(startingOffset('earliest')).toBe(-2);
    expect(startingOffset('latest')).toBe(-1);
    // Two hours have passed, and the joining took a little.
    const timestampMs = startingOffset('by_duration:PT1H') as number;
    expect(timestampMs).toBeGreaterThanOrEqual(3_600_000);
    expect(timestampMs).toBeLessThan(3_600_100);
    expect(startingOffset('none')).toBe('NoOffsetForPartitionException');
  });

  it('starts there', () => {
    const cluster = new OneMemberCluster({ 'auto.offset.reset': 'earliest' });
    cluster.logStartOffset = 3;
    cluster.logs.set('t', [5]);
    cluster.subscribe();
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [3, 4] });
  });

  it('applies to a position out of range', () => {
    const cluster = new OneMemberCluster({ 'auto.offset.reset': 'earliest' });
    cluster.logStartOffset = 3;
    cluster.logs.set('t', [5]);
    cluster.committed.set('t-0', 1);
    cluster.subscribe();
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [3, 4] });
  });

  it('none: a position out of range is thrown', () => {
    const cluster = new OneMemberCluster({ 'auto.offset.reset': 'none' });
    cluster.logs.set('t', [5]);
    cluster.committed.set('t-0', 7);
    cluster.subscribe();
    expect(cluster.pollFor(5000).error?.name).toBe('OffsetOutOfRangeException');
  });

  it('by_duration without such a record is asked again after request.timeout.ms', () => {
    const cluster = new OneMemberCluster({
      'auto.offset.reset': 'by_duration:PT1M',
      'request.timeout.ms': '2000',
    });
    cluster.logs.set('t', [5]);
    cluster.answers.ListOffsets = (request) => ({
      api: 'ListOffsets',
      partitions: (request as Extract<typeof request, { api: 'ListOffsets' }>).partitions.map(
        (one) => ({
          topic: one.topic,
          partition: one.partition,
          error: 'NONE',
          timestampMs: -1,
          offset: -1,
          leaderEpoch: -1,
        }),
      ),
    });
    cluster.subscribe();
    cluster.pollFor(5000);
    const times = cluster.sent
      .filter(({ request }) => request.api === 'ListOffsets')
      .map(({ atUs }) => atUs);
    expect(times.length).toBe(3);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(2_000_000);
    expect(times[1]! - times[0]!).toBeLessThanOrEqual(2_100_000);
  });
});

describe('leader epochs', () => {
  it('KIP-951: the answer that names the new leader is enough to fetch from it', () => {
    const cluster = new OneMemberCluster();
    cluster.logs.set('t', [2]);
    cluster.committed.set('t-0', 0);
    cluster.subscribe();
    cluster.join();
    cluster.logs.set('t', [2]);
    cluster.pollFor(0);
    cluster.leaders.set('t-0', { leaderId: 1, leaderEpoch: 4 });
    cluster.logs.set('t', [3]);
    const updatesBefore = cluster.metadata.updateCount;
    const polled = cluster.pollFor(5000);
    expect(polledOffsets(polled)).toEqual({ 0: [2] });
    const fetch = cluster.sent.findLast(
      ({ connection, request }) => connection === 1 && request.api === 'Fetch',
    )!.request as Extract<(typeof cluster.sent)[number]['request'], { api: 'Fetch' }>;
    expect(fetch.partitions[0]!.currentLeaderEpoch).toBe(4);
    expect(cluster.metadata.updateCount).toBeLessThanOrEqual(updatesBefore + 1);
  });

  function truncated(policy: string): OneMemberCluster {
    const cluster = new OneMemberCluster({ 'auto.offset.reset': policy });
    cluster.logs.set('t', [6]);
    cluster.committed.set('t-0', 0);
    cluster.subscribe();
    expect(polledOffsets(cluster.pollFor(5000))).toEqual({ 0: [0, 1, 2, 3, 4, 5] });
    // An unclean election: the new leader has only four records.
    cluster.leaders.set('t-0', { leaderId: 1, leaderEpoch: 1 });
    cluster.logs.set('t', [4]);
    cluster.pushMetadata();
    return cluster;
  }

  it('a truncated log: the position goes back to the end of the common part', () => {
    const cluster = truncated('latest');
    cluster.pollFor(1000);
    expect(cluster.sentOf('OffsetForLeaderEpoch')[0]!.partitions[0]).toEqual({
      topic: 't',
      partition: 0,
      leaderEpoch: 0,
      currentLeaderEpoch: 1,
    });
    expect(cluster.consumer.position(T0)).toBe(4);
    cluster.logs.set('t', [5]);
    expect(polledOffsets(cluster.pollFor(1000))).toEqual({ 0: [4] });
  });

  it('a truncated log without a reset policy throws LogTruncationException once', () => {
    const cluster = truncated('none');
    const names = [cluster.pollFor(1000), cluster.pollFor(0)].map(({ error }) => error?.name);
    expect(names[0]).toBe('LogTruncationException');
    expect(names[1]).toBeUndefined();
  });
});

describe('the leader of a group', () => {
  it('waits for the metadata of topics that only others subscribe to, then assigns them', () => {
    const cluster = new OneMemberCluster();
    cluster.logs.set('other', [0, 0, 0]);
    cluster.answers.JoinGroup = (request) => {
      const join = request as Extract<typeof request, { api: 'JoinGroup' }>;
      const { name, metadata } = join.protocols[0]!;
      return {
        api: 'JoinGroup',
        error: 'NONE',
        generationId: 1,
        protocolType: 'consumer',
        protocolName: name,
        leader: 'm1',
        skipAssignment: false,
        memberId: 'm1',
        members: [
          { memberId: 'm1', groupInstanceId: null, metadata },
          { memberId: 'm2', groupInstanceId: null, metadata: { ...metadata, topics: ['other'] } },
        ],
      };
    };
    cluster.subscribe();
    cluster.join();
    const [sync] = cluster.sentOf('SyncGroup');
    const assigned = sync!.assignments.map(({ memberId, assignment }) => [
      memberId,
      assignment.partitions.map(({ topic, partition }) => `${topic}-${partition}`),
    ]);
    expect(assigned).toEqual([
      ['m1', ['t-0', 't-1']],
      ['m2', ['other-0', 'other-1', 'other-2']],
    ]);
    expect([...cluster.metadata.topics].sort()).toEqual(['other', 't']);
    const sentAtUs = (api: string): number =>
      cluster.sent.find(({ request }) => request.api === api)!.atUs;
    // One round trip for JoinGroup, one for the metadata, and no backoff.
    expect(sentAtUs('SyncGroup') - sentAtUs('JoinGroup')).toBe(1000);
  });
});

describe('the observer', () => {
  it('hears of assignments, returned ranges and each try to commit', () => {
    const log: string[] = [];
    const observer: ConsumerObserver = {
      onPolled: (topic, partition, start, end) =>
        log.push(`polled ${topic}-${partition} ${start}..${end}`),
      onAssigned: (partitions, generation) =>
        log.push(`assigned ${partitions.length} in ${generation}`),
      onRevoked: (partitions, generation) =>
        log.push(`revoked ${partitions.length} in ${generation}`),
      onLost: (partitions, generation) => log.push(`lost ${partitions.length} in ${generation}`),
      onCommitStarted: (_topic, _partition, offset, isAuto) =>
        log.push(`commit ${offset} ${isAuto}`),
      onCommitted: (_topic, _partition, offset) => log.push(`committed ${offset}`),
      onCommitRefused: (_topic, _partition, offset, _isAuto, error) =>
        log.push(`refused ${offset} ${error}`),
    };
    const cluster = new OneMemberCluster({ 'enable.auto.commit': 'true' }, observer);
    cluster.logs.set('t', [2]);
    cluster.committed.set('t-0', 0);
    cluster.subscribe();
    cluster.pollFor(5000);
    let tries = 0;
    cluster.answers.OffsetCommit = (request) => {
      const commit = request as Extract<typeof request, { api: 'OffsetCommit' }>;
      if (tries++ > 0) return undefined;
      const partitions = commit.partitions.map((one) => ({
        topic: one.topic,
        partition: one.partition,
        error: 'COORDINATOR_LOAD_IN_PROGRESS' as const,
      }));
      return { api: 'OffsetCommit', partitions };
    };
    expect(
      cluster.await((done) => cluster.consumer.commitSync([{ ...T0, offset: 1 }], done)),
    ).toBeNull();
    expect(cluster.await((done) => cluster.consumer.close(done))).toBeNull();
    expect(log).toEqual([
      'assigned 1 in 1',
      'polled t-0 0..2',
      'commit 1 false',
      'refused 1 CoordinatorLoadInProgressException',
      'commit 1 false',
      'committed 1',
      'commit 2 true',
      'committed 2',
      'revoked 1 in 1',
    ]);
  });
});
