import { unreachable } from '../../sim/errors.ts';
import type { ErrorCode } from '../protocol/errorCode.ts';
import type {
  ConsumerGroupHeartbeatRequest,
  HeartbeatRequest,
  JoinGroupRequest,
  LeaveGroupRequest,
  OffsetCommitRequest,
  OffsetFetchRequest,
  SyncGroupRequest,
} from '../protocol/requests.ts';
import type {
  ConsumerGroupHeartbeatResponse,
  HeartbeatResponse,
  JoinGroupResponse,
  LeaveGroupResponse,
  OffsetCommitResponse,
  OffsetFetchResponse,
  SyncGroupResponse,
} from '../protocol/responses.ts';

/** A request to a group coordinator. */
export type GroupRequest<Metadata, Assigned> =
  | JoinGroupRequest<Metadata>
  | SyncGroupRequest<Assigned>
  | HeartbeatRequest
  | LeaveGroupRequest
  | ConsumerGroupHeartbeatRequest
  | OffsetCommitRequest
  | OffsetFetchRequest;

/** What a group coordinator answers. */
export type GroupResponse<Metadata, Assigned> =
  | JoinGroupResponse<Metadata>
  | SyncGroupResponse<Assigned>
  | HeartbeatResponse
  | LeaveGroupResponse
  | ConsumerGroupHeartbeatResponse
  | OffsetCommitResponse
  | OffsetFetchResponse;

/** The answer to a heartbeat of a KIP-848 member that fails. */
export function newHeartbeatError(
  { memberId, memberEpoch }: ConsumerGroupHeartbeatRequest,
  error: ErrorCode,
): ConsumerGroupHeartbeatResponse {
  const assignment = null;
  const heartbeatIntervalMs = 0;
  return {
    api: 'ConsumerGroupHeartbeat',
    error,
    memberId,
    memberEpoch,
    heartbeatIntervalMs,
    assignment,
  };
}

/** `memberId`: what the client shall go on with; '' after most errors. */
export function newJoinGroupError(memberId: string, error: ErrorCode): JoinGroupResponse<never> {
  return {
    api: 'JoinGroup',
    error,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  };
}

export function newSyncGroupError(error: ErrorCode): SyncGroupResponse<never> {
  return { api: 'SyncGroup', error, protocolType: null, protocolName: null, assignment: null };
}

export function newOffsetCommitError(
  request: OffsetCommitRequest,
  error: ErrorCode,
): OffsetCommitResponse {
  return {
    api: 'OffsetCommit',
    partitions: request.partitions.map(({ topic, partition }) => ({ topic, partition, error })),
  };
}

/** The answer to a request that fails as a whole. */
export function newErrorResponse(
  request: GroupRequest<unknown, unknown>,
  error: ErrorCode,
): GroupResponse<never, never> {
  switch (request.api) {
    case 'JoinGroup':
      return newJoinGroupError('', error);
    case 'SyncGroup':
      return newSyncGroupError(error);
    case 'Heartbeat':
      return { api: 'Heartbeat', error };
    case 'LeaveGroup':
      return { api: 'LeaveGroup', error, members: [] };
    case 'ConsumerGroupHeartbeat':
      return newHeartbeatError(request, error);
    case 'OffsetCommit':
      return newOffsetCommitError(request, error);
    case 'OffsetFetch':
      return { api: 'OffsetFetch', error, partitions: [] };
    default:
      return unreachable(request);
  }
}
