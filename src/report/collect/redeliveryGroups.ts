import type { Redelivery, RedeliveryCause } from '../../check/redelivery.ts';

/** Redeliveries of one cause. */
export interface RedeliveryGroup {
  readonly cause: RedeliveryCause;
  /** The cause in words. */
  readonly words: string;
  /** Records in all of them. */
  readonly recordCount: number;
  /** With its number in the list of the run, from 1. */
  readonly redeliveries: readonly { readonly number: number; readonly redelivery: Redelivery }[];
}

const CAUSE_WORDS: Readonly<Record<RedeliveryCause, string>> = {
  crash: 'the former consumer crashed before it had committed',
  stop: 'the former consumer stopped without having committed',
  revocation: 'a rebalance took the partition before the commit',
  eviction: 'the group removed the former consumer, with records in its hands',
  zombie: 'a consumer that had lost the partition read on',
  'commit went back': 'a commit set the group back to a lower offset',
  'log truncated': 'a change of leader cut the log',
  'assigned anew': 'the consumer was assigned the partition anew and began at the last commit',
  unexplained: 'no legal reason: this is a violation',
};

/** Redeliveries by cause, the unexplained first, then those with the most records. */
export function redeliveryGroups(redeliveries: readonly Redelivery[]): readonly RedeliveryGroup[] {
  const groups = new Map<RedeliveryCause, { number: number; redelivery: Redelivery }[]>();
  redeliveries.forEach((redelivery, at) => {
    const inGroup = groups.get(redelivery.cause) ?? [];
    inGroup.push({ number: at + 1, redelivery });
    groups.set(redelivery.cause, inGroup);
  });
  return [...groups]
    .map(([cause, inGroup]) => ({
      cause,
      words: CAUSE_WORDS[cause],
      recordCount: redeliveredCount(inGroup.map(({ redelivery }) => redelivery)),
      redeliveries: inGroup,
    }))
    .sort(
      (a, b) =>
        Number(b.cause === 'unexplained') - Number(a.cause === 'unexplained') ||
        b.recordCount - a.recordCount,
    );
}

/** How many times a record was delivered again. */
export function redeliveredCount(redeliveries: readonly Redelivery[]): number {
  return redeliveries.reduce((sum, { startOffset, endOffset }) => sum + endOffset - startOffset, 0);
}
