import { consequenceOf, findCause } from '../consequence.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import type { FactDifference } from '../difference.ts';

/** What an expectation is about, and the differences that it can rest on. */
const RESTS_ON: readonly {
  readonly begins: string;
  readonly isCause: (cause: FactDifference, expectation: string) => boolean;
}[] = [
  { begins: 'generations', isCause: ({ kind }) => kind === 'generations' },
  { begins: 'redelivered', isCause: ({ kind }) => kind === 'redelivered' },
  {
    begins: 'handled by ',
    isCause: ({ kind }) =>
      kind === 'owners' || kind === 'redelivered' || kind === 'partition of key',
  },
  { begins: 'issued of coupon ', isCause: ({ kind }) => kind === 'coupon' },
  { begins: 'sold out', isCause: ({ kind }) => kind === 'coupon' },
  { begins: 'dead-lettered', isCause: ({ kind }) => kind === 'dead letters' },
  { begins: 'committed offset of ', isCause: ofPartition('committed offset') },
  { begins: 'lag of ', isCause: ofPartition('committed offset') },
  { begins: 'end offset of ', isCause: ofPartition('log end') },
  { begins: 'records in ', isCause: ofPartition('log end') },
  { begins: 'keys in ', isCause: ({ kind }) => kind === 'partition of key' },
  { begins: 'coupons in ', isCause: ({ kind }) => kind === 'partition of key' },
  { begins: 'requests in ', isCause: ({ kind }) => kind === 'partition of key' },
  { begins: 'issues out of log order', isCause: ({ kind }) => kind === 'redelivered' },
];

/** An expectation is met in one run only because a fact differs that it is about. */
export const expectationFollowsFacts: DifferenceRule = {
  name: 'an expectation follows a fact',
  kinds: ['expectation'],
  judge({ subject }, runs) {
    const rests = RESTS_ON.find(({ begins }) => subject.startsWith(begins));
    if (rests === undefined) return null;
    const cause = findCause(runs, (one) => rests.isCause(one, subject));
    return consequenceOf(cause);
  },
};

/** `committed offset of orders-0 in g: exactly 10` is about `g orders-0`. */
function ofPartition(kind: FactDifference['kind']): (typeof RESTS_ON)[number]['isCause'] {
  return (cause, expectation) => {
    const [what = ''] = expectation.split(':');
    const partition = cause.subject.split(' ').at(-1)!;
    return cause.kind === kind && what.split(' ').includes(partition);
  };
}
