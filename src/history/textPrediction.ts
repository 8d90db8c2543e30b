import type { EventField, EventLayout } from './eventFields.ts';
import { EVENT_LAYOUTS, FIELD_COUNT } from './eventFields.ts';
import { CONTEXT_COUNT } from './fieldPrediction.ts';

/** Digits of a number at the end of a text: as many as are exact. */
const DIGIT_LIMIT = 15;

/**
 * Fields whose text is mostly the one that another field had: `EffectCommitted.requestId` is that
 * of the last `HandlerStarted` of the partition.
 */
const SOURCES: Readonly<Record<string, string>> = {
  'SendStarted.requestId': 'RequestSubmitted.requestId',
  'SendStarted.key': 'RequestSubmitted.couponId',
  'EffectCommitted.requestId': 'HandlerStarted.requestId',
  'EffectCommitted.couponId': 'HandlerStarted.key',
};

/** How a text stands to what was expected. */
export const TEXT_MATCHES = { none: 0, expected: 1, number: 2 } as const;

/**
 * Guesses texts. Many end in a number (`REQ-1001`, user 17): what goes before it is expected to
 * stay, and the number to go on as it went. Other texts are expected to be the last one.
 */
export class TextPrediction {
  /** By field and partition. `numbers` is -1 for a text without a number at its end. */
  private readonly texts: (string | null)[] = new Array<string | null>(
    FIELD_COUNT * CONTEXT_COUNT,
  ).fill(null);
  private readonly prefixes: string[] = new Array<string>(FIELD_COUNT * CONTEXT_COUNT).fill('');
  private readonly numbers = new Float64Array(FIELD_COUNT * CONTEXT_COUNT).fill(-1);
  private readonly steps = new Float64Array(FIELD_COUNT * CONTEXT_COUNT);
  private number = -1;
  private prefixLength = 0;

  /** Forgets everything: a new chunk begins. */
  reset(): void {
    this.texts.fill(null);
    this.prefixes.fill('');
    this.numbers.fill(-1);
    this.steps.fill(0);
  }

  /**
   * How the text stands to the expected one; learns it. For a `number` the packed form is
   * `deviation`.
   */
  match(slot: number, partition: number, text: string | null): number {
    const own = indexOf(slot, partition);
    const source = indexOf(SOURCE_SLOTS[slot]!, partition);
    if (this.steps[own] === 0 && this.texts[source] === text) {
      if (own !== source) this.copy(source, own);
      return TEXT_MATCHES.expected;
    }
    this.split(text);
    const { number } = this;
    const from = this.numbers[source]!;
    const isSamePrefix = number >= 0 && from >= 0 && this.hasPrefix(text!, this.prefixes[source]!);
    const step = isSamePrefix ? number - from : 0;
    this.deviation = step - this.steps[own]!;
    this.steps[own] = step;
    this.texts[own] = text;
    this.numbers[own] = number;
    if (isSamePrefix) {
      if (own !== source) this.prefixes[own] = this.prefixes[source]!;
      return this.deviation === 0 ? TEXT_MATCHES.expected : TEXT_MATCHES.number;
    }
    if (number >= 0) this.prefixes[own] = text!.slice(0, this.prefixLength);
    return TEXT_MATCHES.none;
  }

  /** After `match` answered `number`: by how much the number differs from the expected one. */
  deviation = 0;

  /** The expected text, or the one whose number deviates from it by `deviation`; learns it. */
  take(slot: number, partition: number, deviation: number): string | null {
    const own = indexOf(slot, partition);
    const source = indexOf(SOURCE_SLOTS[slot]!, partition);
    const step = this.steps[own]! + deviation;
    if (step === 0 && deviation === 0) {
      if (own !== source) this.copy(source, own);
      return this.texts[source]!;
    }
    const number = this.numbers[source]! + step;
    const prefix = this.prefixes[source]!;
    const text = `${prefix}${number}`;
    this.steps[own] = step;
    this.texts[own] = text;
    this.prefixes[own] = prefix;
    this.numbers[own] = number;
    return text;
  }

  /** Learns a text that was not expected in any way. */
  learn(slot: number, partition: number, text: string | null): void {
    const own = indexOf(slot, partition);
    this.split(text);
    this.steps[own] = 0;
    this.texts[own] = text;
    this.numbers[own] = this.number;
    if (this.number >= 0) this.prefixes[own] = text!.slice(0, this.prefixLength);
  }

  private copy(source: number, own: number): void {
    this.texts[own] = this.texts[source]!;
    this.numbers[own] = this.numbers[source]!;
    this.prefixes[own] = this.prefixes[source]!;
  }

  /** Finds the number at the end, written as numbers are written: without zeros in front. */
  private split(text: string | null): void {
    this.number = -1;
    if (text === null) return;
    const { length } = text;
    const least = length > DIGIT_LIMIT ? length - DIGIT_LIMIT : 0;
    let start = length;
    let number = 0;
    for (let scale = 1; start > least; scale *= 10) {
      const digit = text.charCodeAt(start - 1) - 48;
      if (digit < 0 || digit > 9) break;
      number += digit * scale;
      start--;
    }
    if (start === length) return;
    while (start < length - 1 && text.charCodeAt(start) === 48) start++;
    this.number = number;
    this.prefixLength = start;
  }

  private hasPrefix(text: string, prefix: string): boolean {
    const { length } = prefix;
    if (this.prefixLength !== length) return false;
    for (let index = 0; index < length; index++)
      if (text.charCodeAt(index) !== prefix.charCodeAt(index)) return false;
    return true;
  }
}

function indexOf(slot: number, partition: number): number {
  return slot * CONTEXT_COUNT + (partition & (CONTEXT_COUNT - 1));
}

/** By the slot of a field: the slot of the field that it is predicted from, mostly itself. */
const SOURCE_SLOTS: Uint16Array = newSourceSlots();

function newSourceSlots(): Uint16Array {
  const slots = new Map<string, number>();
  const each = (visit: (name: string, field: EventField) => void): void => {
    for (const { type, fields } of EVENT_LAYOUTS satisfies readonly EventLayout[])
      for (const field of fields) visit(`${type}.${field.name}`, field);
  };
  each((name, { slot }) => slots.set(name, slot));
  const sources = new Uint16Array(FIELD_COUNT);
  each((name, { slot }) => {
    sources[slot] = slots.get(SOURCES[name] ?? name)!;
  });
  return sources;
}
