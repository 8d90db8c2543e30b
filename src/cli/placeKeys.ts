import { murmur2, partitionForKey } from '../model/murmur2.ts';

/** Kafka counts partitions in a signed 32-bit integer. */
const MAX_PARTITION_COUNT = 2_147_483_647;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A key as it is shown, and the bytes that are hashed. */
export interface Key {
  readonly shown: string;
  readonly bytes: Uint8Array;
}

/** Where a record with the key goes. */
export interface KeyPlacement {
  readonly key: string;
  /** Signed 32-bit. */
  readonly murmur2: number;
  readonly partition: number;
}

/** What the person at the command line got wrong, in words for them. */
export class KeyMisuse extends Error {
  override name = 'KeyMisuse';
}

/**
 * Hashes keys and places them on a topic of `partitionCount` partitions, as Kafka's producer does.
 */
export function placeKeys(keys: readonly Key[], partitionCount: number): KeyPlacement[] {
  return keys.map(({ shown, bytes }) => ({
    key: shown,
    murmur2: murmur2(bytes),
    partition: partitionForKey(bytes, partitionCount),
  }));
}

/** Reads a partition count, 1 to 2147483647. Throws `KeyMisuse`. */
export function parsePartitionCount(text: string | undefined): number {
  if (text === undefined || text === '') {
    throw new KeyMisuse('--partitions is missing: say how many partitions the topic has.');
  }
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= 1 && count <= MAX_PARTITION_COUNT) return count;
  throw new KeyMisuse(
    `--partitions ${text} is not a whole number between 1 and ${MAX_PARTITION_COUNT}.`,
  );
}

/** A key as it was typed: its UTF-8 bytes. The empty text is a key too. */
export function textKey(text: string): Key {
  return { shown: text, bytes: Buffer.from(text, 'utf8') };
}

/** A key given as hexadecimal digits, two a byte. Throws `KeyMisuse`. */
export function hexKey(text: string): Key {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) {
    throw new KeyMisuse(
      `${JSON.stringify(text)} is not a key in hexadecimal: two digits of 0-9a-f for each byte.`,
    );
  }
  return { shown: text, bytes: Buffer.from(text, 'hex') };
}

/**
 * Keys of a text with one key a line. An empty line is the empty key; the end of the last line
 * begins no further one. The bytes are taken as they are, valid UTF-8 or not.
 */
export function keysOfLines(input: Uint8Array, hex: boolean): Key[] {
  const keys: Key[] = [];
  let start = 0;
  while (start < input.length) {
    const lineFeed = input.indexOf(LINE_FEED, start);
    const next = lineFeed === -1 ? input.length : lineFeed;
    const end = next > start && input[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    const bytes = input.subarray(start, end);
    const shown = Buffer.from(bytes).toString('utf8');
    keys.push(hex ? hexKey(shown) : { shown, bytes });
    start = next + 1;
  }
  return keys;
}
