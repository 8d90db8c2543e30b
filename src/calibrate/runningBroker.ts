import {
  bootstrapOf,
  readClusterRecord,
  runningNodes,
} from '../adapters/kafka/broker/clusterRecord.ts';
import { proxyPlaceOf } from '../adapters/kafka/broker/nodePlan.ts';
import type { ProxyPlace } from '../adapters/kafka/broker/nodePlan.ts';

/** A cluster to measure: one of ours, as its clients must come through proxies. */
export interface MeasuredCluster {
  readonly kafkaVersion: string;
  readonly brokers: number;
  /** host:port of the brokers. */
  readonly bootstrap: readonly string[];
  readonly proxyPlaces: readonly ProxyPlace[];
}

/**
 * The cluster that `broker start` has started with this folder, if all of it runs; else null.
 * Throws KafkaProblem if the folder holds something else.
 */
export function findRunningBroker(dataFolder: string): MeasuredCluster | null {
  const record = readClusterRecord(dataFolder);
  if (record === null || runningNodes(record).length < record.nodes.length) return null;
  const brokers = record.nodes.filter(({ isBroker }) => isBroker);
  return {
    kafkaVersion: record.kafkaVersion,
    brokers: brokers.length,
    bootstrap: bootstrapOf(record),
    proxyPlaces: brokers.map(proxyPlaceOf),
  };
}
