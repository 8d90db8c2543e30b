import type { ApiResponse } from '../protocol/responses.ts';
import type { GroupRequest } from './coordinatorHost.ts';

/** The answer of a broker that is not the coordinator of the request's group. */
export function rejectAsNotCoordinator(request: GroupRequest): ApiResponse {
  const error = 'NOT_COORDINATOR';
  switch (request.api) {
    case 'JoinGroup':
      return {
        api: 'JoinGroup',
        error,
        generationId: -1,
        protocolType: null,
        protocolName: null,
        leader: '',
        skipAssignment: false,
        memberId: request.memberId,
        members: [],
      };
    case 'SyncGroup':
      return { api: 'SyncGroup', error, protocolType: null, protocolName: null, assignment: null };
    case 'Heartbeat':
      return { api: 'Heartbeat', error };
    case 'LeaveGroup':
      return { api: 'LeaveGroup', error, members: [] };
    case 'OffsetCommit':
      return {
        api: 'OffsetCommit',
        partitions: request.partitions.map(({ topic, partition }) => ({ topic, partition, error })),
      };
    case 'OffsetFetch':
      return { api: 'OffsetFetch', error, partitions: [] };
  }
}
