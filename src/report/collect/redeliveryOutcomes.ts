import type { Redelivery } from '../../check/redelivery.ts';
import type { HandlerOutcome } from '../../history/event.ts';
import type { PartitionDeliveries } from './deliveryLog.ts';
import { redeliveryFinder } from './redeliveryOf.ts';

/** How often each outcome came of the records of one redelivery; '': not handled this time. */
export type OutcomeCounts = ReadonlyMap<HandlerOutcome | '', number>;

/**
 * What came of each redelivery, by its number in the list of the run, from 1. Of partitions with so
 * many redeliveries that not all were kept, nothing is said.
 */
export function redeliveryOutcomes(
  redeliveries: readonly Redelivery[],
  partitions: readonly PartitionDeliveries[],
): ReadonlyMap<number, OutcomeCounts> {
  const finder = redeliveryFinder(redeliveries);
  const outcomes = new Map<number, Map<HandlerOutcome | '', number>>();
  for (const { deliveries, again } of partitions) {
    const redelivered = deliveries.filter(({ nth }) => nth > 1);
    if (redelivered.length < again) continue;
    for (const delivery of redelivered) {
      const found = finder(delivery);
      if (found === null) continue;
      const counts = outcomes.get(found.number) ?? new Map<HandlerOutcome | '', number>();
      counts.set(delivery.outcome, (counts.get(delivery.outcome) ?? 0) + 1);
      outcomes.set(found.number, counts);
    }
  }
  return outcomes;
}
