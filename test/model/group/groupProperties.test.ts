import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  JoinGroupResponse,
  OffsetCommitResponse,
  SyncGroupResponse,
} from '../../../src/model/protocol/responses.ts';
import { GROUP, GroupHarness } from './groupHarness.ts';
import type { Sent } from './groupHarness.ts';

type Action =
  | 'join'
  | 'sync'
  | 'heartbeat'
  | 'commit'
  | 'leave'
  | 'restart'
  | 'change'
  | 'wait'
  | 'hold'
  | 'settle'
  | 'fail over';

interface Command {
  readonly client: number;
  readonly action: Action;
  readonly waitMs: number;
}

/** A client as far as the coordinator matters: what it knows, and the request it waits for. */
interface Client {
  readonly name: string;
  readonly groupInstanceId: string | null;
  memberId: string;
  generation: number;
  revision: number;
  /** Set by a JoinGroup answer to a leader: who is to be given something. */
  toAssign: readonly string[];
  join: Sent<JoinGroupResponse<string>> | null;
  sync: Sent<SyncGroupResponse<string>> | null;
  /** Under which id `sync` was sent. */
  syncedId: string;
}

/** No answer takes longer once nobody asks any more: new members expire after 5 minutes. */
const QUIET_MS = 20 * 60_000;

class RandomGroup {
  readonly witnesses = new Set<string>();
  private readonly harness: GroupHarness;
  private readonly clients: Client[] = [];
  private readonly commits: Sent<OffsetCommitResponse>[] = [];
  /** Members that were taken out while their SyncGroup waited: Kafka never answers it. */
  private readonly removedIds = new Set<string>();
  private highestGeneration = 0;
  private lastStored: string[] = [];
  private readonly rebalanceTimeoutMs: number;

  constructor(dynamicCount: number, staticCount: number, rebalanceTimeoutMs: number) {
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    this.harness = new GroupHarness(
      {},
      {
        onGroupStateChanged: (_group, _from, to) => this.witnesses.add(to),
        onMemberRemoved: (_group, memberId, _client, reason) => {
          this.witnesses.add(reason);
          this.removedIds.add(memberId);
        },
        onAssignmentStored: (_group, generation, _protocol, leaderId, members) => {
          this.onAssignmentStored(
            generation,
            leaderId,
            members.map(({ memberId }) => memberId),
          );
        },
      },
    );
    this.harness.kernel.afterEvent = () => this.check();
    for (let index = 0; index < dynamicCount + staticCount; index++) {
      this.clients.push({
        name: `c${index}`,
        groupInstanceId: index < dynamicCount ? null : `i-${index}`,
        memberId: '',
        generation: -1,
        revision: 0,
        toAssign: [],
        join: null,
        sync: null,
        syncedId: '',
      });
    }
  }

  run(command: Command): void {
    const { harness } = this;
    const client = this.clients[command.client % this.clients.length]!;
    this.takeAnswers();
    const identity = [client.memberId, client.generation, client.groupInstanceId] as const;
    switch (command.action) {
      case 'join':
        this.join(client);
        break;
      case 'change':
        client.revision++;
        this.join(client);
        break;
      case 'sync': {
        const shares = client.toAssign.map((id) => [id, `share of ${id}`]);
        const assignments = Object.fromEntries(shares) as Record<string, string>;
        const sent = harness.sync(client.memberId, client.generation, assignments, identity[2]);
        client.sync = sent;
        client.syncedId = client.memberId;
        break;
      }
      case 'heartbeat':
        harness.heartbeat(...identity);
        break;
      case 'commit':
        this.commits.push(harness.commit(client.memberId, client.generation, { orders: 1 }));
        break;
      case 'leave':
        if (client.groupInstanceId === null) harness.leave(client.memberId);
        else harness.leave('', client.groupInstanceId);
        break;
      case 'restart':
        // A new process: the requests of the old one are answered to nobody.
        client.join = null;
        client.sync = null;
        client.memberId = '';
        this.join(client);
        break;
      case 'wait':
        harness.advance(command.waitMs);
        break;
      case 'hold':
        harness.log.isHolding = true;
        break;
      case 'settle':
        this.settle();
        break;
      case 'fail over':
        this.failOver();
        break;
    }
    this.check();
  }

  /** Nobody sends anything any more: all requests are answered, all members expire. */
  finish(): void {
    const { harness } = this;
    this.settle();
    const waiting = [...this.clients];
    harness.advance(QUIET_MS);
    for (const { name, join, sync, syncedId } of waiting) {
      expect(join?.isAnswered ?? true, `JoinGroup of ${name}`).toBe(true);
      const isLost = this.removedIds.has(syncedId);
      expect(sync === null || sync.isAnswered || isLost, `SyncGroup of ${name}`).toBe(true);
    }
    expect(this.commits.filter((commit) => !commit.isAnswered)).toEqual([]);
    if (harness.coordinator.groupIds().length > 0) {
      const expected = { state: 'Empty', members: [], pendingJoinCount: 0, leaderId: null };
      expect(harness.group).toMatchObject(expected);
      // What another coordinator reads in the log is the same.
      const before = harness.group;
      harness.failOver();
      const isCreatedOnly = before.generation === 0;
      if (!isCreatedOnly) expect(harness.group).toEqual(before);
    }
    expect(harness.kernel.pendingCount).toBe(0);
  }

