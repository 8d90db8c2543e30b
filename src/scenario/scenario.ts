import type { Expectations } from '../history/expectations.ts';
import type { Latency } from '../sim/latency.ts';

export type {
  Amount,
  Expectations,
  HoldName,
  PartitionExpectation,
} from '../history/expectations.ts';

/**
 * A scenario after parsing and validation: what one file says, with units resolved and nothing left
 * to interpret. Both backends run this object; no file, YAML or `node:` knowledge is below this
 * line.
 */
export interface Scenario {
  readonly title: string;
  readonly lesson: string;
  /** Path as given by the user; '' if it did not come from a file. */
  readonly path: string;
  /** The seed of the file; a command line may give another. */
  readonly seed: number;
  /**
   * Path of the measured latencies that it names, as it stands in the file; null: none. They are
   * in `cluster` and `store` already.
   */
  readonly latencyProfile: string | null;
  readonly cluster: ClusterSpec;
  readonly topics: readonly TopicSpec[];
  /** In the order of the file. */
  readonly coupons: readonly { readonly couponId: string; readonly stock: number }[];
  readonly store: StoreSpec;
  readonly groups: readonly GroupSpec[];
  readonly producers: readonly ProducerSpec[];
  readonly workload: readonly WorkloadSpec[];
  readonly faults: readonly FaultSpec[];
  readonly quiet: QuietSpec;
  readonly expect: Expectations;
}

/** A duration of a scenario: a range in integer microseconds, or what was measured. */
export type DurationRange = Latency;

/** Kafka config by its dotted name, as text, exactly as in a properties file. */
export type KafkaConfig = Readonly<Record<string, string>>;

export interface ClusterSpec {
  /** Number of brokers, named broker-1 ... broker-N. */
  readonly brokers: number;
  readonly config: KafkaConfig;
  readonly latency: {
    /** One way, each direction. */
    readonly clientBroker: DurationRange;
    readonly brokerBroker: DurationRange;
    /** What a broker needs for a request of one API besides the way; APIs not named: nothing. */
    readonly handling: readonly { readonly api: string; readonly latency: DurationRange }[];
    /** Overrides for single links, both directions, by process name. */
    readonly links: readonly {
      readonly a: string;
      readonly b: string;
      readonly latency: DurationRange;
    }[];
  };
}

/** What the key of a record is made of; null: no key. */
export type KeyChoice = 'couponId' | 'couponId:userId' | 'userId' | 'none';

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: KafkaConfig;
  /** How the issuer's producer side keys what it sends to this topic. */
  readonly key: KeyChoice;
}

export interface StoreSpec {
  /** Latency of each statement, by kind; `commit` is the COMMIT itself. */
  readonly latency: { readonly statement: DurationRange; readonly commit: DurationRange };
  /** Connections of the pool of one process. */
  readonly poolSize: number;
}

/** What runs in the consumers of a group. `console` only prints, like the console consumer. */
export type Application = 'coupon-issuer' | 'order-completed' | 'payment-completed' | 'console';

/** When a worker commits. `auto`: enable.auto.commit does it. */
export type CommitPolicy = 'record-sync' | 'batch-sync' | 'batch-async' | 'auto';

/** Known mistakes, kept to prove that the checks see them. */
export type PlantedBug =
  | 'no-dedupe'
  | 'commit-before-effect'
  | 'check-then-act-stock'
  | 'dedupe-outside-transaction'
  | 'in-memory-dedupe'
  | 'commit-wrong-offset';

export interface GroupSpec {
  readonly id: string;
  readonly topics: readonly string[];
  readonly application: Application;
  readonly commit: CommitPolicy;
  /** Config of every consumer of the group; a consumer's own config wins. */
  readonly config: KafkaConfig;
  readonly consumers: readonly ConsumerSpec[];
  /** Own work per record besides the store's statements. */
  readonly serviceTime: DurationRange;
  /** How long one poll waits. */
  readonly pollTimeoutUs: number;
  /** Attempts at one record before it is dead-lettered, >= 1. */
  readonly maxAttempts: number;
  /** Pause before attempt n+1. */
  readonly retryBackoffUs: number;
  /**
   * Topic for what cannot be handled; null: there is none and the worker stops at such a record.
   */
  readonly deadLetterTopic: string | null;
  /** null: the correct service. */
  readonly bug: PlantedBug | null;
}

export interface ConsumerSpec {
  readonly name: string;
  readonly config: KafkaConfig;
  /** When the process starts and joins. */
  readonly startUs: number;
}

export interface ProducerSpec {
  readonly name: string;
  readonly config: KafkaConfig;
}

/** What is sent. Times are since the start of the run. */
export type WorkloadSpec = RequestsSpec | RequestSpec | RecordsSpec;

/** N coupon requests through the service's API, spread over a time. */
export interface RequestsSpec {
  readonly type: 'requests';
  readonly fromUs: number;
  readonly overUs: number;
  readonly count: number;
  /** `burst`: all at `fromUs`. */
  readonly arrival: 'uniform' | 'burst' | 'poisson';
  readonly topic: string;
  /** One producer process an index, in turn; never empty. */
  readonly producers: readonly string[];
  readonly coupons: CouponChoice;
  readonly users: UserChoice;
  /** Every request is sent this often under one request id (client retries), >= 1. */
  readonly sends: number;
}

