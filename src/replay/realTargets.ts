import type { DurationRange, FaultAction, FaultSpec, KafkaConfig } from '../scenario/scenario.ts';

/** Faults of messages, of the network and of the store. */
export type MessageAction = Extract<FaultAction, { readonly type: 'message' }>;
/** Two sides that do not reach each other. */
export type IsolateAction = Extract<FaultAction, { readonly type: 'partition-network' }>;
/** A store that does not do what it should. */
export type StoreAction = Extract<FaultAction, { readonly type: 'store' }>;

/** What faults can do to a run on real servers. Names are process names of the scenario. */
export interface RealTargets {
  /** When a message or a statement was struck last; 0: none was. */
  readonly lastStruckUs: number;
  crash(process: string): void;
  /** It will be started again, with these configs too: its next process may be made ready. */
  prepareReturn(process: string, config: KafkaConfig | undefined): void;
  restart(process: string, config: KafkaConfig | undefined): void;
  pause(process: string): void;
  resume(process: string): void;
  leave(process: string): void;
  join(process: string, config: KafkaConfig | undefined): void;
  slow(process: string, extra: DurationRange, untilUs: number): void;
  strikeMessages(action: MessageAction): void;
  isolate(action: IsolateAction): void;
  hurtStore(action: StoreAction): void;
  addPartitions(topic: string, partitionCount: number): void;
  /** For the history. */
  onFaultInjected(fault: FaultSpec, process: string): void;
}
