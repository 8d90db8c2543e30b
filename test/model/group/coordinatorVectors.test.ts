import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/sim/kernel.ts';
import { GroupCoordinator } from '../../../src/model/group/groupCoordinator.ts';
import { newGroupCoordinatorConfig } from '../../../src/model/group/groupCoordinatorConfig.ts';
import type { GroupRequest, GroupResponse } from '../../../src/model/group/groupResponse.ts';
import { readVectors } from '../../readVectors.ts';
import { InstantOffsetsLog } from './instantOffsetsLog.ts';
import { silentObserver } from './silentObserver.ts';

interface Script {
  readonly id: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly config: Record<string, number>;
  readonly clients: Record<
    string,
    { clientId: string; sessionTimeoutMs: number; rebalanceTimeoutMs: number }
  >;
  readonly steps: readonly Step[];
  readonly memberIds: Record<string, string>;
}

interface Step extends Outcome {
  readonly n: number;
  readonly t: number;
  readonly op: 'join' | 'sync' | 'heartbeat' | 'commit' | 'leave' | 'advance';
  readonly client?: string;
  readonly memberId?: string;
  readonly instanceId?: string;
  readonly protocolType?: string;
  readonly protocols?: readonly string[];
  readonly metadata?: string;
  readonly generation?: number;
  readonly protocol?: string;
  readonly assignments?: Record<string, string>;
  readonly offset?: number;
  readonly ms?: number;
}

/** What a step led to, as the vectors write it: absent fields are undefined. */
interface Outcome {
  response?: object;
  parked?: true;
  done?: { n: number; op: string; t: number; response: object }[];
  group?: object;
  changes?: { t: number; group: object }[];
}

const GROUP = 'g';

/** Runs one script against the model, in virtual time. */
class ScriptRun {
  private readonly script: Script;
  private readonly kernel = new Kernel(1);
  private readonly coordinator: GroupCoordinator<string, string>;
  private readonly labels = new Map<string, string>();
  private readonly unusedIds: string[];
  private outcome: Outcome = {};
  private lastGroup = JSON.stringify({ state: 'none' });

  constructor(script: Script) {
    this.script = script;
    for (const [label, id] of Object.entries(script.memberIds)) this.labels.set(id, label);
    this.unusedIds = Object.values(script.memberIds);
    this.coordinator = new GroupCoordinator<string, string>({
      config: newGroupCoordinatorConfig({
        ...script.config,
        'offsets.retention.check.interval.ms': 0,
      }),
      timers: this.kernel.createProcess('broker-1'),
      log: new InstantOffsetsLog(),
      memberIds: { next: (prefix) => this.nextMemberId(prefix) },
      observer: silentObserver(),
      subscribedTopics: (_type, metadata) => metadata.split('#')[0]!.split(','),
      partitionCountOf: () => null,
      assignmentOf: (partitions) => JSON.stringify(partitions),
    });
    this.coordinator.load([]);
  }

  run(step: Step): Outcome {
    this.outcome = {};
    if (step.op === 'advance') this.advance(step);
    else this.request(step);
    return this.outcome;
  }

  private nextMemberId(prefix: string): string {
    const id = this.unusedIds.shift();
    // A model that asks for more ids than Kafka did, or for other members, gets odd ones.
    return id !== undefined && id.startsWith(`${prefix}-`) ? id : `${prefix}-unexpected`;
  }

  private label(memberId: string): string {
    return this.labels.get(memberId) ?? memberId;
  }

  private realId(label: string): string {
    return this.script.memberIds[label] ?? label;
  }

  private nowMs(): number {
    return this.kernel.nowUs / 1000;
  }

  private advance(step: Step): void {
    const targetUs = (step.t + step.ms!) * 1000;
    const changes = new Map<number, object>();
    this.kernel.afterEvent = () => {
      const group = this.group();
      if (JSON.stringify(group) !== this.lastGroup) changes.set(this.nowMs(), group);
      this.lastGroup = JSON.stringify(group);
    };
    this.kernel.runSync({ untilUs: targetUs });
    this.kernel.afterEvent = null;
    if (this.kernel.nowUs < targetUs) {
      this.kernel.schedule(targetUs - this.kernel.nowUs, () => {}, undefined);
      this.kernel.runSync();
    }
    if (changes.size > 0) this.outcome.changes = [...changes].map(([t, group]) => ({ t, group }));
  }

  private request(step: Step): void {
    let isAtOnce = true;
    let isAnswered = false;
    this.coordinator.onRequest(this.newRequest(step), (response) => {
      isAnswered = true;
      const seen = this.show(response);
      if (isAtOnce) {
        this.outcome.response = seen;
        return;
      }
      this.outcome.done ??= [];
      this.outcome.done.push({ n: step.n, op: step.op, t: this.nowMs(), response: seen });
    });
    isAtOnce = false;
    if (!isAnswered) this.outcome.parked = true;
    const group = this.group();
    if (JSON.stringify(group) !== this.lastGroup) this.outcome.group = group;
    this.lastGroup = JSON.stringify(group);
  }

