import { RandomStream } from '../../../src/sim/randomStream.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateLines } from './mutateLines.ts';
import { mutateSettings } from './mutateSettings.ts';
import { mutateTokens } from './mutateTokens.ts';
import { mutateTree } from './mutateTree.ts';

/** The levels at which a scenario file can be changed. */
export const MUTATION_LEVELS = ['bytes', 'lines', 'tokens', 'tree', 'settings'] as const;

export type MutationLevel = (typeof MUTATION_LEVELS)[number];

/** A good file, changed at one level. Equal arguments give equal bytes. */
export function mutateScenario(source: Uint8Array, level: MutationLevel, seed: number): Uint8Array {
  const random = new RandomStream(seed, level);
  if (level === 'bytes') return mutateBytes(source, random);
  const text = Buffer.from(source).toString('utf8');
  return Buffer.from(mutatedText(text, level, random), 'utf8');
}

function mutatedText(
  text: string,
  level: Exclude<MutationLevel, 'bytes'>,
  random: RandomStream,
): string {
  switch (level) {
    case 'lines':
      return mutateLines(text, random);
    case 'tokens':
      return mutateTokens(text, random);
    case 'tree':
      return mutateTree(text, random);
    case 'settings':
      return mutateSettings(text, random);
  }
}
