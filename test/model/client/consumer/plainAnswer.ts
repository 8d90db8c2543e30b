import { newHeartbeatError } from '../../../../src/model/group/groupResponse.ts';
import type { ErrorCode } from '../../../../src/model/protocol/errorCode.ts';
import type {
  FetchRequest,
  OffsetCommitRequest,
  OffsetFetchRequest,
} from '../../../../src/model/protocol/requests.ts';
import type { ApiRequest } from '../../../../src/model/protocol/requests.ts';
import type { ApiResponse, FetchResponse } from '../../../../src/model/protocol/responses.ts';
import { formatTopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import { NODE_ID } from './virtualBrokers.ts';

/** An answer that says nothing but an error (or NONE). */
export function plainAnswer(request: ApiRequest, error: ErrorCode): ApiResponse {
  switch (request.api) {
    case 'FindCoordinator':
      return { api: 'FindCoordinator', error, nodeId: error === 'NONE' ? NODE_ID : -1 };
    case 'JoinGroup':
      return {
        api: 'JoinGroup',
        error,
        generationId: -1,
        protocolType: null,
        protocolName: null,
        leader: '',
        skipAssignment: false,
        memberId: '',
        members: [],
      };
    case 'SyncGroup':
      return { api: 'SyncGroup', error, protocolType: null, protocolName: null, assignment: null };
    case 'Heartbeat':
      return { api: 'Heartbeat', error };
    case 'LeaveGroup':
      return { api: 'LeaveGroup', error, members: [] };
    case 'ConsumerGroupHeartbeat':
      return newHeartbeatError(request, error);
    case 'OffsetCommit':
      return {
        api: 'OffsetCommit',
        partitions: request.partitions.map(({ topic, partition }) => ({ topic, partition, error })),
      };
    case 'Fetch':
    case 'InitProducerId':
    case 'ListOffsets':
    case 'Metadata':
    case 'OffsetFetch':
    case 'OffsetForLeaderEpoch':
    case 'Produce':
      throw new Error(`no plain answer to ${request.api}`);
  }
}

/**
 * `committed`: partition to offset; partitions without one get `otherwise` (-1: none committed).
 */
export function offsetFetchAnswer(
  request: OffsetFetchRequest,
  committed: ReadonlyMap<string, number>,
  otherwise: number,
): ApiResponse {
  return {
    api: 'OffsetFetch',
    error: 'NONE',
    partitions: (request.partitions ?? []).map(({ topic, partition }) => ({
      topic,
      partition,
      error: 'NONE',
      committedOffset: committed.get(formatTopicPartition(topic, partition)) ?? otherwise,
      committedLeaderEpoch: -1,
      metadata: '',
    })),
  };
}

/** So many records for some partitions from the offset asked for, none for the others. */
export function fetchAnswer(
  request: FetchRequest,
  counts: Readonly<Record<string, number>>,
): FetchResponse {
  return {
    api: 'Fetch',
    partitions: request.partitions.map(({ topic, partition, fetchOffset }) => {
      const count = counts[formatTopicPartition(topic, partition)] ?? 0;
      return {
        topic,
        partition,
        error: 'NONE',
        highWatermark: fetchOffset + count,
        lastStableOffset: fetchOffset + count,
        logStartOffset: 0,
        records: Array.from({ length: count }, (_, index) => ({
          offset: fetchOffset + index,
          timestampMs: 0,
          key: null,
          value: `${fetchOffset + index}`,
          headers: [],
        })),
        lastRecordEpoch: -1,
        currentLeader: null,
        divergingEpoch: null,
      };
    }),
  };
}

/** Partition to committed offset of an OffsetCommit. */
export function committedOffsets(request: OffsetCommitRequest): Map<string, number> {
  return new Map(
    request.partitions.map(({ topic, partition, committedOffset }) => [
      formatTopicPartition(topic, partition),
      committedOffset,
    ]),
  );
}
