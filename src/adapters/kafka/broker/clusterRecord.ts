import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../node/atomicFile.ts';
import { KafkaProblem } from './kafkaProblem.ts';
import type { BrokerCount, NodePlan } from './nodePlan.ts';
import { findProcess, type ProcessIdentity, type ProcessState } from './processIdentity.ts';
import type { NodeFolders } from './serverProperties.ts';

const FORMAT = 'partition-lab cluster 1';

/** A node and its process; `null`: it was stopped in order. */
export interface NodeRecord extends NodePlan {
  readonly process: ProcessIdentity | null;
}

/**
 * What is written down of a cluster, so that another terminal finds it: the pid file of all its
 * nodes. An id alone is never trusted: it may belong to another program by now.
 */
export interface ClusterRecord {
  readonly format: typeof FORMAT;
  readonly kafkaVersion: string;
  readonly clusterId: string;
  readonly host: string;
  readonly brokers: BrokerCount;
  readonly startedAtMs: number;
  /** Who stops it in the end; `null`: whoever calls `stop`. */
  readonly owner: ProcessIdentity | null;
  readonly nodes: readonly NodeRecord[];
}

/** Everything that belongs to a node, below the cluster's folder. */
export interface NodePaths extends NodeFolders {
  readonly folder: string;
  readonly properties: string;
  /** What the process prints: Kafka's own log. */
  readonly log: string;
}

/** Where a node's files are. */
export function nodePaths(dataFolder: string, nodeId: number): NodePaths {
  const folder = join(dataFolder, `node-${nodeId}`);
  return {
    folder,
    data: join(folder, 'data'),
    metadata: join(folder, 'meta'),
    properties: join(folder, 'server.properties'),
    log: join(folder, 'broker.log'),
  };
}

/** The file of the record. */
export function clusterRecordPath(dataFolder: string): string {
  return join(dataFolder, 'cluster.json');
}

/** A new record. */
export function newClusterRecord(fields: Omit<ClusterRecord, 'format'>): ClusterRecord {
  return { format: FORMAT, ...fields };
}

/** Writes the record whole or not at all. */
export function writeClusterRecord(dataFolder: string, record: ClusterRecord): void {
  writeFileAtomically(clusterRecordPath(dataFolder), `${JSON.stringify(record, null, 2)}\n`);
}

/** The record of a cluster; `null`: none was ever started there. Throws KafkaProblem. */
export function readClusterRecord(dataFolder: string): ClusterRecord | null {
  const path = clusterRecordPath(dataFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR') throw new KafkaProblem('misuse', `${dataFolder}: not a folder`);
    throw new KafkaProblem('unable', `${path}: cannot be read (${String(code)})`);
  }
  const record = parseJson(text);
  if (isClusterRecord(record)) return record;
  const advice = 'see whether its Kafka runs, then remove the folder';
  throw new KafkaProblem('unable', `${path}: not a record of this program: ${advice}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isClusterRecord(value: unknown): value is ClusterRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { format, clusterId, host, brokers, nodes } = value as Partial<ClusterRecord>;
  const hasFields = typeof clusterId === 'string' && typeof host === 'string';
  return (
    format === FORMAT &&
    hasFields &&
    (brokers === 1 || brokers === 3) &&
    Array.isArray(nodes) &&
    nodes.every(isNodeRecord)
  );
}

function isNodeRecord(value: unknown): value is NodeRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { id, ports, process } = value as Partial<NodeRecord>;
  const isProcess =
    process === null || (typeof process?.pid === 'number' && typeof process.startedAt === 'string');
  return typeof id === 'number' && typeof ports?.direct === 'number' && isProcess;
}

/** The process of a node, if it still is that one; `null`: it does not run. */
export function nodeProcess(node: NodeRecord): ProcessState | null {
  return node.process === null ? null : findProcess(node.process);
}

/** `host:port` of every broker. */
export function bootstrapOf({ host, nodes }: ClusterRecord): string[] {
  return nodes.filter(({ isBroker }) => isBroker).map(({ ports }) => `${host}:${ports.direct}`);
}

/** Nodes whose process runs, paused ones too. */
export function runningNodes(record: ClusterRecord): NodeRecord[] {
  return record.nodes.filter((node) => nodeProcess(node) !== null);
}
