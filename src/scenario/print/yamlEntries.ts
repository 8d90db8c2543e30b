import { amountText } from '../parse/amount.ts';
import type { Amount, KafkaConfig } from '../scenario.ts';

/** What can stand in a file: maps keep the order of their keys, whatever these look like. */
export type Printable = string | number | boolean | readonly Printable[] | PrintableMap;
export type PrintableMap = ReadonlyMap<string | number, Printable>;

/** A map of what is said; null is not said. */
export function entries(pairs: Readonly<Record<string, Printable | null>>): PrintableMap {
  const map = new Map<string, Printable>();
  for (const [key, value] of Object.entries(pairs)) {
    if (value !== null) map.set(key, value);
  }
  return map;
}

/** The same, with names of the writer's choice as keys. */
export function named<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  valueOf: (item: T) => Printable,
): PrintableMap {
  return new Map(items.map((item) => [word(nameOf(item)), valueOf(item)]));
}

/** null if it is what the file means by saying nothing. */
export function unless<T extends Printable>(isDefault: boolean, value: T): T | null {
  return isDefault ? null : value;
}

/** null if there is nothing in it. */
export function unlessEmpty(map: PrintableMap): PrintableMap | null {
  return map.size === 0 ? null : map;
}

/** A text that looks like a whole number stands without quotes. */
export function word(text: string): string | number {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

/** One item stands without brackets. */
export function oneOrMore(words: readonly (string | number)[]): Printable {
  return words.length === 1 ? words[0]! : words;
}

export function amountValue(amount: Amount | null): Printable | null {
  return amount === null ? null : word(amountText(amount));
}

export function configEntries(config: KafkaConfig): PrintableMap | null {
  const map = new Map<string, Printable>();
  for (const [key, value] of Object.entries(config)) {
    const items = value.split(',');
    const isList = items.length > 1 && items.every((item) => /^[\w.-]+$/.test(item));
    map.set(key, isList ? items.map(configWord) : configWord(value));
  }
  return unlessEmpty(map);
}

function configWord(text: string): Printable {
  return text === 'true' || text === 'false' ? text === 'true' : word(text);
}
