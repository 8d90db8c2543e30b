import {
  nodePaths,
  readClusterRecord,
  runningNodes,
} from '../../adapters/kafka/broker/clusterRecord.ts';
import { KafkaProblem } from '../../adapters/kafka/broker/kafkaProblem.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import type { GivenText } from '../options/givenOption.ts';
import { LogTail, mergeByTime, type LogLine } from './logTail.ts';
import { parseDataFolder, parseWholeNumber } from './brokerArguments.ts';
import { reportKafkaProblem } from './reportKafkaProblem.ts';

const POLL_MS = 100;

/** Prints the nodes' logs; with `follow`, until no node runs any more. Returns the exit code. */
export async function printLogs(
  data: GivenText,
  node: GivenText,
  follow: boolean,
): Promise<ExitCode> {
  return await reportKafkaProblem(async () => {
    const dataFolder = parseDataFolder(data);
    const record = readClusterRecord(dataFolder);
    if (record === null) throw new KafkaProblem('misuse', `no Kafka was started in ${dataFolder}`);
    const nodeId = parseWholeNumber('--node', node, 0, 999);
    const ids = record.nodes.map(({ id }) => id);
    if (nodeId !== undefined && !ids.includes(nodeId))
      throw new KafkaProblem('misuse', `--node ${nodeId}: there are only ${ids.join(', ')}`);
    const wanted = nodeId === undefined ? ids : [nodeId];
    const tails = wanted.map((id) => new LogTail(id, nodePaths(dataFolder, id).log));
    const print = (lines: readonly LogLine[]): void => {
      for (const line of lines)
        console.log(wanted.length === 1 ? line.text : `${line.nodeId} | ${line.text}`);
    };
    for (;;) {
      const isRunning = runningNodes(readClusterRecord(dataFolder) ?? record).length > 0;
      print(mergeByTime(tails.map((tail) => tail.readNew())));
      if (!follow || !isRunning) break;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    print(tails.flatMap((tail) => tail.rest()));
    return EXIT.holds;
  });
}
