import murmurhash2 from 'murmurhash-js/murmurhash2_gc.js';
import { utf8ByteString } from './utf8ByteString.ts';

const SEED = 0x9747b28c;
const CHUNK = 4096;

/**
 * The hash with which producers place keys (`Utils.murmur2` of Kafka's clients), as a signed 32-bit
 * integer. A text is hashed by its UTF-8 bytes, as the StringSerializer sends it.
 */
export function murmur2(key: string | Uint8Array): number {
  const bytes = typeof key === 'string' ? utf8ByteString(key) : toByteString(key);
  return murmurhash2(bytes, SEED) | 0;
}

/** Clears the sign bit (`Utils.toPositive`). Not the absolute value, and not `>>> 0`. */
export function toPositive(hash: number): number {
  return hash & 0x7fffffff;
}

/**
 * The partition of a record with a key (`BuiltInPartitioner.partitionForKey`). `partitionCount`
 * counts all partitions of the topic, those without a leader included; at least 1.
 */
export function partitionForKey(key: string | Uint8Array, partitionCount: number): number {
  return toPositive(murmur2(key)) % partitionCount;
}

function toByteString(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return text;
}
