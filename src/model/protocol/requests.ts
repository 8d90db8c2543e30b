import type { TopicPartition } from './topicPartition.ts';
import type { RecordBatch } from './record.ts';

/**
 * Requests of Kafka's protocol, by their API names and field names. Left out are only fields that
 * nothing here reads (client software names, throttle times, tagged fields).
 */
export type ApiRequest =
  | MetadataRequest
  | InitProducerIdRequest
  | ProduceRequest
  | FetchRequest
  | ListOffsetsRequest
  | OffsetForLeaderEpochRequest
  | FindCoordinatorRequest
  | JoinGroupRequest
  | SyncGroupRequest
  | HeartbeatRequest
  | LeaveGroupRequest
  | ConsumerGroupHeartbeatRequest
  | OffsetCommitRequest
  | OffsetFetchRequest;

/** API names, spelled as Kafka spells them. */
export type ApiName = ApiRequest['api'];

/** Topics null: all topics. */
export interface MetadataRequest {
  readonly api: 'Metadata';
  readonly topics: readonly string[] | null;
}

export interface InitProducerIdRequest {
  readonly api: 'InitProducerId';
  readonly transactionalId: string | null;
}

export interface ProduceRequest {
  readonly api: 'Produce';
  /** 0, 1 or -1 (all in-sync replicas). */
  readonly acks: 0 | 1 | -1;
  readonly timeoutMs: number;
  /** At most one batch a partition. */
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly batch: RecordBatch;
  }[];
}

export interface FetchPartition extends TopicPartition {
  readonly fetchOffset: number;
  /** -1: unknown, no check. */
  readonly currentLeaderEpoch: number;
  /** -1 unless the sender is a follower that wants truncation detection. */
  readonly lastFetchedEpoch: number;
  readonly maxBytes: number;
}

export interface FetchRequest {
  readonly api: 'Fetch';
  /** -1: an ordinary consumer. Otherwise the broker id of a follower. */
  readonly replicaId: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  readonly partitions: readonly FetchPartition[];
}

export interface ListOffsetsRequest {
  readonly api: 'ListOffsets';
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  /** timestampMs -1: latest, -2: earliest, else the first offset whose timestamp is not before. */
  readonly partitions: readonly (TopicPartition & {
    readonly timestampMs: number;
    readonly currentLeaderEpoch: number;
  })[];
}

export interface OffsetForLeaderEpochRequest {
  readonly api: 'OffsetForLeaderEpoch';
  readonly partitions: readonly (TopicPartition & {
    readonly leaderEpoch: number;
    readonly currentLeaderEpoch: number;
  })[];
}

export interface FindCoordinatorRequest {
  readonly api: 'FindCoordinator';
  readonly keyType: 'group' | 'transaction';
  readonly key: string;
}

/** What a member tells the others through the leader (ConsumerProtocolSubscription). */
export interface Subscription {
  readonly topics: readonly string[];
  /** Empty for eager assignors. */
  readonly ownedPartitions: readonly TopicPartition[];
  /** Generation of ownedPartitions; -1: none. */
  readonly generationId: number;
  /** null unless `client.rack` is set. */
  readonly rackId: string | null;
  /**
   * What the assignor itself wants to tell its leader (sticky: earlier assignment); null: nothing.
   */
  readonly userData: StickyUserData | null;
}

/** StickyAssignor's user data (schema v1). */
export interface StickyUserData {
  readonly partitions: readonly TopicPartition[];
  readonly generation: number;
}

/** What the leader's assignor gives one member (ConsumerProtocolAssignment). */
export interface Assignment {
  readonly partitions: readonly TopicPartition[];
}

/**
 * `Metadata` and `Assigned` are opaque to the coordinator: it compares and hands on, never looks
 * inside.
 */
export interface JoinGroupRequest<Metadata = Subscription> {
  readonly api: 'JoinGroup';
  readonly groupId: string;
  /** '' at first. */
  readonly memberId: string;
  /** null: dynamic member. */
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  /** In order of preference. */
  readonly protocols: readonly { readonly name: string; readonly metadata: Metadata }[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** The client id of the request's header; a new member id begins with it. */
  readonly clientId: string;
}

export interface SyncGroupRequest<Assigned = Assignment> {
  readonly api: 'SyncGroup';
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** Only from the leader; else empty. Member id to assignment. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Assigned }[];
}

export interface HeartbeatRequest {
  readonly api: 'Heartbeat';
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface LeaveGroupRequest {
  readonly api: 'LeaveGroup';
  readonly groupId: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly reason: string;
  }[];
}

/** The one request of the KIP-848 protocol. What is null (or -1) is as it was and is not sent. */
export interface ConsumerGroupHeartbeatRequest {
  readonly api: 'ConsumerGroupHeartbeat';
  readonly groupId: string;
  /** Made by the client. */
  readonly memberId: string;
  /** 0: join; -1: leave; -2: a static member leaves and will be back. */
  readonly memberEpoch: number;
  readonly groupInstanceId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  /** `group.remote.assignor`. */
  readonly serverAssignor: string | null;
  /** Partitions that the client owns. */
  readonly ownedPartitions: readonly TopicPartition[] | null;
  /** The client id of the request's header. */
  readonly clientId: string;
}

export interface OffsetCommitRequest {
  readonly api: 'OffsetCommit';
  readonly groupId: string;
  /** -1: not through a group. For KIP-848 members, the member epoch. */
  readonly generationIdOrMemberEpoch: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly partitions: readonly (TopicPartition & {
    /** The next offset to read, >= 0. */
    readonly committedOffset: number;
    /** -1: unknown. */
    readonly committedLeaderEpoch: number;
    readonly metadata: string;
  })[];
}

export interface OffsetFetchRequest {
  readonly api: 'OffsetFetch';
  readonly groupId: string;
  /** '' and -1 unless sent by a KIP-848 member. */
  readonly memberId: string;
  readonly memberEpoch: number;
  /** null: all partitions with a committed offset. */
  readonly partitions: readonly TopicPartition[] | null;
  readonly requireStable: boolean;
}
