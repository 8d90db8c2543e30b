import type { LogPlace } from './kafkaLogEntry.ts';

/** A decision of the group coordinator, from `__consumer_offsets`. */
export type GroupEntry =
  | GroupGeneration
  | GroupRemoved
  | OffsetCommitted
  | OffsetRemoved
  | GroupEpoch
  | MemberSubscription
  | MemberRemoved
  | TargetEpoch
  | TargetAssignment
  | CurrentAssignment
  | GroupTombstone;

/** Partitions of one topic. `topic` null: of a topic that was removed. */
export interface AssignedTopic {
  readonly topic: string | null;
  readonly topicId: string | null;
  readonly partitions: readonly number[];
}

/**
 * A classic group: a completed generation with all its members. No members and no protocol: the
 * group is empty.
 */
export interface GroupGeneration extends LogPlace {
  readonly type: 'GroupGeneration';
  readonly groupId: string;
  readonly generationId: number;
  readonly protocolType: string;
  /** The assignor; `null`: none, the group is empty. */
  readonly protocol: string | null;
  readonly leaderId: string | null;
  readonly members: readonly GenerationMember[];
}

/** A member of a generation. */
export interface GenerationMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** `null`: not a consumer's, only its client can read it. */
  readonly assignment: readonly AssignedTopic[] | null;
}

/** The group is gone. */
export interface GroupRemoved extends LogPlace {
  readonly type: 'GroupRemoved';
  readonly groupId: string;
}

/** A commit that was accepted. */
export interface OffsetCommitted extends LogPlace {
  readonly type: 'OffsetCommitted';
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read. */
  readonly committedOffset: number;
  /** `null`: the client did not say. */
  readonly leaderEpoch: number | null;
  readonly metadata: string;
  readonly commitTimestampMs: number;
}

/** A committed offset was forgotten: it expired, or its group or topic was removed. */
export interface OffsetRemoved extends LogPlace {
  readonly type: 'OffsetRemoved';
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
}

/** group.protocol=consumer: the group's epoch moved on. */
export interface GroupEpoch extends LogPlace {
  readonly type: 'GroupEpoch';
  readonly groupId: string;
  readonly groupEpoch: number;
}

/** group.protocol=consumer: a member joined, or changed what it wants. */
export interface MemberSubscription extends LogPlace {
  readonly type: 'MemberSubscription';
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly topicRegex: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly serverAssignor: string | null;
}

/** group.protocol=consumer: a member left, or its session ended. */
export interface MemberRemoved extends LogPlace {
  readonly type: 'MemberRemoved';
  readonly groupId: string;
  readonly memberId: string;
}

/** group.protocol=consumer: the epoch that the target assignment is of. */
export interface TargetEpoch extends LogPlace {
  readonly type: 'TargetEpoch';
  readonly groupId: string;
  readonly assignmentEpoch: number;
}

/** group.protocol=consumer: what a member is to own in the end. */
export interface TargetAssignment extends LogPlace {
  readonly type: 'TargetAssignment';
  readonly groupId: string;
  readonly memberId: string;
  readonly assignment: readonly AssignedTopic[];
}

/** group.protocol=consumer: what a member owns, and what it is to give up first. */
export interface CurrentAssignment extends LogPlace {
  readonly type: 'CurrentAssignment';
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: MemberState;
  readonly assigned: readonly AssignedTopic[];
  readonly pendingRevocation: readonly AssignedTopic[];
}

/** Kafka's states of a member of such a group. */
export type MemberState = 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS' | 'UNKNOWN';

/** group.protocol=consumer: a part of a member or of the group was deleted along with it. */
export interface GroupTombstone extends LogPlace {
  readonly type: 'GroupTombstone';
  readonly groupId: string;
  /** `null`: of the group itself. */
  readonly memberId: string | null;
  readonly of: 'GroupEpoch' | 'TargetEpoch' | 'TargetAssignment' | 'CurrentAssignment';
}
