import type { LogRecord } from '../evidence/recordTable.ts';
import type { Fact } from '../fact.ts';
import { keySubject } from './keyPartitionFacts.ts';

/** In which order the records of a key lie in their partition: requests by offset. */
export function keyOrderFacts(records: Iterable<LogRecord>): readonly Fact[] {
  return [...recordsByKey(records)].map(([subject, list]) => ({
    kind: 'order of key',
    subject,
    value: list.map(({ identity }) => identity).join(' '),
  }));
}

/** The records of each key, by partition and offset. */
export function recordsByKey(records: Iterable<LogRecord>): ReadonlyMap<string, LogRecord[]> {
  const byKey = new Map<string, LogRecord[]>();
  for (const record of records) {
    if (record.key === null) continue;
    const subject = keySubject(record.topic, record.key);
    const list = byKey.get(subject);
    if (list === undefined) byKey.set(subject, [record]);
    else list.push(record);
  }
  return byKey;
}