/**
 * `cycle`: request i takes coupons[i mod n]; `random`: uniform; `hot`: `hotPercent` per cent go to
 * the first coupon, the others are uniform among the rest.
 */
export interface CouponChoice {
  readonly ids: readonly string[];
  readonly pick: 'cycle' | 'random' | 'hot';
  readonly hotPercent: number;
}

/**
 * `distinct`: user = first + i; `random`: uniform in [first, first + of). `shuffled`: distinct, in
 * random order.
 */
export interface UserChoice {
  readonly pick: 'distinct' | 'random' | 'shuffled';
  readonly first: number;
  readonly of: number;
}

/** One coupon request, perhaps sent several times. */
export interface RequestSpec {
  readonly type: 'request';
  readonly atUs: number;
  readonly topic: string;
  readonly producer: string;
  /** null: the service makes one. */
  readonly requestId: string | null;
  readonly couponId: string;
  readonly userId: string;
  readonly sends: number;
  /** Between two sends of the same request. */
  readonly everyUs: number;
}

/** Records as a console producer would send them: key and value as written, one after the other. */
export interface RecordsSpec {
  readonly type: 'records';
  readonly atUs: number;
  readonly everyUs: number;
  readonly topic: string;
  readonly producer: string;
  readonly records: readonly {
    readonly key: string | null;
    readonly value: string;
    readonly partition: number | null;
  }[];
}

/** A point in a consumer's work on one record at which a fault can strike exactly. */
export type WorkPoint =
  'polled' | 'handler-started' | 'effect-written' | 'handled' | 'committing' | 'committed';

/** When a fault takes effect. */
export type FaultTrigger =
  | { readonly type: 'at'; readonly atUs: number }
  | {
      readonly type: 'point';
      /** The consumer that must reach the point. */
      readonly process: string;
      readonly point: WorkPoint;
      /**
       * null: any record. For `committing`/`committed`: the record whose handling the commit
       * covers.
       */
      readonly record: {
        readonly topic: string;
        readonly partition: number;
        readonly offset: number;
      } | null;
      /** The n-th time that the point is reached (by a matching record), from 1. */
      readonly occurrence: number;
    };

export interface FaultSpec {
  /** Number in the file, from 1. */
  readonly number: number;
  /** One plain line: `crash c1 when it has written the effect of coupon-issue-request-0@7`. */
  readonly text: string;
  readonly trigger: FaultTrigger;
  readonly action: FaultAction;
}

export type FaultAction =
  /**
   * kill -9. `restartAfterUs` null: it stays away. `config`, here and below: what a consumer is
   * configured to do otherwise from its new start on; absent: nothing.
   */
  | {
      readonly type: 'crash';
      readonly process: string;
      readonly restartAfterUs: number | null;
      readonly config?: KafkaConfig;
    }
  /** A process that was killed starts again. */
  | { readonly type: 'restart'; readonly process: string; readonly config?: KafkaConfig }
  | { readonly type: 'pause'; readonly process: string; readonly forUs: number }
  /**
   * Orderly end: the worker finishes its batch, commits, closes. `rejoinAfterUs` null: it stays
   * away.
   */
  | {
      readonly type: 'leave';
      readonly process: string;
      readonly rejoinAfterUs: number | null;
      readonly config?: KafkaConfig;
    }
  /** Starts a consumer whose spec says it does not start by itself (startUs = Infinity). */
  | { readonly type: 'join'; readonly process: string; readonly config?: KafkaConfig }
  /** The consumer needs this much longer for each record. */
  | {
      readonly type: 'slow';
      readonly process: string;
      readonly extra: DurationRange;
      readonly forUs: number;
    }
  /**
   * Messages of one API between two processes. `direction` request: from -> to as sent; response:
   * the answer to it.
   */
  | {
      readonly type: 'message';
      readonly effect: 'drop' | 'delay' | 'cut';
      readonly api: string;
      readonly direction: 'request' | 'response';
      readonly client: string;
      readonly broker: string;
      readonly count: number;
      readonly extraUs: number;
      readonly forUs: number;
    }
  /** No traffic between two processes for a time; connections stay open and go silent. */
  | {
      readonly type: 'partition-network';
      readonly a: readonly string[];
      readonly b: readonly string[];
      readonly forUs: number;
    }
  /**
   * Statements of one process (or of all: null) fail. `lost-commit`: the COMMIT's answer is lost,
   * the outcome unknown.
   */
  | {
      readonly type: 'store';
      readonly effect: 'unavailable' | 'lost-commit' | 'slow';
      readonly process: string | null;
      readonly count: number;
      readonly extra: DurationRange;
      readonly forUs: number;
    }
  | { readonly type: 'add-partitions'; readonly topic: string; readonly to: number };

export interface QuietSpec {
  /** Faults and workload over, the system must drain within this virtual time. */
  readonly withinUs: number;
}
