import type { IncomingRecord, OutgoingRecord } from './ports.ts';

/** Names of the headers that say where a dead letter came from and why. Values are text. */
export const DEAD_LETTER_HEADERS = {
  reason: 'dead-letter-reason',
  topic: 'dead-letter-original-topic',
  partition: 'dead-letter-original-partition',
  offset: 'dead-letter-original-offset',
  attempts: 'dead-letter-attempts',
} as const;

/**
 * The record for the dead-letter topic: key, value and headers as they came, and five headers more.
 * A record without a value gets an empty one; its reason says so.
 */
export function newDeadLetterRecord(
  topic: string,
  record: IncomingRecord,
  reason: string,
  attempts: number,
): OutgoingRecord {
  const headers = [
    ...record.headers,
    { key: DEAD_LETTER_HEADERS.reason, value: reason },
    { key: DEAD_LETTER_HEADERS.topic, value: record.topic },
    { key: DEAD_LETTER_HEADERS.partition, value: String(record.partition) },
    { key: DEAD_LETTER_HEADERS.offset, value: String(record.offset) },
    { key: DEAD_LETTER_HEADERS.attempts, value: String(attempts) },
  ];
  return { topic, key: record.key, value: record.value ?? '', headers };
}
