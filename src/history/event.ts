import type { Expectations } from './expectations.ts';

/**
 * The one event format of both backends (simulator, real Kafka). Everything that judges, explains or
 * draws reads only these events and the header.
 *
 * Every object of one type has all its fields, in the order given here. `atUs` is microseconds since
 * the start of the run. Partitions of a list are in the order of the backend; offsets are integers;
 * `startOffset` is inclusive, `endOffset` exclusive. A process is named as in the scenario
 * (`c1`, `api-1`, `broker-1`).
 */
export const HISTORY_FORMAT = 'partition-lab-history';
/** Raised when a reader of the former version could misread a file of the new one. */
export const HISTORY_VERSION = 1;

/** A partition as events name it. */
export interface EventPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What the worker decided about a request. `DUPLICATE`: decided before, nothing done. */
export type HandlerOutcome =
  | 'ISSUED'
  | 'SOLD_OUT'
  | 'ALREADY_ISSUED'
  | 'UNKNOWN_COUPON'
  | 'DUPLICATE'
  | 'DEAD_LETTERED'
  | 'HANDLED'
  | 'FAILED';

/** What an outside observer could know on either backend. */
export type ObservedEvent =
  // --- the workload and the producer side
  | { readonly type: 'RequestSubmitted'; readonly atUs: number; readonly process: string; readonly requestId: string; readonly couponId: string; readonly userId: string }
  | { readonly type: 'RequestAccepted'; readonly atUs: number; readonly process: string; readonly requestId: string }
  /** `definite`: the request certainly has no effect; otherwise it may still be handled. */
  | { readonly type: 'RequestRefused'; readonly atUs: number; readonly process: string; readonly requestId: string; readonly error: string; readonly definite: boolean }
  | { readonly type: 'SendStarted'; readonly atUs: number; readonly process: string; readonly sendId: number; readonly topic: string; readonly key: string | null; readonly requestId: string }
  | { readonly type: 'Produced'; readonly atUs: number; readonly process: string; readonly sendId: number; readonly topic: string; readonly partition: number; readonly offset: number; readonly key: string | null; readonly requestId: string }
  | { readonly type: 'ProduceFailed'; readonly atUs: number; readonly process: string; readonly sendId: number; readonly topic: string; readonly error: string; readonly requestId: string }
  | { readonly type: 'ResultRead'; readonly atUs: number; readonly process: string; readonly requestId: string; readonly outcome: string }
  // --- the consumer side
  | { readonly type: 'Polled'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly startOffset: number; readonly endOffset: number }
  | { readonly type: 'HandlerStarted'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly key: string | null; readonly requestId: string; readonly attempt: number }
  | { readonly type: 'HandlerEnded'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly outcome: HandlerOutcome; readonly error: string }
  /**
   * A transaction of the store was committed and changed something. `issued`: rows added to the issue
   * history; `deducted`: stock taken; `outcome`: result row written ('' if none); `stockAfter`: -1 if untouched.
   */
  | { readonly type: 'EffectCommitted'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly requestId: string; readonly couponId: string; readonly userId: string; readonly issued: number; readonly deducted: number; readonly outcome: string; readonly stockAfter: number }
  | { readonly type: 'DeadLettered'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly reason: string }
  | { readonly type: 'CommitStarted'; readonly atUs: number; readonly process: string; readonly group: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly auto: boolean }
  | { readonly type: 'Committed'; readonly atUs: number; readonly process: string; readonly group: string; readonly topic: string; readonly partition: number; readonly offset: number }
  | { readonly type: 'CommitRefused'; readonly atUs: number; readonly process: string; readonly group: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly error: string }
  /** `generation`: generation id or member epoch; -1 if the client does not tell. */
  | { readonly type: 'Assigned'; readonly atUs: number; readonly process: string; readonly group: string; readonly generation: number; readonly partitions: readonly EventPartition[] }
  | { readonly type: 'Revoked'; readonly atUs: number; readonly process: string; readonly group: string; readonly generation: number; readonly partitions: readonly EventPartition[] }
  | { readonly type: 'Lost'; readonly atUs: number; readonly process: string; readonly group: string; readonly generation: number; readonly partitions: readonly EventPartition[] }
  // --- processes and faults
  | { readonly type: 'Started'; readonly atUs: number; readonly process: string; readonly role: 'broker' | 'producer' | 'consumer' | 'store' }
  | { readonly type: 'Stopped'; readonly atUs: number; readonly process: string }
  | { readonly type: 'Crashed'; readonly atUs: number; readonly process: string }
  | { readonly type: 'Paused'; readonly atUs: number; readonly process: string }
  | { readonly type: 'Resumed'; readonly atUs: number; readonly process: string }
  /** A fault of the scenario takes effect. `fault`: its number in the file; `text`: one plain line. */
  | { readonly type: 'FaultInjected'; readonly atUs: number; readonly process: string; readonly fault: number; readonly text: string }
  | { readonly type: 'PartitionsAdded'; readonly atUs: number; readonly process: string; readonly topic: string; readonly before: number; readonly after: number }
  /** Faults and workload are over: from here on the system must drain (liveness phase). */
  | { readonly type: 'QuietPhaseStarted'; readonly atUs: number; readonly process: string }
  | { readonly type: 'RunEnded'; readonly atUs: number; readonly process: string; readonly reason: 'drained' | 'deadline' | 'interrupted' };

