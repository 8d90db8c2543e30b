import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventOf, HistoryEvent } from '../../../src/history/event.ts';
import type { ConsumerGroupMember } from '../../../src/model/group/consumer/consumerGroupMember.ts';
import { listPartitions } from '../../../src/model/group/consumer/partitionEpochs.ts';
import { GroupCoordinator } from '../../../src/model/group/groupCoordinator.ts';
import { newGroupCoordinatorConfig } from '../../../src/model/group/groupCoordinatorConfig.ts';
import type { ConsumerGroupHeartbeatResponse } from '../../../src/model/protocol/responses.ts';
import { parseScenario } from '../../../src/scenario/parseScenario.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import { witnessRun } from '../../property/witnessRun.ts';
import { GROUP, GroupHarness } from './groupHarness.ts';
import { InstantOffsetsLog } from './instantOffsetsLog.ts';
import { silentObserver } from './silentObserver.ts';

/** Two members, Stable in generation 2; the first leads. */
function stableAgain(harness: GroupHarness): string[] {
  const [leader, follower] = harness.stable(['A', 'B']) as [string, string];
  harness.join('A', { memberId: leader });
  harness.join('B', { memberId: follower });
  harness.sync(follower, 2);
  harness.sync(leader, 2, { [leader]: 'x', [follower]: 'y' });
  expect([harness.group.state, harness.group.generation]).toEqual(['Stable', 2]);
  return [leader, follower];
}

function errorOfCommit(harness: GroupHarness, memberId: string, generation: number): string {
  return harness.commit(memberId, generation, { orders: 3 }).response.partitions[0]!.error;
}

