import { quote } from './problem.ts';
import { DEFINITION_NAME, described } from './jsonSchema.ts';
import type { JsonSchema } from './jsonSchema.ts';
import type { Place } from './place.ts';
import type { YamlMap, YamlValue } from './yamlTree.ts';
import { isNothing } from './yamlTree.ts';

/**
 * What may stand at one place of a scenario file. The same object reads the value, says what is
 * wrong with it, and describes it to editors as JSON Schema; so the three cannot disagree.
 */
export interface Shape<T> {
  readonly schema: JsonSchema;
  /** Stands in for a value that could not be read, so that the rest of the file can be. */
  readonly fallback: T;
  /** Reports to `place` whatever is wrong and returns the fallback in its stead. */
  read(value: YamlValue, place: Place): T;
}

/** One key of an object. */
export interface Field<T> {
  readonly shape: Shape<T>;
  /** Shown by editors. One or two plain sentences. */
  readonly doc: string;
  readonly isRequired: boolean;
  /** The value if the key is absent. */
  readonly absent: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What an object of these fields is read as. */
export type ReadObject<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** The value a shape reads. */
export type ReadOf<S> = S extends Shape<infer T> ? T : never;

export function required<T>(shape: Shape<T>, doc: string): Field<T> {
  return { shape, doc, isRequired: true, absent: shape.fallback };
}

export function optional<T>(shape: Shape<T>, absent: NoInfer<T>, doc: string): Field<T> {
  return { shape, doc, isRequired: false, absent };
}

/** Absent is null: what that means is decided by the rest of the file. */
export function maybe<T>(shape: Shape<T>, doc: string): Field<T | null> {
  return { shape, doc, isRequired: false, absent: null };
}

/** The same shape, which the JSON Schema describes once and refers to wherever it is used. */
export function defined<T>(name: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { [DEFINITION_NAME]: name, ...shape.schema } };
}

/** What a value is, for messages. */
export function describeValue(value: YamlValue): string {
  if (isNothing(value)) return 'nothing';
  if (value.kind === 'text') return quote(value.text);
  return value.kind === 'list' ? 'a list' : 'a map of keys and values';
}