/** What only the backend itself can know: the simulator's model, or Kafka's own logs. */
export type InternalEvent =
  /**
   * A leader appended a batch. `producerId`, `producerEpoch` and `baseSequence` (of its first record) are
   * those of an idempotent producer, else -1.
   */
  | { readonly type: 'RecordsAppended'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly baseOffset: number; readonly count: number; readonly leaderEpoch: number; readonly producerId: number; readonly producerEpoch: number; readonly baseSequence: number }
  | { readonly type: 'HighWatermarkAdvanced'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly highWatermark: number }
  | { readonly type: 'GroupStateChanged'; readonly atUs: number; readonly process: string; readonly group: string; readonly from: string; readonly to: string; readonly generation: number; readonly reason: string }
  | { readonly type: 'MemberAdded'; readonly atUs: number; readonly process: string; readonly group: string; readonly memberId: string; readonly client: string }
  | { readonly type: 'MemberRemoved'; readonly atUs: number; readonly process: string; readonly group: string; readonly memberId: string; readonly client: string; readonly reason: string }
  /** The group's assignment of one generation, as stored by the coordinator. `client` is the process name. */
  | { readonly type: 'AssignmentStored'; readonly atUs: number; readonly process: string; readonly group: string; readonly generation: number; readonly protocol: string; readonly leader: string; readonly members: readonly { readonly memberId: string; readonly client: string; readonly partitions: readonly EventPartition[] }[] }
  /** The coordinator stored a committed offset: the truth about commits. */
  | { readonly type: 'OffsetStored'; readonly atUs: number; readonly process: string; readonly group: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly memberId: string; readonly client: string; readonly generation: number }
  | { readonly type: 'OffsetRefused'; readonly atUs: number; readonly process: string; readonly group: string; readonly topic: string; readonly partition: number; readonly offset: number; readonly memberId: string; readonly client: string; readonly generation: number; readonly error: string }
  /** A partition came into being. `replicas`: ids of brokers, the preferred leader first; all are in sync. */
  | { readonly type: 'ReplicasAssigned'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly replicas: readonly number[] }
  /** `isr`: ids of the brokers that are in sync from here on. */
  | { readonly type: 'IsrChanged'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly isr: readonly number[] }
  /** `leaderId` -1: nobody leads. The first leader of a partition, its first replica, is not told. */
  | { readonly type: 'LeaderElected'; readonly atUs: number; readonly process: string; readonly topic: string; readonly partition: number; readonly leaderId: number; readonly leaderEpoch: number }
  /** Only with tracing on: a request or response arrived. */
  | { readonly type: 'Wire'; readonly atUs: number; readonly process: string; readonly peer: string; readonly api: string; readonly text: string };

/** Any event of a history. */
export type HistoryEvent = ObservedEvent | InternalEvent;

/** Names of all event types. */
export type HistoryEventType = HistoryEvent['type'];

/** An event of one type. */
export type EventOf<T extends HistoryEventType> = Extract<HistoryEvent, { readonly type: T }>;

/** First line of a history file: what a reader must know that no event says. */
export interface HistoryHeader {
  readonly format: typeof HISTORY_FORMAT;
  readonly version: typeof HISTORY_VERSION;
  readonly backend: 'simulator' | 'kafka';
  readonly title: string;
  readonly lesson: string;
  /** Path of the scenario as given by the user; '' if it did not come from a file. */
  readonly scenarioPath: string;
  readonly seed: number;
  /** Version of this product that wrote the file. */
  readonly productVersion: string;
  readonly kafkaVersion: string;
  /** Factor by which session timeouts and fault times were shrunk; 1: not at all. */
  readonly timeScale: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: number; readonly replicationFactor: number }[];
  readonly groups: readonly {
    readonly group: string;
    readonly topics: readonly string[];
    readonly application: string;
    readonly consumers: readonly string[];
    /** Consumers that commit what poll returned, handled or not (`enable.auto.commit`). */
    readonly autoCommit: readonly string[];
  }[];
  readonly producers: readonly string[];
  /** Coupon id to initial stock. */
  readonly coupons: Readonly<Record<string, number>>;
  /** What one key of the workload stands for, for the page: `couponId`, `couponId:userId`, ... */
  readonly keyedBy: string;
  /** What the scenario expects, so that a saved run is judged as it was; null: nothing is known. */
  readonly expect: Expectations | null;
}

/** Takes events as they happen, in order. Checkers, files and charts are sinks. */
export interface HistorySink {
  onEvent(event: HistoryEvent): void;
}
