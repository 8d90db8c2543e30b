import { ConfigError } from '../../model/configKey.ts';
import type { ConfigKey } from '../../model/configKey.ts';
import type { KafkaConfig } from '../scenario.ts';
import type { Place } from './place.ts';
import { quote } from './problem.ts';

/** What Kafka knows of the configs of one kind of process. */
export interface ConfigTable<T> {
  /** As in "a consumer". */
  readonly owner: string;
  readonly keys: readonly ConfigKey[];
  /** Throws ConfigError, one at a time. */
  readonly parse: (config: KafkaConfig) => T;
}

/** A config and where it stands in the file. */
export interface PlacedConfig {
  readonly config: KafkaConfig;
  readonly place: Place;
}

/**
 * Checks configs of which later ones win over earlier ones, and reports everything that Kafka would
 * refuse: unknown keys, values out of range, and keys that contradict each other. Returns what
 * Kafka makes of the part that is right; null if even that cannot be read.
 */
export function checkConfig<T>(
  table: ConfigTable<T>,
  configs: readonly PlacedConfig[],
  onWarning: (place: Place, message: string) => void,
): T | null {
  const names = table.keys.map(({ name }) => name);
  const known: Record<string, string> = {};
  for (const { config, place } of configs) {
    for (const [key, value] of Object.entries(config)) {
      const entry = table.keys.find(({ name }) => name === key);
      if (entry === undefined) {
        place
          .at(key)
          .keyProblem(`${table.owner} has no config ${quote(key)}${place.suggestion(key, names)}`);
      } else if (!entry.modelled && !hasType(entry, value)) {
        place.at(key).problem(`${quote(value)} is not allowed; allowed: ${entry.allowed}`);
      } else {
        known[key] = value;
        if (!entry.modelled)
          onWarning(place.at(key).key, `Kafka knows ${key}, but the simulator does not act on it`);
      }
    }
  }
  return parseAsFarAsPossible(table, known, configs);
}

/** Kafka names one error at a time: each key found wrong is left out, until the rest is right. */
function parseAsFarAsPossible<T>(
  table: ConfigTable<T>,
  known: Record<string, string>,
  configs: readonly PlacedConfig[],
): T | null {
  for (;;) {
    try {
      return table.parse(known);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { key, value, allowed } = error;
      const owner = configs.findLast(({ config }) => Object.hasOwn(config, key));
      const place = owner === undefined ? configs[configs.length - 1]!.place : owner.place.at(key);
      const remedy = /^(it|with) /.test(allowed) ? allowed : `allowed: ${allowed}`;
      place.problem(
        `${owner === undefined ? `${key}=` : ''}${quote(value)} is not allowed; ${remedy}`,
      );
      if (!Object.hasOwn(known, key)) return null;
      delete known[key];
    }
  }
}

function hasType({ type }: ConfigKey, value: string): boolean {
  const text = value.trim();
  switch (type) {
    case 'boolean':
      return /^(true|false)$/i.test(text);
    case 'int':
      return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) <= 2_147_483_647;
    case 'long':
      return /^[+-]?\d{1,19}$/.test(text);
    case 'string':
    case 'list':
    case 'class':
      return true;
  }
}
