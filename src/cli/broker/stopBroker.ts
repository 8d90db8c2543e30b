import {
  readClusterRecord,
  runningNodes,
  writeClusterRecord,
} from '../../adapters/kafka/broker/clusterRecord.ts';
import { stopInOrder } from '../../adapters/kafka/broker/endProcess.ts';
import { withFileProblems } from '../../adapters/kafka/broker/kafkaProblem.ts';
import { STOP_GRACE_MS } from '../../adapters/kafka/broker/localKafka.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import type { GivenText } from '../options/givenOption.ts';
import { parseDataFolder } from './brokerArguments.ts';
import { reportKafkaProblem } from './reportKafkaProblem.ts';

/** Stops the cluster of a folder, whichever terminal started it. Returns the exit code. */
export async function stopBroker(data: GivenText): Promise<ExitCode> {
  return await reportKafkaProblem(async () => {
    const dataFolder = parseDataFolder(data);
    const record = readClusterRecord(dataFolder);
    if (record === null || runningNodes(record).length === 0) {
      console.log(`No Kafka runs: ${dataFolder}`);
      return EXIT.holds;
    }
    const startMs = performance.now();
    const ends = await stopInOrder(record.nodes, STOP_GRACE_MS);
    const nodes = record.nodes.map((node) => ({ ...node, process: null }));
    await withFileProblems(dataFolder, () =>
      writeClusterRecord(dataFolder, { ...record, owner: null, nodes }),
    );
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    const killed = [...ends].filter(([, end]) => end === 'killed').map(([id]) => id);
    console.log(`Kafka is stopped, in ${seconds} s. The data stays: ${dataFolder}`);
    if (killed.length > 0)
      console.log(`Did not end by itself and was killed: node ${killed.join(', ')}`);
    return EXIT.holds;
  });
}