describe('conformance cases of the classic coordinator', () => {
  it('case 16: a commit of an old generation, or of a member that was evicted, is refused', () => {
    const harness = new GroupHarness();
    const [leader, follower] = stableAgain(harness) as [string, string];
    expect(errorOfCommit(harness, follower, 1)).toBe('ILLEGAL_GENERATION');
    expect(errorOfCommit(harness, follower, 2)).toBe('NONE');
    // B is silent for longer than its session of 10 s; A is not.
    for (let second = 0; second < 11; second++) {
      harness.advance(1000);
      harness.heartbeat(leader, 2);
    }
    expect(errorOfCommit(harness, follower, 2)).toBe('UNKNOWN_MEMBER_ID');
    expect(harness.fetchOffsets(['orders']).partitions[0]!.committedOffset).toBe(3);
  });

  it('case 16, at the client: it is told CommitFailedException, and the offset stays', async () => {
    const text = readFileSync('scenarios/zombie.yaml', 'utf8');
    const parsed = parseScenario(text, 'zombie.yaml');
    if ('errors' in parsed) throw new Error('zombie.yaml does not parse');
    const { history } = await witnessRun(parsed.scenario);
    const ofType = <T extends HistoryEvent['type']>(type: T): EventOf<T>[] =>
      [...history.events()].filter((event): event is EventOf<T> => event.type === type);
    const refused = ofType('CommitRefused').filter(({ process }) => process === 'c1');
    expect(new Set(refused.map(({ error }) => error))).toEqual(new Set(['CommitFailedException']));
    expect(
      ofType('OffsetStored').some(({ client, atUs }) => {
        return client === 'c1' && atUs >= refused[0]!.atUs && atUs < refused[0]!.atUs + 10_000;
      }),
    ).toBe(false);
  });

  it('case 17: whether a commit is taken depends on the phase of the rebalance', () => {
    const harness = new GroupHarness();
    const [leader, follower] = harness.stable(['A', 'B']) as [string, string];
    const c = harness.joinNew('C')[0];
    expect(harness.group.state).toBe('PreparingRebalance');
    expect(errorOfCommit(harness, follower, 1)).toBe('NONE');
    harness.join('A', { memberId: leader });
    harness.join('B', { memberId: follower });
    expect([harness.group.state, harness.group.generation]).toEqual(['CompletingRebalance', 2]);
    for (const member of [leader, follower, c]) {
      expect(errorOfCommit(harness, member, 2)).toBe('REBALANCE_IN_PROGRESS');
    }
    harness.sync(leader, 2, { [leader]: 'x' });
    expect(errorOfCommit(harness, follower, 2)).toBe('NONE');
  });

  it('case 17: a commit in the join phase keeps the session alive', () => {
    const harness = new GroupHarness();
    const [, follower] = harness.stable(['A', 'B']) as [string, string];
    harness.joinNew('C');
    for (let second = 0; second < 15; second += 3) {
      harness.advance(3000);
      expect(errorOfCommit(harness, follower, 1)).toBe('NONE');
    }
    // The session is 10 s: without the commits B would be gone by now.
    expect(harness.group.members.map(({ memberId }) => memberId)).toContain(follower);
  });

  it('case 18: one that joins an empty group is answered at 3000 ms', () => {
    const harness = new GroupHarness();
    const [, joined] = harness.joinNew('A', { rebalanceTimeoutMs: 9000 });
    harness.advance(2999);
    expect(joined.isAnswered).toBe(false);
    harness.advance(1);
    expect([joined.isAnswered, joined.response.generationId]).toEqual([true, 1]);
  });

  it('case 18: with a second one at 2999 ms both are answered at 6000 ms, not earlier', () => {
    const harness = new GroupHarness();
    const [, first] = harness.joinNew('A', { rebalanceTimeoutMs: 9000 });
    harness.advance(2999);
    const [, second] = harness.joinNew('B', { rebalanceTimeoutMs: 9000 });
    for (const [ms, isAnswered] of [
      [1, false],
      [2999, false],
      [1, true],
    ] as const) {
      harness.advance(ms);
      expect([harness.nowMs, first.isAnswered, second.isAnswered]).toEqual([
        harness.nowMs,
        isAnswered,
        isAnswered,
      ]);
    }
    expect(harness.nowMs).toBe(6000);
  });

  it('case 19: a follower that joins again with the same metadata triggers nothing', () => {
    const harness = new GroupHarness();
    const [leader, follower] = harness.stable(['A', 'B']) as [string, string];
    const again = harness.join('B', { memberId: follower }).response;
    expect([again.error, again.generationId, harness.group.state]).toEqual(['NONE', 1, 'Stable']);
    // The leader asks for a new assignment by joining.
    const parked = harness.join('A', { memberId: leader });
    expect([parked.isAnswered, harness.group.state]).toEqual([false, 'PreparingRebalance']);
  });

  it('case 19: a static follower that restarts has another id, and all else as before', () => {
    const harness = new GroupHarness();
    const a = harness.join('A', { groupInstanceId: 'one' });
    const b = harness.join('B', { groupInstanceId: 'two' });
    while (!a.isAnswered) harness.advance(3000);
    const leader = a.response.memberId;
    const follower = b.response.memberId;
    harness.sync(follower, 1, {}, 'two');
    harness.sync(leader, 1, { [leader]: 'x', [follower]: 'y' }, 'one');
    const back = harness.join('B', { groupInstanceId: 'two' }).response;
    expect(back.memberId).not.toBe(follower);
    expect([back.error, back.generationId, harness.group.state]).toEqual(['NONE', 1, 'Stable']);
    expect(harness.sync(back.memberId, 1, {}, 'two').response.assignment).toBe('y');
    expect(harness.heartbeat(follower, 1, 'two')).toBe('FENCED_INSTANCE_ID');
    expect(harness.heartbeat(back.memberId, 1, 'two')).toBe('NONE');
  });
});

/** A coordinator of a KIP-848 group that reads one topic with six partitions. */
class ModernHarness {
  readonly kernel = new Kernel(1);
  private readonly coordinator: GroupCoordinator<string, string>;

  constructor() {
    this.coordinator = new GroupCoordinator<string, string>({
      config: newGroupCoordinatorConfig({ 'offsets.retention.check.interval.ms': 0 }),
      timers: this.kernel.createProcess('broker-1'),
      log: new InstantOffsetsLog(),
      memberIds: { next: (prefix) => prefix },
      observer: silentObserver(),
      partitionCountOf: (topic) => (topic === 't' ? 6 : null),
      assignmentOf: (partitions) => JSON.stringify(partitions),
    });
    this.coordinator.load([]);
  }

