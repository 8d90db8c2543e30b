import type { ProducerBatch } from './producerBatch.ts';

/** Batches of one topic side by side, topics in order of first appearance. */
export function groupByTopic(batches: readonly ProducerBatch[]): readonly ProducerBatch[] {
  const first = batches[0]!.queue.topic;
  if (batches.every(({ queue }) => queue.topic === first)) return batches;
  const byTopic = new Map<string, ProducerBatch[]>();
  for (const batch of batches) {
    const group = byTopic.get(batch.queue.topic);
    if (group === undefined) byTopic.set(batch.queue.topic, [batch]);
    else group.push(batch);
  }
  return [...byTopic.values()].flat();
}
