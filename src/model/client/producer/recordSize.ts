import type { RecordHeader } from '../../protocol/record.ts';
import { utf8Length } from '../../utf8ByteString.ts';

/** Bytes of the header of a record batch, format v2. */
export const RECORD_BATCH_OVERHEAD = 61;
/** Most bytes that a record takes besides key, value and headers. */
const MAX_RECORD_OVERHEAD = 21;

/**
 * Bytes that key, value and headers take in a record of format v2, their lengths included. What
 * else a record takes depends on its place in the batch: see `sizeOfRecord`.
 */
export function sizeOfRecordData(
  key: string | null,
  value: string | null,
  headers: readonly RecordHeader[],
): number {
  let size = sizeOfText(key) + sizeOfText(value) + sizeOfVarint(headers.length);
  for (const header of headers) size += sizeOfText(header.key) + sizeOfText(header.value);
  return size;
}

/**
 * Bytes of a whole record, `offsetDelta` records and `timestampDeltaMs` after the batch's first.
 */
export function sizeOfRecord(
  dataSize: number,
  offsetDelta: number,
  timestampDeltaMs: number,
): number {
  // One byte of attributes.
  const bodySize = 1 + sizeOfVarint(timestampDeltaMs) + sizeOfVarint(offsetDelta) + dataSize;
  return bodySize + sizeOfVarint(bodySize);
}

/**
 * Bytes of a batch of one such record at most (`AbstractRecords.estimateSizeInBytesUpperBound`).
 */
export function estimateSizeInBytesUpperBound(dataSize: number): number {
  return RECORD_BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + dataSize;
}

/** Bytes of a zigzag varint or varlong of a number >= 0. */
function sizeOfVarint(value: number): number {
  let size = 1;
  // The sign takes one bit of the first byte.
  for (let limit = 64; value >= limit; limit *= 128) size++;
  return size;
}

/** null is the length -1, without bytes. */
function sizeOfText(text: string | null): number {
  if (text === null) return 1;
  const length = utf8Length(text);
  return sizeOfVarint(length) + length;
}
