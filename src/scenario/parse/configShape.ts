import type { ConfigKey } from '../../model/configKey.ts';
import type { KafkaConfig } from '../scenario.ts';
import { DEFINITION_NAME, described } from './jsonSchema.ts';
import { defined, describeValue, readEntries, TEXT_TYPES } from './shape.ts';
import type { Shape } from './shape.ts';
import { isNothing } from './yamlTree.ts';

const LONGEST_VALUE = 1000;

const CONFIG_VALUE = {
  [DEFINITION_NAME]: 'configValue',
  description: 'The value as in a properties file; a list becomes a comma-separated text.',
  type: [...TEXT_TYPES, 'array'],
  items: { type: TEXT_TYPES },
};

/**
 * Kafka configs by their dotted names. Values are the text of the file; a list becomes the
 * comma-separated text of a properties file. Which keys and values Kafka knows is checked later,
 * with Kafka's own tables. `name` and `keys` are for editors.
 */
export function configShape(name: string, keys: readonly ConfigKey[]): Shape<KafkaConfig> {
  return defined(name, {
    schema: {
      type: ['object', 'null'],
      properties: Object.fromEntries(
        keys.map((key) => [key.name, described(CONFIG_VALUE, describeKey(key))]),
      ),
      additionalProperties: false,
    },
    fallback: {},
    read(written, place) {
      const config: Record<string, string> = {};
      for (const { key, value: one } of readEntries(written, place)) {
        const items = one.kind === 'list' ? one.items : [one];
        const texts: string[] = [];
        for (const item of items) {
          if (item.kind !== 'text' || isNothing(item)) {
            place
              .at(key)
              .problem(`is ${describeValue(item)}; write the value as in a properties file`);
          } else if (item.text.length > LONGEST_VALUE) {
            place.at(key).problem(`is longer than ${LONGEST_VALUE} characters`);
          } else texts.push(item.text);
        }
        // `__proto__` must become a key like any other, to be refused by its name.
        Object.defineProperty(config, key, {
          value: texts.join(','),
          enumerable: true,
          configurable: true,
        });
      }
      return config;
    },
  });
}

function describeKey({ allowed, defaultValue, modelled }: ConfigKey): string {
  const byDefault = defaultValue === null || defaultValue === '' ? 'none' : defaultValue;
  const caveat = modelled ? '' : ' Accepted, but the simulator does not act on it.';
  return `${allowed}. Default: ${byDefault}.${caveat}`;
}