  private join(client: Client): void {
    client.join = this.harness.join(client.name, {
      memberId: client.memberId,
      groupInstanceId: client.groupInstanceId,
      metadata: `orders,${client.name},${client.revision}`,
      protocols: client.revision % 2 === 0 ? ['range', 'sticky'] : ['sticky', 'range'],
      rebalanceTimeoutMs: this.rebalanceTimeoutMs,
    });
  }

  private settle(): void {
    this.harness.log.isHolding = false;
    this.harness.log.settle();
  }

  private failOver(): void {
    this.settle();
    this.harness.failOver();
    this.witnesses.add('fail over');
    // Perhaps an assignment is in force that was stored when another rebalance had begun.
    this.lastStored = [];
    // A generation that was never stored is given again.
    this.highestGeneration = this.harness.coordinator.describeGroup(GROUP)?.generation ?? 0;
  }

  /** What the clients learn from answers that have arrived. */
  private takeAnswers(): void {
    for (const client of this.clients) {
      if (client.join?.isAnswered === true) {
        const { error, memberId, generationId, members } = client.join.response;
        client.join = null;
        if (error === 'NONE' || error === 'MEMBER_ID_REQUIRED') client.memberId = memberId;
        if (error === 'UNKNOWN_MEMBER_ID') client.memberId = '';
        if (error === 'NONE') {
          client.generation = generationId;
          client.toAssign = members.map((member) => member.memberId);
        }
      }
      if (client.sync?.isAnswered === true) client.sync = null;
    }
  }

  private onAssignmentStored(
    generation: number,
    leaderId: string,
    memberIds: readonly string[],
  ): void {
    this.witnesses.add('assignment');
    const { group } = this.harness;
    expect(generation).toBe(group.generation);
    expect(memberIds).toEqual(group.members.map(({ memberId }) => memberId));
    expect(memberIds).toContain(leaderId);
    this.lastStored = [...memberIds];
  }

  private check(): void {
    const group = this.harness.coordinator.describeGroup(GROUP);
    if (group === null) return;
    expect(group.generation).toBeGreaterThanOrEqual(this.highestGeneration);
    this.highestGeneration = group.generation;
    const ids = group.members.map(({ memberId }) => memberId);
    const isEmpty = ids.length === 0;
    if (isEmpty) expect(group.leaderId).toBeNull();
    else expect(ids).toContain(group.leaderId);
    if (group.state === 'Empty') expect(ids).toEqual([]);
    if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
      expect(isEmpty).toBe(false);
      expect(group.protocol).not.toBeNull();
    }
    if (group.state === 'Stable' && this.lastStored.length > 0) {
      // Members of a Stable group change only by a static member's return, which keeps its share.
      expect(ids.length).toBe(this.lastStored.length);
    }
    for (const member of group.members) {
      // In Stable a static member's return may wait for its new id to be stored.
      if (member.isAwaitingJoin && group.state !== 'PreparingRebalance') {
        expect([group.state, member.groupInstanceId !== null]).toEqual(['Stable', true]);
      }
      if (member.isAwaitingSync) expect(group.state).toBe('CompletingRebalance');
    }
  }
}

const command: fc.Arbitrary<Command> = fc.record({
  client: fc.nat(4),
  action: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Action>('join') },
    { weight: 6, arbitrary: fc.constant<Action>('sync') },
    { weight: 4, arbitrary: fc.constant<Action>('heartbeat') },
    { weight: 5, arbitrary: fc.constant<Action>('wait') },
    {
      weight: 7,
      arbitrary: fc.constantFrom<Action>(
        'commit',
        'leave',
        'restart',
        'change',
        'hold',
        'settle',
        'settle',
        'fail over',
      ),
    },
  ),
  waitMs: fc.oneof(
    fc.nat(50),
    fc.constantFrom(1, 2999, 3000, 3001, 6000, 9999, 10_000, 20_000, 300_000),
    fc.nat(12_000),
  ),
});

describe('a group under random members', () => {
  it('keeps its invariants at every step, and forgets no request', () => {
    const witnesses = new Set<string>();
    fc.assert(
      fc.property(
        fc.nat(4),
        fc.integer({ min: 1, max: 3 }),
        // Shorter and longer than a session.
        fc.constantFrom(7000, 20_000),
        fc.array(command, { minLength: 5, maxLength: 150, size: 'max' }),
        (dynamicCount, staticCount, rebalanceTimeoutMs, commands) => {
          const group = new RandomGroup(dynamicCount, staticCount, rebalanceTimeoutMs);
          for (const each of commands) group.run(each);
          group.finish();
          for (const witness of group.witnesses) witnesses.add(witness);
        },
      ),
      { numRuns: 200 },
    );
    // The runs went through every state and every way out of the group but group.max.size.
    expect([...witnesses].sort()).toEqual([
      'CompletingRebalance',
      'Dead',
      'Empty',
      'PreparingRebalance',
      'Stable',
      'assignment',
      'did not rejoin within the rebalance timeout',
      'did not sync within the rebalance timeout',
      'fail over',
      'left',
      'replaced by a new process with its instance id',
      'session expired',
    ]);
  });
});