  private newRequest(step: Step): GroupRequest<string, string> {
    const client = this.script.clients[step.client!]!;
    const memberId = this.realId(step.memberId!);
    const identity = { groupId: GROUP, memberId, groupInstanceId: step.instanceId ?? null };
    switch (step.op) {
      case 'join':
        return {
          api: 'JoinGroup',
          ...identity,
          ...client,
          protocolType: step.protocolType ?? 'consumer',
          protocols: step.protocols!.map((name) => ({ name, metadata: step.metadata! })),
        };
      case 'sync': {
        const assignments = Object.entries(step.assignments ?? {});
        return {
          api: 'SyncGroup',
          ...identity,
          generationId: step.generation!,
          protocolType: 'consumer',
          protocolName: step.protocol ?? null,
          assignments: assignments.map(([label, assignment]) => {
            return { memberId: this.realId(label), assignment };
          }),
        };
      }
      case 'heartbeat':
        return { api: 'Heartbeat', ...identity, generationId: step.generation! };
      case 'leave':
        return { api: 'LeaveGroup', groupId: GROUP, members: [{ ...identity, reason: '' }] };
      case 'commit': {
        const partition = { topic: 't0', partition: 0, committedOffset: step.offset! };
        return {
          api: 'OffsetCommit',
          ...identity,
          generationIdOrMemberEpoch: step.generation!,
          partitions: [{ ...partition, committedLeaderEpoch: -1, metadata: '' }],
        };
      }
      case 'advance':
        throw new Error('advance is no request');
    }
  }

  private show(response: GroupResponse<string, string>): object {
    switch (response.api) {
      case 'JoinGroup': {
        const { error } = response;
        const memberId = this.label(response.memberId);
        if (error !== 'NONE') return defined({ error, memberId: memberId || undefined });
        const members = response.members.map((member) =>
          defined({
            memberId: this.label(member.memberId),
            instanceId: member.groupInstanceId ?? undefined,
            metadata: member.metadata,
          }),
        );
        return defined({
          error,
          memberId,
          generation: response.generationId,
          protocol: response.protocolName ?? undefined,
          leader: this.label(response.leader),
          skipAssignment: response.skipAssignment || undefined,
          members: members.length > 0 ? members : undefined,
        });
      }
      case 'SyncGroup': {
        const { error, assignment } = response;
        return error === 'NONE' ? { error, assignment: assignment ?? '' } : { error };
      }
      case 'LeaveGroup':
        return defined({ error: response.error, memberError: response.members[0]?.error });
      case 'OffsetCommit':
        return { error: response.partitions[0]!.error };
      case 'Heartbeat':
      case 'OffsetFetch':
      case 'ConsumerGroupHeartbeat':
        return { error: response.error };
    }
  }

  private group(): object {
    const group = this.coordinator.describeGroup(GROUP);
    if (group === null) return { state: 'none' };
    const { members } = group;
    const labels = (which: (member: (typeof members)[number]) => boolean): string[] =>
      members.filter(which).map(({ memberId }) => this.label(memberId));
    const joining = labels((member) => member.isAwaitingJoin);
    const syncing = labels((member) => member.isAwaitingSync);
    return defined({
      state: group.state,
      generation: group.generation,
      protocol: group.protocol ?? undefined,
      leader: group.leaderId === null ? undefined : this.label(group.leaderId),
      members: labels(() => true),
      joining: joining.length > 0 ? joining : undefined,
      syncing: syncing.length > 0 ? syncing : undefined,
      pendingJoin: group.pendingJoinCount || undefined,
    });
  }
}

/** Without the fields that are undefined, as JSON would have it. */
function defined(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function expectedOf(step: Step): Outcome {
  const { response, parked, done, group, changes } = step;
  // The vectors list answers of one millisecond by step, the model in the order they are given.
  return defined({ response, parked, done: sorted(done), group, changes });
}

function sorted(done: Outcome['done']): Outcome['done'] {
  return done === undefined ? undefined : [...done].sort((a, b) => a.t - b.t || a.n - b.n);
}

/** The first step whose outcome differs, both sides; null: none. */
function firstDifference(script: Script): object | null {
  const run = new ScriptRun(script);
  for (const step of script.steps) {
    const actual = run.run(step);
    const model = defined({ ...actual, done: sorted(actual.done) });
    const kafka = expectedOf(step);
    if (!isEqual(kafka, model)) return { id: script.id, name: script.name, step, kafka, model };
  }
  return null;
}

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

function checkAll(scripts: readonly Script[]): void {
  const differences = scripts.map(firstDifference).filter((difference) => difference !== null);
  const summary = `${differences.length} of ${scripts.length} scripts differ; the first:\n`;
  expect.soft(differences.length, summary + JSON.stringify(differences[0], null, 1)).toBe(0);
}

describe('GroupCoordinator against Kafka 4.3.1', () => {
  const allCases = readVectors<Script>('coordinator-cases');
  const cases = allCases.filter(({ protocol }) => protocol === 'classic');

  it('has the hand-written scripts', () => {
    expect(cases).toHaveLength(33);
  });

  it.each(cases.map((script) => [script.name!, script] as const))('%s', (_name, script) => {
    const difference = firstDifference(script);
    expect(difference, JSON.stringify(difference, null, 1)).toBeNull();
  });

  it('300 random scripts, step by step', () => {
    const scripts = readVectors<Script>('coordinator-classic');
    expect(scripts).toHaveLength(300);
    checkAll(scripts);
  });
});
