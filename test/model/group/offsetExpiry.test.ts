import { describe, expect, it } from 'vitest';
import { GROUP, GroupHarness } from './groupHarness.ts';

const MINUTE_MS = 60_000;

/** Retention of 10 minutes, checked every minute. */
const CONFIG = {
  'offsets.retention.minutes': 10,
  'offsets.retention.check.interval.ms': MINUTE_MS,
} as const;

/** Topics that have a committed offset. */
function topics(harness: GroupHarness): string[] {
  return harness.fetchOffsets(null).partitions.map(({ topic }) => topic);
}

/** Lets time pass, with a heartbeat of every member each 5 seconds. */
function live(harness: GroupHarness, memberIds: readonly string[], ms: number): void {
  for (let passed = 0; passed < ms; passed += 5000) {
    harness.advance(5000);
    for (const id of memberIds) harness.heartbeat(id, harness.group.generation);
  }
}

describe('expiry of offsets', () => {
  it('a group that never had members: each offset, that long after its commit', () => {
    const harness = new GroupHarness(CONFIG);
    harness.commit('', -1, { orders: 1 });
    harness.advance(5 * MINUTE_MS);
    harness.commit('', -1, { payments: 1 });
    harness.advance(5 * MINUTE_MS - 1);
    expect(topics(harness)).toEqual(['orders', 'payments']);
    harness.advance(1);
    expect(topics(harness)).toEqual(['payments']);
    harness.advance(5 * MINUTE_MS - 1);
    expect(harness.coordinator.groupIds()).toEqual([GROUP]);
    harness.advance(1);
    expect(topics(harness)).toEqual([]);
    expect(harness.coordinator.groupIds()).toEqual([]);
  });

  it('an emptied group: all offsets, that long after it became empty, then the group', () => {
    const heard: string[] = [];
    const harness = new GroupHarness(CONFIG, {
      onGroupStateChanged: (_group, from, to) => heard.push(`${from} -> ${to}`),
    });
    const [a] = harness.stable(['a']);
    harness.commit(a!, 1, { orders: 1 });
    live(harness, [a!], 20 * MINUTE_MS);
    harness.leave(a!);
    const emptyAtMs = harness.nowMs;
    harness.advance(10 * MINUTE_MS - 1000);
    expect(topics(harness)).toEqual(['orders']);
    harness.advance(2 * MINUTE_MS);
    expect(topics(harness)).toEqual([]);
    expect(harness.nowMs - emptyAtMs).toBeGreaterThan(10 * MINUTE_MS);
    expect(heard.at(-1)).toBe('Empty -> Dead');
    // The name is free: a group under it begins anew, and a coordinator that takes over knows none.
    harness.failOver();
    expect(harness.coordinator.groupIds()).toEqual([]);
    expect(harness.join('b').response.error).toBe('MEMBER_ID_REQUIRED');
    expect(harness.group.generation).toBe(0);
  });

  it('a Stable group: only offsets of topics that nobody subscribes to any more', () => {
    const harness = new GroupHarness(CONFIG);
    const [a] = harness.stable(['a'], { metadata: 'orders' });
    harness.commit(a!, 1, { orders: 1, payments: 1 });
    live(harness, [a!], 11 * MINUTE_MS);
    expect(harness.group.state).toBe('Stable');
    expect(topics(harness)).toEqual(['orders']);
    live(harness, [a!], 60 * MINUTE_MS);
    expect(topics(harness)).toEqual(['orders']);
  });

  it('a group whose subscriptions cannot be read keeps everything', () => {
    const harness = new GroupHarness(CONFIG);
    const [a] = harness.stable(['a'], { metadata: '?' });
    harness.commit(a!, 1, { orders: 1 });
    live(harness, [a!], 30 * MINUTE_MS);
    expect(topics(harness)).toEqual(['orders']);
  });

  it('nothing expires during a rebalance', () => {
    const harness = new GroupHarness(CONFIG);
    const options = { sessionTimeoutMs: 1_800_000, rebalanceTimeoutMs: 1_800_000 };
    const [a, b] = harness.stable(['a', 'b'], { ...options, metadata: 'orders' });
    harness.commit(a!, 1, { payments: 1 });
    harness.join('a', { ...options, memberId: a! });
    harness.advance(20 * MINUTE_MS);
    expect(harness.group.state).toBe('PreparingRebalance');
    expect(topics(harness)).toEqual(['payments']);
    harness.join('b', { ...options, memberId: b!, metadata: 'orders' });
    harness.advance(2 * MINUTE_MS);
    expect(harness.group.state).toBe('CompletingRebalance');
    expect(topics(harness)).toEqual(['payments']);
  });

  it('an empty group without offsets goes at the next check, with its pending ids', () => {
    const harness = new GroupHarness(CONFIG);
    const { memberId } = harness.join('a', { sessionTimeoutMs: 120_000 }).response;
    harness.advance(MINUTE_MS);
    expect(harness.coordinator.groupIds()).toEqual([]);
    expect(harness.join('a', { memberId }).response.error).toBe('UNKNOWN_MEMBER_ID');
  });

  it('a group whose deletion cannot be written stays', () => {
    const harness = new GroupHarness(CONFIG);
    harness.commit('', -1, { orders: 1 });
    harness.log.error = 'NOT_ENOUGH_REPLICAS';
    harness.advance(11 * MINUTE_MS);
    expect(harness.coordinator.groupIds()).toEqual([GROUP]);
    expect(topics(harness)).toEqual(['orders']);
    harness.log.error = 'NONE';
    harness.advance(MINUTE_MS);
    expect(harness.coordinator.groupIds()).toEqual([]);
  });

  it('is off with an interval of 0', () => {
    const harness = new GroupHarness({ ...CONFIG, 'offsets.retention.check.interval.ms': 0 });
    harness.commit('', -1, { orders: 1 });
    harness.advance(100 * MINUTE_MS);
    expect(topics(harness)).toEqual(['orders']);
    expect(harness.kernel.pendingCount).toBe(0);
  });
});
