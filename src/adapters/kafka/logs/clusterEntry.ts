import type { LogPlace } from './kafkaLogEntry.ts';

/** A decision of the controller, from `__cluster_metadata`. */
export type ClusterEntry =
  | ControllerElected
  | TopicCreated
  | TopicRemoved
  | PartitionState
  | BrokerRegistered
  | BrokerChanged
  | BrokerUnregistered
  | ConfigChanged
  | ProducerIdsGiven
  | OtherClusterRecord;

/** A controller leads from here on. */
export interface ControllerElected extends LogPlace {
  readonly type: 'ControllerElected';
  readonly controllerId: number;
  readonly controllerEpoch: number;
}

/** A topic; its partitions follow. */
export interface TopicCreated extends LogPlace {
  readonly type: 'TopicCreated';
  readonly topic: string;
  readonly topicId: string;
}

/** A topic with all its partitions is gone. */
export interface TopicRemoved extends LogPlace {
  readonly type: 'TopicRemoved';
  readonly topic: string;
  readonly topicId: string;
}

/**
 * Leader and in-sync replicas of a partition after a decision. The log holds only what changed;
 * this is all of it.
 */
export interface PartitionState extends LogPlace {
  readonly type: 'PartitionState';
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /** `null`: no replica leads. */
  readonly leader: number | null;
  readonly leaderEpoch: number;
  /** Grows with every decision on this partition. */
  readonly partitionEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly eligibleLeaderReplicas: readonly number[];
  readonly lastKnownElr: readonly number[];
  /** The leader was elected uncleanly and has not recovered yet. */
  readonly isRecovering: boolean;
  /** What this decision was about. */
  readonly changed: readonly PartitionChange[];
}

/** A part of a partition's state. */
export type PartitionChange =
  | 'created'
  | 'leader'
  | 'isr'
  | 'replicas'
  | 'eligibleLeaderReplicas'
  | 'lastKnownElr'
  | 'recovery';

/** A broker's process registered. It is fenced until it has caught up. */
export interface BrokerRegistered extends LogPlace {
  readonly type: 'BrokerRegistered';
  readonly brokerId: number;
  readonly brokerEpoch: number;
  /** Of the process: another one after each restart. */
  readonly incarnationId: string;
  readonly isFenced: boolean;
}

/** A broker was fenced (its session ended) or let in, or shuts down in order. */
export interface BrokerChanged extends LogPlace {
  readonly type: 'BrokerChanged';
  readonly brokerId: number;
  readonly brokerEpoch: number;
  /** `null`: as before. */
  readonly isFenced: boolean | null;
  readonly isShuttingDown: boolean | null;
}

/** A broker was removed for good. */
export interface BrokerUnregistered extends LogPlace {
  readonly type: 'BrokerUnregistered';
  readonly brokerId: number;
}

/** A dynamic config of a topic, a broker, a client or a group. */
export interface ConfigChanged extends LogPlace {
  readonly type: 'ConfigChanged';
  readonly resource: 'topic' | 'broker' | 'broker logger' | 'client metrics' | 'group';
  /** Empty: the default of all brokers. */
  readonly resourceName: string;
  readonly name: string;
  /** `null`: back to the default. */
  readonly value: string | null;
}

/** A broker was given a block of producer ids that ends before `nextProducerId`. */
export interface ProducerIdsGiven extends LogPlace {
  readonly type: 'ProducerIdsGiven';
  readonly brokerId: number;
  readonly nextProducerId: number;
}

/** A kind of record that says nothing of topics, partitions or brokers. */
export interface OtherClusterRecord extends LogPlace {
  readonly type: 'OtherClusterRecord';
  /** As Kafka names it. */
  readonly recordType: string;
  readonly data: Readonly<Record<string, unknown>>;
}
