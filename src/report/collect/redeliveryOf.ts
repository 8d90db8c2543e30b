import type { Redelivery } from '../../check/redelivery.ts';
import type { Delivery } from './deliveryLog.ts';

/** A redelivery and its number in the list of the run, from 1. */
export interface NumberedRedelivery {
  readonly number: number;
  readonly redelivery: Redelivery;
}

/** Finds the redelivery that a delivery belongs to; null: none. */
export type RedeliveryFinder = (delivery: Delivery) => NumberedRedelivery | null;

/** A finder among the redeliveries of a run, which are in order of time. */
export function redeliveryFinder(redeliveries: readonly Redelivery[]): RedeliveryFinder {
  const byReader = new Map<string, NumberedRedelivery[]>();
  redeliveries.forEach((redelivery, at) => {
    const { group, topic, partition, process } = redelivery;
    const key = `${group}\n${topic}\n${partition}\n${process}`;
    const ofReader = byReader.get(key) ?? [];
    ofReader.push({ number: at + 1, redelivery });
    byReader.set(key, ofReader);
  });
  return ({ group, topic, partition, consumer, offset, polledUs }) => {
    const ofReader = byReader.get(`${group}\n${topic}\n${partition}\n${consumer}`) ?? [];
    const match = ofReader.findLast(
      ({ redelivery: { atUs, startOffset, endOffset } }) =>
        atUs <= polledUs && startOffset <= offset && offset < endOffset,
    );
    return match ?? null;
  };
}
