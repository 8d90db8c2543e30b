import type { SeedRange } from '../simulate/seedRange.ts';

/**
 * Seeds of one message to a worker: few enough that all workers end at about the same time and
 * progress is smooth, enough that messages cost nothing.
 */
export const CHUNK_SEEDS = 20;

/** A part of a sweep. */
export interface SeedChunk {
  /** Number of the part, from 0, in the order of the seeds. */
  readonly index: number;
  readonly seeds: SeedRange;
}

/** How many chunks a range has. */
export function chunkCount({ first, last }: SeedRange): number {
  return Math.ceil((last - first + 1) / CHUNK_SEEDS);
}

/** The chunk of this number. */
export function chunkAt({ first, last }: SeedRange, index: number): SeedChunk {
  const start = first + index * CHUNK_SEEDS;
  return { index, seeds: { first: start, last: Math.min(start + CHUNK_SEEDS - 1, last) } };
}
