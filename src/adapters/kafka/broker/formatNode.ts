import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeFolders } from './serverProperties.ts';

/** A new id as Kafka makes its own: 16 random bytes in base64 for URLs, no dash in front. */
export function randomUuid(): string {
  for (;;) {
    const text = randomBytes(16).toString('base64url');
    if (!text.startsWith('-')) return text;
  }
}

/**
 * Formats a node's folders as Kafka's StorageTool does, without starting a Java for each: a
 * formatted folder is the bootstrap checkpoint, the same for all, and a few lines of its own. A
 * folder that is formatted stays as it is.
 */
export async function formatNode(
  nodeId: number,
  clusterId: string,
  folders: NodeFolders,
  bootstrapCheckpoint: string,
): Promise<void> {
  for (const folder of [folders.data, folders.metadata]) {
    const meta = join(folder, 'meta.properties');
    if (await exists(meta)) continue;
    await mkdir(folder, { recursive: true });
    await copyFile(bootstrapCheckpoint, join(folder, 'bootstrap.checkpoint'));
    const lines = [
      'version=1',
      `cluster.id=${clusterId}`,
      `node.id=${nodeId}`,
      `directory.id=${randomUuid()}`,
    ];
    // Written last: it is what makes the folder a formatted one.
    await writeFile(meta, `${lines.join('\n')}\n`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
