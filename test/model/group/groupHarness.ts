import { Kernel } from '../../../src/sim/kernel.ts';
import type { SimProcess } from '../../../src/sim/process.ts';
import type { ErrorCode } from '../../../src/model/protocol/errorCode.ts';
import type {
  HeartbeatResponse,
  JoinGroupResponse,
  LeaveGroupResponse,
  OffsetCommitResponse,
  OffsetFetchResponse,
  SyncGroupResponse,
} from '../../../src/model/protocol/responses.ts';
import { GroupCoordinator } from '../../../src/model/group/groupCoordinator.ts';
import {
  newGroupCoordinatorConfig,
  type GroupCoordinatorConfigName,
} from '../../../src/model/group/groupCoordinatorConfig.ts';
import type { GroupDescription } from '../../../src/model/group/groupDescription.ts';
import type { GroupObserver } from '../../../src/model/group/groupObserver.ts';
import type { GroupRequest, GroupResponse } from '../../../src/model/group/groupResponse.ts';
import { InstantOffsetsLog } from './instantOffsetsLog.ts';
import { silentObserver } from './silentObserver.ts';

export const GROUP = 'coupon-issue-group';

/** Fields of a JoinGroup that a test may want to change. */
export interface JoinOptions {
  readonly memberId?: string;
  readonly groupInstanceId?: string | null;
  readonly protocols?: readonly string[];
  readonly metadata?: string;
  readonly protocolType?: string;
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
}

/** A request that was sent, and its answer once there is one. */
export class Sent<Response> {
  private readonly answers: Response[] = [];

  /** The answer; fails if there is none. */
  get response(): Response {
    if (this.answers.length === 0) throw new Error('the request is parked');
    return this.answers[0]!;
  }

  get isAnswered(): boolean {
    return this.answers.length > 0;
  }

  /** For the harness. */
  answer(response: GroupResponse<string, string>): void {
    if (this.answers.length > 0) throw new Error(`answered twice: ${JSON.stringify(response)}`);
    this.answers.push(response as Response);
  }
}

/** A coordinator of one group in virtual time, whose log outlives it. */
export class GroupHarness {
  readonly kernel = new Kernel(1);
  readonly process: SimProcess = this.kernel.createProcess('broker-1');
  readonly log = new InstantOffsetsLog<string, string>();
  coordinator: GroupCoordinator<string, string>;
  private readonly config: Partial<Record<GroupCoordinatorConfigName, number>>;
  private readonly observer: GroupObserver<string>;
  private idCount = 0;

  constructor(
    config: Partial<Record<GroupCoordinatorConfigName, number>> = {},
    observer: Partial<GroupObserver<string>> = {},
  ) {
    this.config = config;
    this.observer = silentObserver(observer);
    this.coordinator = this.newCoordinator();
    this.coordinator.load(this.log.records);
  }

  /** Another coordinator that has not loaded yet; the log and the clock are the same. */
  newCoordinator(): GroupCoordinator<string, string> {
    return new GroupCoordinator<string, string>({
      config: newGroupCoordinatorConfig({
        'offsets.retention.check.interval.ms': 0,
        ...this.config,
      }),
      timers: this.process,
      log: this.log,
      memberIds: { next: (prefix) => `${prefix}-${++this.idCount}` },
      observer: this.observer,
      partitionCountOf: () => null,
      assignmentOf: (partitions) => JSON.stringify(partitions),
      subscribedTopics: (_type, metadata) => (metadata === '?' ? null : metadata.split(',')),
    });
  }

  /** The coordinator resigns and another takes over. */
  failOver(): void {
    this.coordinator.resign();
    this.coordinator = this.newCoordinator();
    this.coordinator.load(this.log.records);
  }

  get nowMs(): number {
    return this.kernel.nowUs / 1000;
  }

  get group(): GroupDescription<string> {
    const group = this.coordinator.describeGroup(GROUP);
    if (group === null) throw new Error('there is no such group');
    return group;
  }

