import { nodePaths, readClusterRecord } from '../broker/clusterRecord.ts';
import type { KafkaRuntime } from '../broker/jvmArguments.ts';
import { KafkaProblem } from '../broker/kafkaProblem.ts';
import type { LogSource } from './kafkaLogReader.ts';

/** The cluster of a data folder, whether it runs or not. Throws KafkaProblem: there is none. */
export function logSourceOf(dataFolder: string, runtime: KafkaRuntime): LogSource {
  const record = readClusterRecord(dataFolder);
  if (record === null) throw new KafkaProblem('misuse', `no Kafka was started in ${dataFolder}`);
  const nodes = record.nodes.map(({ id, isBroker, isController }) => ({
    id,
    isBroker,
    isController,
    paths: nodePaths(dataFolder, id),
  }));
  return { runtime, nodes };
}
