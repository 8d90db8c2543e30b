import {
  bootstrapOf,
  nodePaths,
  nodeProcess,
  readClusterRecord,
} from '../../adapters/kafka/broker/clusterRecord.ts';
import type { ClusterRecord, NodeRecord } from '../../adapters/kafka/broker/clusterRecord.ts';
import { readMemoryMib } from '../../adapters/kafka/broker/processIdentity.ts';
import { answers } from '../../adapters/kafka/broker/waitForAnswer.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import type { GivenText } from '../options/givenOption.ts';
import { parseDataFolder } from './brokerArguments.ts';
import { reportKafkaProblem } from './reportKafkaProblem.ts';

/** A node as `broker status` tells of it. */
interface NodeStatus {
  readonly id: number;
  readonly roles: readonly string[];
  /** `silent`: its process runs and does not answer. */
  readonly state: 'down' | 'paused' | 'silent' | 'answers';
  readonly pid: number | null;
  readonly memoryMib: number | null;
  readonly port: number;
  readonly log: string;
}

/** Prints what runs. Returns 0 if all nodes answer, 1 if not. */
export async function printStatus(data: GivenText, json: boolean): Promise<ExitCode> {
  return await reportKafkaProblem(async () => {
    const dataFolder = parseDataFolder(data);
    const record = readClusterRecord(dataFolder);
    const nodes =
      record === null
        ? []
        : await Promise.all(record.nodes.map((node) => statusOf(node, record, dataFolder)));
    const bootstrap = record === null ? [] : bootstrapOf(record);
    const isUp = nodes.length > 0 && nodes.every(({ state }) => state === 'answers');
    if (json) {
      const kafkaVersion = record?.kafkaVersion ?? null;
      console.log(JSON.stringify({ isUp, kafkaVersion, dataFolder, bootstrap, nodes }, null, 2));
    } else if (nodes.every(({ state }) => state === 'down')) {
      console.log(`No Kafka runs: ${dataFolder}`);
    } else {
      console.log(renderStatus(record!, nodes, bootstrap, dataFolder));
    }
    return isUp ? EXIT.holds : EXIT.violated;
  });
}

async function statusOf(
  node: NodeRecord,
  record: ClusterRecord,
  dataFolder: string,
): Promise<NodeStatus> {
  const { id, isBroker, isController, ports } = node;
  const process = nodeProcess(node);
  const pid = process === null ? null : node.process!.pid;
  return {
    id,
    roles: [...(isBroker ? ['broker'] : []), ...(isController ? ['controller'] : [])],
    state: await stateOf(node, record),
    pid,
    memoryMib: pid === null ? null : readMemoryMib(pid),
    port: isBroker ? ports.direct : ports.controller,
    log: nodePaths(dataFolder, id).log,
  };
}

async function stateOf(node: NodeRecord, record: ClusterRecord): Promise<NodeStatus['state']> {
  const process = nodeProcess(node);
  if (process === null) return 'down';
  if (process.isPaused) return 'paused';
  const { host, clusterId } = record;
  const brokerIds = node.isBroker ? [node.id] : [];
  return (await answers({ ...node, host, clusterId, brokerIds })) ? 'answers' : 'silent';
}

function renderStatus(
  record: ClusterRecord,
  nodes: readonly NodeStatus[],
  bootstrap: readonly string[],
  dataFolder: string,
): string {
  const seconds = Math.round((Date.now() - record.startedAtMs) / 1000);
  const rows = nodes.map(({ id, roles, state, pid, memoryMib, port }) => [
    String(id),
    roles.join(', '),
    state,
    pid === null ? '-' : String(pid),
    String(port),
    memoryMib === null ? '-' : `${memoryMib} MiB`,
  ]);
  return [
    `Kafka ${record.kafkaVersion}, started ${seconds} s ago`,
    `bootstrap ${bootstrap.join(',')}`,
    `folder    ${dataFolder}`,
    '',
    ...columns([['NODE', 'ROLES', 'STATE', 'PROCESS', 'PORT', 'MEMORY'], ...rows]),
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