  advance(ms: number): void {
    const untilUs = this.kernel.nowUs + ms * 1000;
    this.kernel.schedule(ms * 1000, () => {}, undefined);
    this.kernel.runSync({ untilUs });
  }

  send<Response>(request: GroupRequest<string, string>, clientId = ''): Sent<Response> {
    const sent = new Sent<Response>();
    this.coordinator.onRequest(request, (response) => sent.answer(response), clientId);
    return sent;
  }

  join(clientId: string, options: JoinOptions = {}): Sent<JoinGroupResponse<string>> {
    const protocols = options.protocols ?? ['range'];
    return this.send({
      api: 'JoinGroup',
      groupId: GROUP,
      memberId: options.memberId ?? '',
      groupInstanceId: options.groupInstanceId ?? null,
      protocolType: options.protocolType ?? 'consumer',
      protocols: protocols.map((name) => ({ name, metadata: options.metadata ?? 'orders' })),
      sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000,
      rebalanceTimeoutMs: options.rebalanceTimeoutMs ?? 60_000,
      clientId,
    });
  }

  sync(
    memberId: string,
    generationId: number,
    assignments: Record<string, string> = {},
    groupInstanceId: string | null = null,
  ): Sent<SyncGroupResponse<string>> {
    return this.send({
      api: 'SyncGroup',
      groupId: GROUP,
      memberId,
      groupInstanceId,
      generationId,
      protocolType: 'consumer',
      protocolName: null,
      assignments: Object.entries(assignments).map(([id, assignment]) => {
        return { memberId: id, assignment };
      }),
    });
  }

  heartbeat(
    memberId: string,
    generationId: number,
    groupInstanceId: string | null = null,
  ): ErrorCode {
    const request = { groupId: GROUP, memberId, generationId, groupInstanceId };
    return this.send<HeartbeatResponse>({ api: 'Heartbeat', ...request }).response.error;
  }

  leave(memberId: string, groupInstanceId: string | null = null, reason = ''): LeaveGroupResponse {
    const members = [{ memberId, groupInstanceId, reason }];
    return this.send<LeaveGroupResponse>({ api: 'LeaveGroup', groupId: GROUP, members }).response;
  }

  commit(
    memberId: string,
    generation: number,
    offsets: Record<string, number>,
    metadata = '',
  ): Sent<OffsetCommitResponse> {
    return this.send({
      api: 'OffsetCommit',
      groupId: GROUP,
      memberId,
      groupInstanceId: null,
      generationIdOrMemberEpoch: generation,
      partitions: Object.entries(offsets).map(([topic, committedOffset]) => {
        return { topic, partition: 0, committedOffset, committedLeaderEpoch: 5, metadata };
      }),
    });
  }

  fetchOffsets(topics: readonly string[] | null): OffsetFetchResponse {
    return this.send<OffsetFetchResponse>({
      api: 'OffsetFetch',
      groupId: GROUP,
      memberId: '',
      memberEpoch: -1,
      partitions: topics === null ? null : topics.map((topic) => ({ topic, partition: 0 })),
      requireStable: true,
    }).response;
  }

  /** Joins a dynamic member up to where its request is parked; the id it has been given. */
  joinNew(clientId: string, options: JoinOptions = {}): [string, Sent<JoinGroupResponse<string>>] {
    const { memberId } = this.join(clientId, options).response;
    return [memberId, this.join(clientId, { ...options, memberId })];
  }

  /** Brings dynamic members into a Stable group of generation 1; their ids. The first leads. */
  stable(clientIds: readonly string[], options: JoinOptions = {}): string[] {
    const ids = clientIds.map((clientId) => this.joinNew(clientId, options)[0]);
    while (this.group.state === 'PreparingRebalance') this.advance(3000);
    for (const id of ids.slice(1)) this.sync(id, 1);
    this.sync(ids[0]!, 1, Object.fromEntries(ids.map((id) => [id, `part of ${id}`])));
    return ids;
  }
}
