import type { LogRecord } from '../evidence/recordTable.ts';
import type { Fact } from '../fact.ts';

/** Which partitions hold the records of a key. Where records without a key go is left to chance. */
export function keyPartitionFacts(records: Iterable<LogRecord>): readonly Fact[] {
  const partitions = new Map<string, Set<number>>();
  for (const { topic, key, partition } of records) {
    if (key === null) continue;
    const subject = keySubject(topic, key);
    const seen = partitions.get(subject) ?? new Set();
    partitions.set(subject, seen.add(partition));
  }
  return [...partitions].map(([subject, seen]) => ({
    kind: 'partition of key',
    subject,
    value: [...seen].sort((a, b) => a - b).join(', '),
  }));
}

/** `coupon-issue-request key "1"` */
export function keySubject(topic: string, key: string | null): string {
  return key === null ? `${topic} records without a key` : `${topic} key ${JSON.stringify(key)}`;
}
