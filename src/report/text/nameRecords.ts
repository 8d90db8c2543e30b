import type { EventPartition } from '../../history/event.ts';

/** A record as people write it: `coupon-issue-request-0@41`. */
export function nameOffset(topic: string, partition: number, offset: number): string {
  return `${topic}-${partition}@${offset}`;
}

/** A list of partitions, shortened by topic: `coupon-issue-request-0, -1 and -2`. */
export function namePartitions(partitions: readonly EventPartition[]): string {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  }
  const names: string[] = [];
  for (const [topic, numbers] of byTopic) {
    numbers
      .sort((a, b) => a - b)
      .forEach((partition, at) => {
        names.push(at === 0 ? `${topic}-${partition}` : `-${partition}`);
      });
  }
  return joinWords(names);
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** `1 record`, `2 records`; for other plurals give the second form. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
