import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/sim/kernel.ts';
import type { ConsumerGroupMember } from '../../../src/model/group/consumer/consumerGroupMember.ts';
import type {
  PartitionEpochs,
  PartitionSets,
} from '../../../src/model/group/consumer/partitionEpochs.ts';
import { GroupCoordinator } from '../../../src/model/group/groupCoordinator.ts';
import { newGroupCoordinatorConfig } from '../../../src/model/group/groupCoordinatorConfig.ts';
import type { GroupRequest, GroupResponse } from '../../../src/model/group/groupResponse.ts';
import type { TopicPartition } from '../../../src/model/protocol/topicPartition.ts';
import { readVectors } from '../../readVectors.ts';
import { InstantOffsetsLog } from './instantOffsetsLog.ts';
import { silentObserver } from './silentObserver.ts';

interface Script {
  readonly id: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly topics: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
  readonly memberIds: Readonly<Record<string, string>>;
}

interface Step extends Outcome {
  readonly n: number;
  readonly t: number;
  readonly op: 'heartbeat' | 'commit' | 'partitions' | 'advance';
  readonly client?: string;
  readonly memberId?: string;
  readonly epoch?: number;
  readonly instanceId?: string;
  readonly rebalanceTimeoutMs?: number;
  readonly serverAssignor?: string;
  readonly topics?: readonly string[];
  readonly owned?: Readonly<Record<string, readonly number[]>>;
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly count?: number;
  readonly ms?: number;
}

/** What a step led to, as the vectors write it: absent fields are undefined. */
interface Outcome {
  response?: object;
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
  private readonly topics: Map<string, number>;
  private lastGroup = JSON.stringify({ state: 'none' });

  constructor(script: Script) {
    this.script = script;
    for (const [label, id] of Object.entries(script.memberIds)) this.labels.set(id, label);
    this.topics = new Map(Object.entries(script.topics));
    this.coordinator = new GroupCoordinator<string, string>({
      config: newGroupCoordinatorConfig({ 'offsets.retention.check.interval.ms': 0 }),
      timers: this.kernel.createProcess('broker-1'),
      log: new InstantOffsetsLog(),
      memberIds: { next: (prefix) => `${prefix}-unexpected` },
      observer: silentObserver(),
      partitionCountOf: (topic) => this.topics.get(topic) ?? null,
      assignmentOf: (partitions) => JSON.stringify(partitions),
    });
    this.coordinator.load([]);
  }

  run(step: Step): Outcome {
    if (step.op === 'advance') return this.advance(step);
    if (step.op === 'partitions') {
      this.topics.set(step.topic!, step.count!);
      return this.withGroup({});
    }
    const outcome: Outcome = {};
    this.coordinator.onRequest(this.newRequest(step), (response) => {
      outcome.response = show(response);
    });
    return this.withGroup(outcome);
  }

  private withGroup(outcome: Outcome): Outcome {
    const group = this.group();
    const text = JSON.stringify(group);
    if (text !== this.lastGroup) outcome.group = group;
    this.lastGroup = text;
    return outcome;
  }

  private advance(step: Step): Outcome {
    const targetUs = (step.t + step.ms!) * 1000;
    const changes = new Map<number, object>();
    this.kernel.afterEvent = () => {
      const { group } = this.withGroup({});
      if (group !== undefined) changes.set(this.kernel.nowUs / 1000, group);
    };
    this.kernel.schedule(targetUs - this.kernel.nowUs, () => {}, undefined);
    this.kernel.runSync({ untilUs: targetUs });
    this.kernel.afterEvent = null;
    return changes.size === 0 ? {} : { changes: [...changes].map(([t, group]) => ({ t, group })) };
  }

