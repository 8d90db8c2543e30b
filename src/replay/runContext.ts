import type { ChildGuard } from '../adapters/kafka/broker/childGuard.ts';
import type { KafkaClientName } from '../adapters/kafka/client/kafkaClient.ts';
import type { ArmedPoint } from '../adapters/kafka/member/memberSpec.ts';
import type { PostgresStoreSettings } from '../adapters/postgres/postgresCouponStore.ts';
import type { EventLog } from './eventLog.ts';
import type { RunClock } from './runClock.ts';

/** What all processes of a run on a real cluster share. */
export interface RunContext {
  readonly seed: number;
  /** Before the names of topics and groups. */
  readonly prefix: string;
  readonly client: KafkaClientName;
  readonly cacheFolder: string;
  /** The bundled program of a process of the run. */
  readonly memberProgram: string;
  readonly guard: ChildGuard;
  readonly log: EventLog;
  /** The clock; begins with the run. */
  readonly clock: () => RunClock;
  /** Where this process finds the brokers: through a proxy, if faults are meant for it. */
  readonly bootstrapOf: (process: string) => string;
  /** Where this process finds its store: through a proxy, if faults are meant for it. */
  readonly storeOf: (process: string) => PostgresStoreSettings;
  /** Points at which faults wait for this process. */
  readonly armedPoints: (process: string) => readonly ArmedPoint[];
  /** Numbers for the sends of one more process. */
  readonly nextSendIds: () => number;
  /** Takes what console consumers print. */
  readonly print: (line: string) => void;
  /** Something of the run itself broke: there will be no verdict. */
  readonly onProblem: (problem: Error) => void;
}
