import { statfs } from 'node:fs/promises';
import { KafkaProblem } from './kafkaProblem.ts';

/** What of the disk of a folder is free, in whole MiB. */
export async function freeMib(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / (1024 * 1024));
}

/** Throws KafkaProblem if less is free: Kafka on a full disk hangs more often than it ends. */
export async function demandSpace(folder: string, leastMib: number): Promise<void> {
  const free = await freeMib(folder);
  if (free >= leastMib) return;
  const text = `${folder}: ${free} MiB of the disk are free, at least ${leastMib} are needed`;
  throw new KafkaProblem('unable', text);
}
