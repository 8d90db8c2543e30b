import type { PlacedConfig } from './checkConfig.ts';
import type { Place } from './place.ts';

/** The value of a key that counts: later configs win. null: none is given. */
export function placedValue(configs: readonly PlacedConfig[], key: string): string | null {
  return configs.findLast(({ config }) => Object.hasOwn(config, key))?.config[key] ?? null;
}

/** Where that value stands; where it would stand if it is not given. */
export function placeOfValue(configs: readonly PlacedConfig[], key: string): Place {
  const owner = configs.findLast(({ config }) => Object.hasOwn(config, key));
  return owner === undefined ? configs[configs.length - 1]!.place : owner.place.at(key);
}