  advance(ms: number): void {
    const untilUs = this.kernel.nowUs + ms * 1000;
    this.kernel.schedule(ms * 1000, () => {}, undefined);
    this.kernel.runSync({ untilUs });
  }

  /** `owned` null: the heartbeat does not say. */
  heartbeat(
    memberId: string,
    memberEpoch: number,
    owned: readonly number[] | null,
  ): ConsumerGroupHeartbeatResponse {
    let answer: ConsumerGroupHeartbeatResponse | null = null;
    const isJoin = memberEpoch === 0;
    this.coordinator.onRequest(
      {
        api: 'ConsumerGroupHeartbeat',
        groupId: GROUP,
        memberId,
        memberEpoch,
        groupInstanceId: null,
        rebalanceTimeoutMs: isJoin ? 60_000 : -1,
        subscribedTopicNames: isJoin ? ['t'] : null,
        serverAssignor: null,
        ownedPartitions: owned?.map((partition) => ({ topic: 't', partition })) ?? null,
        clientId: memberId,
      },
      (response) => (answer = response as ConsumerGroupHeartbeatResponse),
    );
    if (answer === null) throw new Error('the heartbeat is not answered');
    return answer;
  }

  member(memberId: string): ConsumerGroupMember {
    return this.coordinator.consumerGroup(GROUP)!.members.get(memberId)!;
  }

  /** Epoch, state and partitions of a member. */
  stands(memberId: string): readonly unknown[] {
    const { memberEpoch, state, assignedPartitions } = this.member(memberId);
    const numbers = listPartitions(assignedPartitions).map(({ partition }) => partition);
    return [memberEpoch, state, numbers.sort((a, b) => a - b)];
  }
}

describe('conformance cases of the KIP-848 coordinator', () => {
  /** A has everything in epoch 2 (a new group begins at 1); B joins more than 1 s later. */
  function joined(): ModernHarness {
    const harness = new ModernHarness();
    const first = harness.heartbeat('A', 0, []);
    expect(first.memberEpoch).toBe(2);
    harness.heartbeat('A', 2, [0, 1, 2, 3, 4, 5]);
    expect(harness.stands('A')).toEqual([2, 'STABLE', [0, 1, 2, 3, 4, 5]]);
    harness.advance(2000);
    const second = harness.heartbeat('B', 0, []);
    expect([second.memberEpoch, second.assignment]).toEqual([3, []]);
    expect(harness.stands('B')).toEqual([3, 'UNRELEASED_PARTITIONS', []]);
    return harness;
  }

  it('case 21: A gives back what B is to get, and only then B has it', () => {
    const harness = joined();
    const told = harness.heartbeat('A', 2, null);
    expect(told.memberEpoch).toBe(2);
    const kept = harness.stands('A');
    expect(kept.slice(0, 2)).toEqual([2, 'UNREVOKED_PARTITIONS']);
    const mine = kept[2] as number[];
    expect(mine).toHaveLength(3);
    expect(told.assignment!.map(({ partition }) => partition).sort()).toEqual(mine);

    const confirmed = harness.heartbeat('A', 2, mine);
    expect(confirmed.memberEpoch).toBe(3);
    expect(harness.stands('A')).toEqual([3, 'STABLE', mine]);

    const given = harness.heartbeat('B', 3, null);
    const others = [0, 1, 2, 3, 4, 5].filter((partition) => !mine.includes(partition));
    expect(given.assignment!.map(({ partition }) => partition).sort()).toEqual(others);
    expect(harness.stands('B')).toEqual([3, 'STABLE', others]);
  });

  it('case 21: heartbeats with what is to be given back, or with nothing, change nothing', () => {
    const harness = joined();
    harness.heartbeat('A', 2, null);
    for (const owned of [null, [0, 1, 2, 3, 4, 5], null]) {
      harness.advance(5000);
      expect(harness.heartbeat('A', 2, owned).memberEpoch).toBe(2);
      expect(harness.stands('A').slice(0, 2)).toEqual([2, 'UNREVOKED_PARTITIONS']);
      harness.heartbeat('B', 3, null);
      expect(harness.stands('B')).toEqual([3, 'UNRELEASED_PARTITIONS', []]);
    }
  });
});
