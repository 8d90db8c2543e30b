import type { Redelivery } from '../../check/redelivery.ts';
import type { Fact } from '../fact.ts';

/** Which records of each partition came again, from whom to whom, and why. */
export function redeliveredFacts(
  redeliveries: readonly Redelivery[],
  partitions: readonly { readonly group: string; readonly partition: string }[],
): readonly Fact[] {
  return partitions.map(({ group, partition }) => {
    const own = redeliveriesIn(redeliveries, group, partition);
    const value = own.length === 0 ? 'none' : own.map(redeliveryWords).join(', ');
    return { kind: 'redelivered', subject: `${group} ${partition}`, value };
  });
}

/** Those of one group and partition, in order of time. */
export function redeliveriesIn(
  redeliveries: readonly Redelivery[],
  group: string,
  partition: string,
): readonly Redelivery[] {
  return redeliveries.filter(
    (one) => one.group === group && `${one.topic}-${one.partition}` === partition,
  );
}

function redeliveryWords(redelivery: Redelivery): string {
  const { startOffset, endOffset, cause, previousProcess, process } = redelivery;
  const records = endOffset - startOffset > 1 ? `${startOffset}..${endOffset - 1}` : startOffset;
  return `${records} ${previousProcess} to ${process} (${cause})`;
}
