import type { Assignment, Subscription } from '../protocol/requests.ts';
import type { ConsumerGroupRecord } from './consumer/consumerGroupRecord.ts';

/**
 * A record of `__consumer_offsets`. Its key is the type and the names; a null value is a tombstone.
 * Mirrors GroupMetadataKey/Value and OffsetCommitKey/Value (`GroupCoordinatorRecordHelpers`).
 */
export type CoordinatorRecord<Metadata = Subscription, Assigned = Assignment> =
  GroupMetadataRecord<Metadata, Assigned> | OffsetCommitRecord | ConsumerGroupRecord;

/** The group as it was when its last generation began to be Stable, or became Empty. */
export interface GroupMetadataRecord<Metadata, Assigned> {
  readonly type: 'GroupMetadata';
  readonly groupId: string;
  readonly value: GroupMetadataValue<Metadata, Assigned> | null;
}

/** A committed offset of one partition. */
export interface OffsetCommitRecord {
  readonly type: 'OffsetCommit';
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  readonly value: OffsetCommitValue | null;
}

export interface GroupMetadataValue<Metadata, Assigned> {
  /** '' as long as no member has ever joined. */
  readonly protocolType: string;
  readonly generation: number;
  /** The selected protocol (assignor); null without members. */
  readonly protocol: string | null;
  readonly leader: string | null;
  /** When the group entered its state, in ms of virtual time; -1: unknown. */
  readonly currentStateTimestampMs: number;
  readonly members: readonly GroupMetadataMember<Metadata, Assigned>[];
}

export interface GroupMetadataMember<Metadata, Assigned> {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  /** The member's metadata for the selected protocol. */
  readonly subscription: Metadata;
  /** null: the leader gave it nothing. */
  readonly assignment: Assigned | null;
}

export interface OffsetCommitValue {
  /** The next offset to read. */
  readonly offset: number;
  /** -1: unknown. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** When the coordinator took the commit, in ms of virtual time. */
  readonly commitTimestampMs: number;
}
