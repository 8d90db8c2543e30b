import type { ErrorCode } from '../protocol/errorCode.ts';
import type { OffsetCommitRequest, OffsetFetchRequest } from '../protocol/requests.ts';
import type { OffsetCommitResponse, OffsetFetchResponse } from '../protocol/responses.ts';
import type { ClassicGroup } from './classicGroup.ts';
import {
  validateConsumerCommit,
  validateConsumerFetch,
} from './consumer/consumerOffsetValidation.ts';
import type { OffsetCommitRecord, OffsetCommitValue } from './coordinatorRecord.ts';
import type { GroupCoordinatorContext } from './groupCoordinatorContext.ts';
import { newOffsetCommitError } from './groupResponse.ts';
import type { Rebalancer } from './rebalancer.ts';

type FetchedOffset = OffsetFetchResponse['partitions'][number];

/**
 * OffsetCommit (v9) and OffsetFetch. Mirrors `OffsetMetadataManager` and
 * `validateOffsetCommit` of both kinds of groups. Only membership is checked: not whether the
 * partition is assigned to the member, exists, or has such an offset.
 *
 * Simplified: no transactional commits, so an offset is never unstable; no topic ids.
 */
export class OffsetHandler<Metadata, Assigned> {
  private readonly context: GroupCoordinatorContext<Metadata, Assigned>;
  private readonly rebalancer: Rebalancer<Metadata, Assigned>;

  constructor(
    context: GroupCoordinatorContext<Metadata, Assigned>,
    rebalancer: Rebalancer<Metadata, Assigned>,
  ) {
    this.context = context;
    this.rebalancer = rebalancer;
  }

  /**
   * Answers once the offsets are committed in `__consumer_offsets`. `clientId`: of the sender, for
   * the observer; '': the client id of the member is taken.
   */
  onOffsetCommit(
    request: OffsetCommitRequest,
    clientId: string,
    respond: (response: OffsetCommitResponse) => void,
  ): void {
    const { groupId, memberId, generationIdOrMemberEpoch: generationId } = request;
    const modern = this.context.consumerGroups.get(groupId);
    const group = modern === undefined ? this.groupFor(request) : undefined;
    const member = group?.members.get(memberId);
    const memberClient = member?.clientId ?? modern?.members.get(memberId)?.clientId ?? '';
    const client = clientId !== '' ? clientId : memberClient;
    const error =
      modern !== undefined
        ? validateConsumerCommit(modern, request)
        : group === undefined
          ? 'GROUP_ID_NOT_FOUND'
          : validateCommit(group, request);
    if (error !== 'NONE') return this.refuse(request, client, error, respond);
    if (member !== undefined) this.rebalancer.renewSession(member);
    const records = this.newRecords(request, client);
    if (records.length === 0) return respond(this.newCommitResponse(request));
    const onResult = (writeError: ErrorCode): void => {
      if (writeError === 'NONE') respond(this.newCommitResponse(request));
      else this.refuse(request, client, writeError, respond);
    };
    const onReplayed = (): void => {
      const { observer } = this.context;
      for (const { topic, partition, value } of records) {
        const { offset } = value;
        observer.onOffsetStored(groupId, topic, partition, offset, memberId, client, generationId);
      }
    };
    this.context.writes.append(groupId, records, onResult, onReplayed);
  }

  /** What is committed; -1 for what is not, or if the group does not exist. */
  onOffsetFetch(request: OffsetFetchRequest): OffsetFetchResponse {
    const { groupId } = request;
    const { store, consumerGroups } = this.context;
    const modern = consumerGroups.get(groupId);
    const error = modern === undefined ? 'NONE' : validateConsumerFetch(modern, request);
    if (error !== 'NONE') return { api: 'OffsetFetch', error, partitions: [] };
    const partitions: FetchedOffset[] = [];
    if (request.partitions === null) {
      for (const [topic, byPartition] of store.offsets(groupId) ?? []) {
        for (const [partition, value] of byPartition) {
          partitions.push(newFetchedOffset(topic, partition, value));
        }
      }
    } else {
      for (const { topic, partition } of request.partitions) {
        const value = store.offset(groupId, topic, partition);
        partitions.push(newFetchedOffset(topic, partition, value));
      }
    }
    return { api: 'OffsetFetch', error: 'NONE', partitions };
  }

  /** A commit without a generation makes a group that only has offsets, if there is none. */
  private groupFor(request: OffsetCommitRequest): ClassicGroup<Metadata, Assigned> | undefined {
    const group = this.context.groups.get(request.groupId);
    if (group !== undefined || request.generationIdOrMemberEpoch >= 0) return group;
    return this.rebalancer.createGroup(request.groupId);
  }

  private newRecords(request: OffsetCommitRequest, clientId: string): CommitRecord[] {
    const commitTimestampMs = Math.floor(this.context.timers.nowUs / 1000);
    const records: CommitRecord[] = [];
    for (const committed of request.partitions) {
      const { topic, partition, committedOffset, committedLeaderEpoch, metadata } = committed;
      if (this.isTooLarge(metadata)) {
        this.observeRefusal(request, committed, clientId, 'OFFSET_METADATA_TOO_LARGE');
        continue;
      }
      const value: OffsetCommitValue = {
        offset: committedOffset,
        leaderEpoch: committedLeaderEpoch,
        metadata,
        commitTimestampMs,
      };
      records.push({ type: 'OffsetCommit', groupId: request.groupId, topic, partition, value });
    }
    return records;
  }

  private newCommitResponse(request: OffsetCommitRequest): OffsetCommitResponse {
    return {
      api: 'OffsetCommit',
      partitions: request.partitions.map(({ topic, partition, metadata }) => {
        const error = this.isTooLarge(metadata) ? 'OFFSET_METADATA_TOO_LARGE' : 'NONE';
        return { topic, partition, error };
      }),
    };
  }

  private isTooLarge(metadata: string): boolean {
    return metadata.length > this.context.config.offsetMetadataMaxBytes;
  }

  private refuse(
    request: OffsetCommitRequest,
    clientId: string,
    error: ErrorCode,
    respond: (response: OffsetCommitResponse) => void,
  ): void {
    for (const refused of request.partitions) {
      this.observeRefusal(request, refused, clientId, error);
    }
    respond(newOffsetCommitError(request, error));
  }

  private observeRefusal(
    request: OffsetCommitRequest,
    refused: OffsetCommitRequest['partitions'][number],
    clientId: string,
    error: ErrorCode,
  ): void {
    this.context.observer.onOffsetRefused(
      request.groupId,
      refused.topic,
      refused.partition,
      refused.committedOffset,
      request.memberId,
      clientId,
      request.generationIdOrMemberEpoch,
      error,
    );
  }
}

type CommitRecord = OffsetCommitRecord & { readonly value: OffsetCommitValue };

/**
 * Who may commit: members of the present generation; anybody without a generation while it is
 * Empty.
 */
function validateCommit<Metadata, Assigned>(
  group: ClassicGroup<Metadata, Assigned>,
  request: OffsetCommitRequest,
): ErrorCode {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: generationId } = request;
  if (generationId < 0 && group.state === 'Empty') return 'NONE';
  const error = group.validateGeneration(memberId, groupInstanceId, generationId);
  if (error !== 'NONE') return error;
  return group.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
}

function newFetchedOffset(
  topic: string,
  partition: number,
  value: OffsetCommitValue | undefined,
): FetchedOffset {
  return {
    topic,
    partition,
    error: 'NONE',
    committedOffset: value?.offset ?? -1,
    committedLeaderEpoch: value?.leaderEpoch ?? -1,
    metadata: value?.metadata ?? '',
  };
}