/** A value that is written as one text or number. `parse` returns what is wrong as a text. */
export function scalar<T extends object | number | boolean>(
  schema: JsonSchema,
  allowed: string,
  fallback: T,
  parse: (text: string) => T | string,
): Shape<T> {
  return {
    schema,
    fallback,
    read(value, place) {
      if (value.kind !== 'text' || isNothing(value)) {
        place.problem(`is ${describeValue(value)}; write ${allowed}`);
        return fallback;
      }
      const parsed = parse(value.text);
      if (typeof parsed !== 'string') return parsed;
      place.problem(`${quote(value.text)} ${parsed}`);
      return fallback;
    },
  };
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Shape<number> {
  const allowed = `a whole number from ${min} to ${max}`;
  return {
    schema: { type: 'integer', minimum: min, maximum: max },
    fallback: min,
    read(value, place) {
      const number = value.kind === 'text' && /^-?\d+$/.test(value.text) ? Number(value.text) : NaN;
      if (value.kind === 'text' && value.quoted && !Number.isNaN(number)) {
        place.problem(`${describeValue(value)} is text; write the number without quotes`);
      } else if (!(number >= min && number <= max)) {
        place.problem(`is ${describeValue(value)}; write ${allowed}`);
      } else return number === 0 ? 0 : number;
      return min;
    },
  };
}

export const trueOrFalse: Shape<boolean> = {
  schema: { type: 'boolean' },
  fallback: false,
  read(value, place) {
    const isOne = value.kind === 'text' && (value.text === 'true' || value.text === 'false');
    if (isOne && !value.quoted) return value.text === 'true';
    const quoted = isOne ? ' without quotes' : '';
    place.problem(`is ${describeValue(value)}; write true or false${quoted}`);
    return false;
  },
};

/** What YAML takes a text for that stands without quotes. Here it stays the text that it is. */
export const TEXT_TYPES = ['string', 'number', 'boolean'] as const;

/**
 * Text, trimmed, of 1 to `maxLength` UTF-16 code units; `problemOf` names what else is wrong with
 * it.
 */
export function text(
  schema: JsonSchema,
  allowed: string,
  maxLength: number,
  problemOf: (text: string) => string | null = () => null,
): Shape<string> {
  return {
    schema: { type: TEXT_TYPES, ...schema },
    fallback: '',
    read(value, place) {
      if (value.kind !== 'text' || isNothing(value)) {
        place.problem(`is ${describeValue(value)}; write ${allowed}`);
        return '';
      }
      const trimmed = value.text.trim();
      const problem = lengthProblem(trimmed, maxLength) ?? problemOf(trimmed);
      if (problem !== null) place.problem(`${quote(trimmed)} ${problem}`);
      return trimmed;
    },
  };
}

function lengthProblem(text: string, maxLength: number): string | null {
  if (text === '') return 'is empty';
  return text.length > maxLength ? `is longer than ${maxLength} characters` : null;
}

/** One of a few words. */
export function oneOf<const W extends string>(words: readonly [W, ...W[]]): Shape<W> {
  return {
    schema: { enum: words },
    fallback: words[0],
    read(value, place) {
      const word =
        value.kind === 'text' ? words.find((candidate) => candidate === value.text) : undefined;
      if (word !== undefined) return word;
      const meant = value.kind === 'text' ? place.suggestion(value.text, words) : '';
      place.problem(`is ${describeValue(value)}; allowed: ${words.join(', ')}${meant}`);
      return words[0];
    },
  };
}

const NULL = { type: 'null' };

/** A list of `min` to `max` items. Where one is enough, it may stand without brackets. */
export function list<T>(item: Shape<T>, min: number, max: number): Shape<readonly T[]> {
  const many = { type: 'array', items: item.schema, minItems: min, maxItems: max };
  return {
    schema: min > 1 ? many : { anyOf: [many, item.schema, ...(min === 0 ? [NULL] : [])] },
    fallback: [],
    read(value, place) {
      if (value.kind !== 'list' && min <= 1) {
        return isNothing(value) ? refuse(place, value) : [item.read(value, place)];
      }
      if (value.kind !== 'list' || value.items.length < min) return refuse(place, value);
      if (value.items.length > max)
        place.problem(`has ${value.items.length} items; at most ${max} are allowed`);
      return value.items.slice(0, max).map((one, index) => item.read(one, place.at(index)));
    },
  };

  function refuse(place: Place, value: YamlValue): readonly T[] {
    const count = value.kind === 'list' ? value.items.length : isNothing(value) ? 0 : 1;
    const what = count === 0 ? 'is empty' : `has ${count === 1 ? 'one item' : `${count} items`}`;
    if (min > 0) place.problem(`${what}; write at least ${min === 1 ? 'one' : min}`);
    return [];
  }
}

/** A name and what the file says about it. */
export interface Named<T> {
  readonly name: string;
  readonly value: T;
}

/** A map from names of the writer's choice. `problemOf` names what is wrong with a name. */
export function mapOf<T>(
  shape: Shape<T>,
  max: number,
  problemOf: (name: string) => string | null,
): Shape<readonly Named<T>[]> {
  return {
    schema: { type: ['object', 'null'], additionalProperties: shape.schema, maxProperties: max },
    fallback: [],
    read(value, place) {
      const entries = readEntries(value, place);
      if (entries.length > max)
        place.problem(`has ${entries.length} entries; at most ${max} are allowed`);
      return entries.slice(0, max).map(({ key, value: one }) => {
        const problem = problemOf(key);
        if (problem !== null) place.at(key).keyProblem(`${quote(key)} ${problem}`);
        return { name: key, value: shape.read(one, place.at(key)) };
      });
    },
  };
}

/** The entries of a map; nothing at all is an empty map. */
export function readEntries(value: YamlValue, place: Place): YamlMap['entries'] {
  if (value.kind === 'map') return value.entries;
  if (!isNothing(value))
    place.problem(`is ${describeValue(value)}; write a map of keys and values`);
  return [];
}

/** A map with these keys and no others. */
export function object<F extends Fields>(fields: F, doc = ''): Shape<ReadObject<F>> {
  const names = Object.keys(fields);
  const requiredNames = names.filter((name) => fields[name]!.isRequired);
  return {
    schema: {
      type: requiredNames.length === 0 ? ['object', 'null'] : 'object',
      ...(doc === '' ? {} : { description: doc }),
      properties: Object.fromEntries(names.map((name) => [name, fieldSchema(fields[name]!)])),
      ...(requiredNames.length === 0 ? {} : { required: requiredNames }),
      additionalProperties: false,
    },
    fallback: mapFields(fields, ({ absent }) => absent),
    read(value, place) {
      const entries = readEntries(value, place);
      for (const { key } of entries) {
        if (Object.hasOwn(fields, key)) continue;
        const meant = place.suggestion(key, names) || `; allowed: ${names.join(', ')}`;
        place.at(key).keyProblem(`unknown key ${quote(key)}${meant}`);
      }
      const isMap = value.kind === 'map' || isNothing(value);
      return mapFields(fields, (field, name) => {
        const entry = entries.find(({ key }) => key === name);
        if (entry !== undefined) return field.shape.read(entry.value, place.at(name));
        if (field.isRequired && isMap) place.at(name).problem(`"${name}" is missing`);
        return field.absent;
      });
    },
  };
}

function mapFields<F extends Fields>(
  fields: F,
  valueOf: (field: Field<unknown>, name: string) => unknown,
): ReadObject<F> {
  const names = Object.keys(fields);
  return Object.fromEntries(
    names.map((name) => [name, valueOf(fields[name]!, name)]),
  ) as ReadObject<F>;
}

function fieldSchema({ shape, doc }: Field<unknown>): JsonSchema {
  return described(shape.schema, doc);
}

/** Different shapes for a text, a list and a map. */
export function byKind<T>(kinds: {
  readonly [K in YamlValue['kind']]?: Shape<T>;
}): Shape<T> {
  const shapes = Object.values(kinds);
  return {
    schema: { anyOf: shapes.map(({ schema }) => schema) },
    fallback: shapes[0]!.fallback,
    read(value, place) {
      return (kinds[value.kind] ?? shapes[0]!).read(value, place);
    },
  };
}

/** The same value, made into something else. */
export function mapped<T, U>(shape: Shape<T>, make: (value: T) => U): Shape<U> {
  return {
    schema: shape.schema,
    fallback: make(shape.fallback),
    read: (value, place) => make(shape.read(value, place)),
  };
}

/** Maps that are told apart by the key they have: `tags` names each. */
export function tagged<T>(
  what: string,
  tags: Readonly<Record<string, Shape<T>>>,
  fallback: T,
): Shape<T> {
  const names = Object.keys(tags);
  return {
    schema: { anyOf: [...new Set(Object.values(tags))].map(({ schema }) => schema) },
    fallback,
    read(value, place) {
      if (value.kind !== 'map') {
        place.problem(
          `is ${describeValue(value)}; write ${what} with one of the keys ${names.join(', ')}`,
        );
        return fallback;
      }
      const tag = names.find((name) => value.entries.some(({ key }) => key === name));
      if (tag !== undefined) return tags[tag]!.read(value, place);
      const need = `needs one of the keys ${names.join(', ')}`;
      for (const { key } of value.entries) {
        const meant = place.suggestion(key, names);
        if (meant === '') continue;
        place.at(key).keyProblem(`unknown key ${quote(key)}; ${what} ${need}${meant}`);
        place.markBroken();
        return fallback;
      }
      place.problem(`is not ${what}: it ${need}`);
      return fallback;
    },
  };
}
