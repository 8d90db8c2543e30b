import type { JsonObject } from './decodeEvent.ts';
import { isJsonObject } from './decodeEvent.ts';
import type { Amount, Expectations, HoldName, PartitionExpectation } from './expectations.ts';
import { HOLD_NAMES } from './expectations.ts';
import { HistoryFormatError } from './historyFormatError.ts';

/**
 * What the header of a history expects; null where it says nothing. JSON knows no infinity: an
 * amount without an upper bound has `"max": null`. Throws HistoryFormatError.
 */
export function decodeExpectations(value: unknown, line: number): Expectations | null {
  if (value === null) return null;
  const decoder = new Decoder(line);
  const expect = decoder.object(value, 'expect');
  return {
    holds: decoder.rules(expect['holds'], 'expect.holds'),
    violates: decoder.rules(expect['violates'], 'expect.violates'),
    issued: decoder.record(expect['issued'], 'expect.issued', decoder.amount),
    soldOut: decoder.orNull(expect['soldOut'], 'expect.soldOut', decoder.amount),
    duplicates: decoder.orNull(expect['duplicates'], 'expect.duplicates', decoder.amount),
    deadLettered: decoder.orNull(expect['deadLettered'], 'expect.deadLettered', decoder.amount),
    redelivered: decoder.orNull(expect['redelivered'], 'expect.redelivered', decoder.amount),
    generations: decoder.orNull(expect['generations'], 'expect.generations', decoder.amount),
    partitions: decoder.record(expect['partitions'], 'expect.partitions', (topic, path) =>
      decoder.record(topic, path, decoder.partition),
    ),
    issuedInLogOrder: decoder.flag(expect['issuedInLogOrder'], 'expect.issuedInLogOrder'),
    handled: decoder.record(expect['handled'], 'expect.handled', decoder.amount),
  };
}

type Decode<T> = (value: unknown, path: string) => T;

class Decoder {
  private readonly line: number;

  constructor(line: number) {
    this.line = line;
  }

  object(value: unknown, path: string): JsonObject {
    return isJsonObject(value) ? value : this.refuse(value, path, 'an object');
  }

  flag(value: unknown, path: string): boolean {
    return typeof value === 'boolean' ? value : this.refuse(value, path, 'true or false');
  }

  record<T>(value: unknown, path: string, decode: Decode<T>): Readonly<Record<string, T>> {
    const entries = Object.entries(this.object(value, path));
    return Object.fromEntries(
      entries.map(([name, each]) => [name, decode(each, `${path}.${name}`)]),
    );
  }

  orNull<T>(value: unknown, path: string, decode: Decode<T>): T | null {
    return value === null ? null : decode(value, path);
  }

  rules(value: unknown, path: string): readonly HoldName[] {
    const known: readonly unknown[] = HOLD_NAMES;
    const isValid = Array.isArray(value) && value.every((name) => known.includes(name));
    if (!isValid) this.refuse(value, path, `a list of ${HOLD_NAMES.join(', ')}`);
    return value as readonly HoldName[];
  }

  readonly amount: Decode<Amount> = (value, path) => {
    const { min, max } = this.object(value, path);
    const isValid = Number.isSafeInteger(min) && (max === null || Number.isSafeInteger(max));
    if (!isValid) this.refuse(value, path, '{ min, max } with integers, max null for no bound');
    return { min: min as number, max: (max as number | null) ?? Infinity };
  };

  readonly partition: Decode<PartitionExpectation> = (value, path) => {
    const facts = this.object(value, path);
    return {
      records: this.orNull(facts['records'], `${path}.records`, this.amount),
      keys: this.orNull(facts['keys'], `${path}.keys`, this.texts),
      couponIds: this.orNull(facts['couponIds'], `${path}.couponIds`, this.texts),
      requestIds: this.orNull(facts['requestIds'], `${path}.requestIds`, this.texts),
      endOffset: this.orNull(facts['endOffset'], `${path}.endOffset`, this.integer),
      committedOffset: this.orNull(
        facts['committedOffset'],
        `${path}.committedOffset`,
        this.integer,
      ),
      lag: this.orNull(facts['lag'], `${path}.lag`, this.integer),
    };
  };

  private readonly integer: Decode<number> = (value, path) =>
    Number.isSafeInteger(value) ? (value as number) : this.refuse(value, path, 'an integer');

  private readonly texts: Decode<readonly string[]> = (value, path) =>
    Array.isArray(value) && value.every((each) => typeof each === 'string')
      ? value
      : this.refuse(value, path, 'a list of texts');

  private refuse(value: unknown, path: string, wanted: string): never {
    const seen = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
    throw new HistoryFormatError(
      this.line,
      `"${path}" of the header ${seen}; it must be ${wanted}`,
    );
  }
}