  private newRequest(step: Step): GroupRequest<string, string> {
    const memberId = this.script.memberIds[step.memberId!] ?? step.memberId!;
    const identity = { groupId: GROUP, memberId, groupInstanceId: step.instanceId ?? null };
    if (step.op === 'heartbeat') {
      return {
        api: 'ConsumerGroupHeartbeat',
        ...identity,
        memberEpoch: step.epoch!,
        rebalanceTimeoutMs: step.rebalanceTimeoutMs ?? -1,
        subscribedTopicNames: step.topics ?? null,
        serverAssignor: step.serverAssignor ?? null,
        ownedPartitions: step.owned === undefined ? null : partitionsOf(step.owned),
        clientId: step.client!,
      };
    }
    return {
      api: 'OffsetCommit',
      ...identity,
      generationIdOrMemberEpoch: step.epoch!,
      partitions: [
        {
          topic: step.topic!,
          partition: step.partition!,
          committedOffset: step.offset!,
          committedLeaderEpoch: -1,
          metadata: '',
        },
      ],
    };
  }

  private group(): object {
    const group = this.coordinator.consumerGroup(GROUP);
    if (group === undefined) return { state: 'none' };
    const members = group.members
      .values()
      .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
      .map((member) => this.showMember(member, group.targetOf(member.memberId)));
    const { state, groupEpoch, assignmentEpoch } = group;
    return { state, groupEpoch, assignmentEpoch, members };
  }

  private showMember(member: ConsumerGroupMember, target: PartitionSets): object {
    const { partitionsPendingRevocation: pending } = member;
    return defined({
      memberId: this.labels.get(member.memberId) ?? member.memberId,
      instanceId: member.instanceId ?? undefined,
      epoch: member.memberEpoch,
      previousEpoch: member.previousMemberEpoch,
      state: member.state,
      assigned: showEpochs(member.assignedPartitions),
      pendingRevocation: pending.size > 0 ? showEpochs(pending) : undefined,
      target: Object.fromEntries(target),
    });
  }
}

function show(response: GroupResponse<string, string>): object {
  if (response.api === 'OffsetCommit') return { error: response.partitions[0]!.error };
  if (response.api !== 'ConsumerGroupHeartbeat') throw new Error(`answered ${response.api}`);
  const { error, memberEpoch: epoch, heartbeatIntervalMs, assignment } = response;
  if (error !== 'NONE') return { error };
  const partitions = assignment === null ? undefined : showPartitions(assignment);
  return defined({ error, epoch, heartbeatIntervalMs, assignment: partitions });
}

function showPartitions(partitions: readonly TopicPartition[]): object {
  const shown: Record<string, number[]> = {};
  for (const { topic, partition } of partitions) (shown[topic] ??= []).push(partition);
  return shown;
}

function showEpochs(partitions: PartitionEpochs): object {
  return Object.fromEntries(
    [...partitions].map(([topic, epochs]) => [topic, Object.fromEntries(epochs)]),
  );
}

function partitionsOf(sets: Readonly<Record<string, readonly number[]>>): TopicPartition[] {
  return Object.entries(sets).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}

/** Without the fields that are undefined, as JSON would have it. */
function defined(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The first step whose outcome differs, both sides; null: none. */
function firstDifference(script: Script): object | null {
  const run = new ScriptRun(script);
  for (const step of script.steps) {
    const model = run.run(step);
    const { response, group, changes } = step;
    const kafka = defined({ response, group, changes });
    if (canonical(kafka) !== canonical(model))
      return { id: script.id, name: script.name, step, kafka, model };
  }
  return null;
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

describe('KIP-848 groups against Kafka 4.3.1', () => {
  const cases = readVectors<Script>('coordinator-cases').filter(
    ({ protocol }) => protocol === 'consumer',
  );

  it('has the hand-written scripts', () => {
    expect(cases).toHaveLength(11);
  });

  it.each(cases.map((script) => [script.name!, script] as const))('%s', (_name, script) => {
    const difference = firstDifference(script);
    expect(difference, JSON.stringify(difference, null, 1)).toBeNull();
  });

  it('200 random scripts, step by step', () => {
    const scripts = readVectors<Script>('coordinator-consumer');
    expect(scripts).toHaveLength(200);
    const differences = scripts.map(firstDifference).filter((difference) => difference !== null);
    const summary = `${differences.length} of ${scripts.length} scripts differ; the first:\n`;
    expect(differences.length, summary + JSON.stringify(differences[0], null, 1)).toBe(0);
  });
});
