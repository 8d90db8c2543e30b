import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MutationLevel } from './mutateScenario.ts';
import { MUTATION_LEVELS, mutateScenario } from './mutateScenario.ts';

const FOLDER = join(import.meta.dirname, '../../../scenarios');

/** Names of the shipped scenario files. */
export const SHIPPED: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/** The bytes of a shipped scenario file. */
export function shippedBytes(name: string): Uint8Array {
  return readFileSync(join(FOLDER, name));
}

/** A shipped scenario file that was changed. */
export interface Mutant {
  /** Says how to make it again. */
  readonly name: string;
  readonly level: MutationLevel;
  readonly bytes: Uint8Array;
}

/** Mutants of one shipped file: with each seed one at each level. Always the same. */
export function mutantsOf(file: string, seeds: readonly number[]): readonly Mutant[] {
  const source = shippedBytes(file);
  const base = SHIPPED.indexOf(file) * 1_000_000;
  return seeds.flatMap((seed) =>
    MUTATION_LEVELS.map((level) => ({
      name: `${file}, ${level}, seed ${base + seed}`,
      level,
      bytes: mutateScenario(source, level, base + seed),
    })),
  );
}
