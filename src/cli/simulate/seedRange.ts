import { Misuse } from '../misuse.ts';

/** Seeds from `first` to `last`, both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** More than a machine runs in a day; a longer range is a slip of the finger. */
export const MAX_SEEDS = 100_000_000;

/** How many seeds there are. */
export function seedCount({ first, last }: SeedRange): number {
  return last - first + 1;
}

/** Reads a whole number from 0 to 2^53 - 1. Throws `Misuse` that names the option. */
export function parseSeed(text: string, option: string): number {
  const value = parseWhole(text);
  if (value !== null) return value;
  throw new Misuse(`${option} ${text}: a seed is a whole number from 0 to 2^53 - 1, as in 42.`);
}

/** Reads `A..B`. Throws `Misuse`. */
export function parseSeedRange(text: string): SeedRange {
  const match = /^([^.]*)\.\.([^.]*)$/.exec(text);
  const first = match === null ? null : parseWhole(match[1]!);
  const last = match === null ? null : parseWhole(match[2]!);
  if (first === null || last === null) {
    throw new Misuse(`--seeds ${text}: give the first and the last seed, as in 1..1000.`);
  }
  if (last < first) {
    throw new Misuse(
      `--seeds ${text}: the last seed is before the first. Meant ${last}..${first}?`,
    );
  }
  if (last - first >= MAX_SEEDS) {
    throw new Misuse(`--seeds ${text}: at most ${MAX_SEEDS} seeds at a time.`);
  }
  return { first, last };
}

function parseWhole(text: string): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}
