import { parentPort, workerData } from 'node:worker_threads';
import { nodeHost } from '../../adapters/node/nodeHost.ts';
import type { SeedJob } from './judgeSeed.ts';
import { judgeSeed } from './judgeSeed.ts';
import type { SeedChunk } from './seedChunks.ts';
import type { SeedResult } from './seedResult.ts';

/** What a worker answers: the results of one chunk. */
export interface ChunkResults {
  readonly index: number;
  readonly results: readonly SeedResult[];
}

/** Runs one chunk. */
async function runChunk({ index, seeds }: SeedChunk): Promise<ChunkResults> {
  const job = workerData as SeedJob;
  const results: SeedResult[] = [];
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    results.push(await judgeSeed(job, seed, nodeHost));
  }
  return { index, results };
}

// The entry of a worker thread: a chunk comes in, its results go out, until the thread is ended.
parentPort?.on('message', (chunk: SeedChunk) => {
  void runChunk(chunk).then((answer) => parentPort?.postMessage(answer));
});
