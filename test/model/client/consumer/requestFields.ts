import type { ApiRequest, FetchRequest } from '../../../../src/model/protocol/requests.ts';
import type { TopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import {
  compareTopicPartitions,
  formatTopicPartition,
} from '../../../../src/model/protocol/topicPartition.ts';
import { committedOffsets } from './plainAnswer.ts';

/** The usual text forms, sorted. */
export function namesOf(partitions: readonly TopicPartition[]): string[] {
  return [...partitions]
    .sort(compareTopicPartitions)
    .map(({ topic, partition }) => formatTopicPartition(topic, partition));
}

/** What the vectors show of a request. Absent fields are left out. */
export function fieldsOf(request: ApiRequest, protocol: string): Record<string, unknown> {
  const fields =
    request.api === 'OffsetCommit' && protocol === 'consumer'
      ? {
          epoch: request.generationIdOrMemberEpoch,
          instanceId: request.groupInstanceId,
          offsets: Object.fromEntries(committedOffsets(request)),
        }
      : allFieldsOf(request);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function allFieldsOf(request: ApiRequest): Record<string, unknown> {
  switch (request.api) {
    case 'JoinGroup': {
      const { topics, ownedPartitions, generationId } = request.protocols[0]!.metadata;
      return {
        memberId: request.memberId,
        instanceId: request.groupInstanceId,
        protocols: request.protocols.map(({ name }) => name),
        topics: [...topics].sort(),
        owned: namesOf(ownedPartitions),
        ownedGeneration: generationId,
      };
    }
    case 'SyncGroup': {
      const assignments = request.assignments.map(({ memberId, assignment }) => [
        memberId,
        namesOf(assignment.partitions),
      ]);
      return {
        memberId: request.memberId,
        instanceId: request.groupInstanceId,
        generation: request.generationId,
        protocol: request.protocolName,
        assignments: assignments.length === 0 ? null : Object.fromEntries(assignments),
      };
    }
    case 'Heartbeat':
      return {
        memberId: request.memberId,
        instanceId: request.groupInstanceId,
        generation: request.generationId,
      };
    case 'LeaveGroup':
      return {
        memberId: request.members[0]!.memberId,
        instanceId: request.members[0]!.groupInstanceId,
      };
    case 'ConsumerGroupHeartbeat':
      return {
        epoch: request.memberEpoch,
        instanceId: request.groupInstanceId,
        rebalanceTimeoutMs: request.rebalanceTimeoutMs === -1 ? null : request.rebalanceTimeoutMs,
        topics:
          request.subscribedTopicNames === null ? null : [...request.subscribedTopicNames].sort(),
        assignor: request.serverAssignor,
        owned: request.ownedPartitions === null ? null : namesOf(request.ownedPartitions),
      };
    case 'OffsetCommit':
      return {
        memberId: request.memberId,
        instanceId: request.groupInstanceId,
        generation: request.generationIdOrMemberEpoch,
        offsets: Object.fromEntries(committedOffsets(request)),
      };
    case 'OffsetFetch':
      return { partitions: namesOf(request.partitions ?? []) };
    case 'Fetch':
      return { offsets: fetchOffsets(request) };
    case 'FindCoordinator':
    case 'InitProducerId':
    case 'ListOffsets':
    case 'Metadata':
    case 'OffsetForLeaderEpoch':
    case 'Produce':
      return {};
  }
}

function fetchOffsets(request: FetchRequest): Record<string, number> {
  return Object.fromEntries(
    request.partitions.map(({ topic, partition, fetchOffset }) => [
      formatTopicPartition(topic, partition),
      fetchOffset,
    ]),
  );
}
