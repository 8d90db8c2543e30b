import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A node whose logs can be read, running or not. `LocalNode` is one. */
export interface LogNode {
  readonly id: number;
  readonly isBroker: boolean;
  readonly isController: boolean;
  readonly paths: { readonly data: string; readonly metadata: string };
}

/** One replica of a partition, as it lies on the disk. */
export interface ReplicaLog {
  readonly nodeId: number;
  readonly topic: string;
  readonly partition: number;
  /** Segments, oldest first. */
  readonly files: readonly string[];
  readonly sizeBytes: number;
}

/** All replicas in the data folders of brokers. Topics that are being deleted are left out. */
export async function listReplicas(nodes: readonly LogNode[]): Promise<ReplicaLog[]> {
  const replicas: ReplicaLog[] = [];
  for (const { id: nodeId, isBroker, paths } of nodes) {
    if (!isBroker) continue;
    for (const name of (await namesIn(paths.data)).sort()) {
      // A folder that ends in -delete, -future or -stray is none of a live partition.
      const match = /^(.+)-(\d+)$/.exec(name);
      if (match === null) continue;
      const [topic, partition] = [match[1]!, Number(match[2])];
      const log = await readLogFolder(join(paths.data, name));
      if (log.files.length > 0) replicas.push({ nodeId, topic, partition, ...log });
    }
  }
  return replicas;
}

/** The segments of the controllers' log on a node; none if it has no copy. */
export async function metadataSegments(node: LogNode): Promise<readonly string[]> {
  return (await readLogFolder(join(node.paths.metadata, '__cluster_metadata-0'))).files;
}

async function readLogFolder(folder: string): Promise<Pick<ReplicaLog, 'files' | 'sizeBytes'>> {
  const names = (await namesIn(folder)).filter((name) => /^\d{20}\.log$/.test(name)).sort();
  const files = names.map((name) => join(folder, name));
  let sizeBytes = 0;
  for (const file of files) sizeBytes += await sizeOf(file);
  return { files, sizeBytes };
}

/** Names in a folder; none if it is gone: Kafka creates and deletes while we look. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
