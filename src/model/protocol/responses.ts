import type { ErrorCode } from './errorCode.ts';
import type { LogRecord } from './record.ts';
import type { ApiRequest, Assignment, Subscription } from './requests.ts';
import type { TopicPartition } from './topicPartition.ts';

/** Responses of Kafka's protocol, by their API names and field names. */
export type ApiResponse =
  | MetadataResponse
  | InitProducerIdResponse
  | ProduceResponse
  | FetchResponse
  | ListOffsetsResponse
  | OffsetForLeaderEpochResponse
  | FindCoordinatorResponse
  | JoinGroupResponse
  | SyncGroupResponse
  | HeartbeatResponse
  | LeaveGroupResponse
  | ConsumerGroupHeartbeatResponse
  | OffsetCommitResponse
  | OffsetFetchResponse;

/** The response that belongs to a request type. */
export type ResponseTo<R extends ApiRequest> = Extract<ApiResponse, { readonly api: R['api'] }>;

export interface PartitionMetadata {
  readonly partition: number;
  readonly error: ErrorCode;
  /** -1: none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface MetadataResponse {
  readonly api: 'Metadata';
  readonly brokers: readonly number[];
  readonly controllerId: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly error: ErrorCode;
    readonly partitions: readonly PartitionMetadata[];
  }[];
}

export interface InitProducerIdResponse {
  readonly api: 'InitProducerId';
  readonly error: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A leader that the answer names (KIP-951); null: none named. */
export interface CurrentLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface ProducePartitionResponse extends TopicPartition {
  readonly error: ErrorCode;
  /** -1 on error. */
  readonly baseOffset: number;
  readonly logStartOffset: number;
  readonly currentLeader: CurrentLeader | null;
}

export interface ProduceResponse {
  readonly api: 'Produce';
  readonly partitions: readonly ProducePartitionResponse[];
}

export interface FetchPartitionResponse extends TopicPartition {
  readonly error: ErrorCode;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly records: readonly LogRecord[];
  /** Leader epoch under which the last of `records` was written; -1 if there is none. */
  readonly lastRecordEpoch: number;
  readonly currentLeader: CurrentLeader | null;
  /**
   * Set when the logs of a follower and its leader have parted (KIP-595): the follower must
   * truncate.
   */
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
}

export interface FetchResponse {
  readonly api: 'Fetch';
  readonly partitions: readonly FetchPartitionResponse[];
}

export interface ListOffsetsResponse {
  readonly api: 'ListOffsets';
  readonly partitions: readonly (TopicPartition & {
    readonly error: ErrorCode;
    readonly timestampMs: number;
    /** -1: no such offset. */
    readonly offset: number;
    readonly leaderEpoch: number;
  })[];
}

export interface OffsetForLeaderEpochResponse {
  readonly api: 'OffsetForLeaderEpoch';
  readonly partitions: readonly (TopicPartition & {
    readonly error: ErrorCode;
    /** -1: undefined. */
    readonly leaderEpoch: number;
    readonly endOffset: number;
  })[];
}

export interface FindCoordinatorResponse {
  readonly api: 'FindCoordinator';
  readonly error: ErrorCode;
  readonly nodeId: number;
}

export interface JoinGroupResponse<Metadata = Subscription> {
  readonly api: 'JoinGroup';
  readonly error: ErrorCode;
  /** -1 on error. */
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  /** The leader returned within its session: it must not compute an assignment (KIP-814). */
  readonly skipAssignment: boolean;
  readonly memberId: string;
  /** Only to the leader; else empty. */
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Metadata;
  }[];
}

export interface SyncGroupResponse<Assigned = Assignment> {
  readonly api: 'SyncGroup';
  readonly error: ErrorCode;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** null: no bytes at all, which the client reads as an empty assignment. */
  readonly assignment: Assigned | null;
}

export interface HeartbeatResponse {
  readonly api: 'Heartbeat';
  readonly error: ErrorCode;
}

export interface LeaveGroupResponse {
  readonly api: 'LeaveGroup';
  readonly error: ErrorCode;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly error: ErrorCode;
  }[];
}

export interface ConsumerGroupHeartbeatResponse {
  readonly api: 'ConsumerGroupHeartbeat';
  readonly error: ErrorCode;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** All that the member is to own; null: as it was told before. */
  readonly assignment: readonly TopicPartition[] | null;
}

export interface OffsetCommitResponse {
  readonly api: 'OffsetCommit';
  readonly partitions: readonly (TopicPartition & { readonly error: ErrorCode })[];
}

export interface OffsetFetchResponse {
  readonly api: 'OffsetFetch';
  /** Of the group as a whole. */
  readonly error: ErrorCode;
  readonly partitions: readonly (TopicPartition & {
    readonly error: ErrorCode;
    /** -1: none committed. */
    readonly committedOffset: number;
    readonly committedLeaderEpoch: number;
    readonly metadata: string;
  })[];
}
