import { spawnSync } from 'node:child_process';
import type { BenchRow } from './benchRow.ts';

/** What `memoryChild` prints. */
export interface MemoryUse {
  /** The most memory that the process has had, in bytes. */
  readonly maxRssBytes: number;
  readonly seconds: number;
}

/**
 * The most memory that a process has while it runs a big sale with all checks, each in a process of
 * its own: the baseline is a sale of one request.
 */
export function memoryBench(): BenchRow[] {
  const child = process.argv[1]!.replace(/bench\.mjs$/, 'memoryChild.mjs');
  const measureSale = (requests: number): MemoryUse => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [child, String(requests)]);
    if (status !== 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString()) as MemoryUse;
  };
  const base = measureSale(1).maxRssBytes;
  return [1, 100_000, 1_000_000].map((requests) => {
    const { maxRssBytes } = requests === 1 ? { maxRssBytes: base } : measureSale(requests);
    const each = requests === 1 ? '' : `, ${Math.round((maxRssBytes - base) / requests)} B each`;
    return {
      name: `${requests} requests${each}`,
      value: `${Math.round(maxRssBytes / 1e6)} MB`,
      ratio: maxRssBytes / base,
    };
  });
}
