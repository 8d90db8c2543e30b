import type { ScriptAnswer } from './virtualNetwork.ts';

export type Json = Record<string, unknown>;

export interface ScriptConfig {
  readonly linger: number;
  readonly batchSize: number;
  readonly maxInFlight: number;
  readonly idempotence: boolean;
  readonly retries: number;
  readonly deliveryTimeout: number;
  readonly requestTimeout: number;
  readonly retryBackoff: number;
  readonly retryBackoffMax: number;
  readonly acks: 0 | 1 | -1;
  readonly adaptive: boolean;
  readonly availabilityTimeout: number;
  readonly maxRequestSize: number;
}

export interface ScriptStep {
  readonly t: number;
  readonly op: 'append' | 'runOnce' | 'advance' | 'metadata' | 'flush' | 'respond' | 'disconnect';
  readonly ms?: number;
  readonly topic?: string;
  readonly partition?: number;
  readonly size?: number;
  readonly r?: number;
  readonly node?: number;
  readonly unreachableMs?: number;
  readonly leaders?: Readonly<Record<string, readonly [number, number]>>;
  readonly answers?: Readonly<Record<string, ScriptAnswer>>;
  readonly randoms?: readonly number[];
  readonly clusterOrder?: readonly string[];
  readonly nodeOrder?: Readonly<Record<string, readonly string[]>>;
  readonly initProducerId?: number;
  readonly producer?: { readonly epoch: number };
}

export interface ProducerScript {
  readonly id?: number;
  readonly name?: string;
  readonly config: ScriptConfig;
  readonly nodes: number;
  readonly topics: Readonly<Record<string, number>>;
  readonly leaders: Readonly<Record<string, readonly [number, number]>>;
  readonly clusterOrder: readonly string[];
  readonly nodeOrder: Readonly<Record<string, readonly string[]>>;
  readonly metadataWanted?: boolean;
  readonly steps: readonly ScriptStep[];
}
