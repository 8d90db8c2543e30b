import type { WorkPointName } from '../../sim/pointListener.ts';
import type { PostgresStoreSettings } from '../../postgres/postgresCouponStore.ts';
import type { WorkerApplication, WorkerOptions } from '../../../issuer/newWorker.ts';
import type { ClientConfig, KafkaClientName } from '../client/kafkaClient.ts';

/** Inclusive range of a duration in integer microseconds. */
export interface ServiceTime {
  readonly minUs: number;
  readonly maxUs: number;
}

/** A place in the work at which the process is to stop and ask. */
export interface ArmedPoint {
  readonly id: number;
  readonly point: WorkPointName;
  /** null: any record. */
  readonly record: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
  } | null;
}

/** What every process of a run is told. Topics are named as in the scenario. */
interface ProcessSpec {
  /** As in the scenario. */
  readonly name: string;
  readonly client: KafkaClientName;
  /** Where the Java client is kept. */
  readonly cacheFolder: string;
  /** host:port, comma-separated. */
  readonly bootstrap: string;
  readonly config: ClientConfig;
  /** Before the names of topics and groups on the real cluster. */
  readonly prefix: string;
  /** Seed of the run. */
  readonly seed: number;
  /** The first number for sends of this process; no other process uses it or the next million. */
  readonly firstSendId: number;
}

/** A consumer of the service, with the real worker. */
export interface ConsumerMemberSpec extends ProcessSpec {
  readonly role: 'consumer';
  readonly group: string;
  readonly application: WorkerApplication;
  readonly worker: WorkerOptions;
  readonly store: PostgresStoreSettings;
  readonly serviceTime: ServiceTime;
  readonly armed: readonly ArmedPoint[];
}

/** A server of the service's API, or a console producer. */
export interface ProducerMemberSpec extends ProcessSpec {
  readonly role: 'producer';
  /** Topic to what its keys are made of. */
  readonly keys: Readonly<Record<string, 'couponId' | 'couponId:userId' | 'userId' | 'none'>>;
}

/** What a process of a run is. */
export type MemberSpec = ConsumerMemberSpec | ProducerMemberSpec;
