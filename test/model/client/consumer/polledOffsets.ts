import type { PollOutcome } from '../../../../src/model/client/consumer/consumerDelegate.ts';

/** Partition to the offsets that a poll returned of it. */
export function polledOffsets(outcome: PollOutcome): Record<number, number[]> {
  return Object.fromEntries(
    outcome.partitions.map(({ partition, records }) => [
      partition,
      records.map(({ offset }) => offset),
    ]),
  );
}
