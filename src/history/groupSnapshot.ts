import type { EventPartition } from './event.ts';

/** A consumer group at one moment, as `kafka-consumer-groups --describe` would show it then. */
export interface GroupSnapshot {
  /** The moment that was asked for. */
  readonly atUs: number;
  /** The run was over before: so it was left. null: it was not. */
  readonly endedUs: number | null;
  readonly group: string;
  /** Process name of the coordinator; '': there is none now. */
  readonly coordinator: string;
  /** False: the coordinator does not answer, so that nothing else is known. */
  readonly isAnswering: boolean;
  /** As Kafka spells it; '': the coordinator knows no such group. */
  readonly state: string;
  readonly protocol: 'classic' | 'consumer';
  /** Name of the assignor; '': none; `default`: that of the brokers. */
  readonly assignor: string;
  /** The generation of a classic group, the epoch of one under KIP-848. */
  readonly generation: number;
  /** Epoch of the target assignment; null: a classic group. */
  readonly assignmentEpoch: number | null;
  readonly members: readonly MemberSnapshot[];
  /** Partitions that a member has or of which something is committed, by topic and number. */
  readonly offsets: readonly OffsetSnapshot[];
}

/** One member. */
export interface MemberSnapshot {
  readonly memberId: string;
  /** '': a dynamic member. */
  readonly instanceId: string;
  /** Process name. */
  readonly client: string;
  /** The member's own epoch; null: a classic member. */
  readonly epoch: number | null;
  /** What it is doing in the group, in Kafka's words where there are any; '': nothing special. */
  readonly state: string;
  readonly assignment: readonly EventPartition[];
  /** What it shall have; null: a classic member. */
  readonly target: readonly EventPartition[] | null;
}

/** One partition as the group has it. */
export interface OffsetSnapshot extends EventPartition {
  /** null: nothing is committed. */
  readonly currentOffset: number | null;
  /** The high watermark; null: the partition has no leader. */
  readonly endOffset: number | null;
  /** null: one of the two is not known. */
  readonly lag: number | null;
  /** '': no member has it. */
  readonly memberId: string;
  readonly client: string;
}
