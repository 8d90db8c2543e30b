import type { Redelivery } from '../../check/redelivery.ts';
import type { HandlerOutcome } from '../../history/event.ts';
import { countOf } from '../text/nameRecords.ts';
import type { OutcomeCounts } from './redeliveryOutcomes.ts';

/** One step on the way to a redelivery. */
export interface RedeliveryStep {
  /** null: no moment of its own. */
  readonly atUs: number | null;
  readonly text: string;
}

/**
 * How a redelivery came about, step by step, in words for those who have never seen Kafka: the
 * first delivery, what went wrong, what Kafka knew, the second delivery, and what came of it.
 */
export function redeliverySteps(
  redelivery: Redelivery,
  outcomes: OutcomeCounts | undefined,
): readonly RedeliveryStep[] {
  const { previousAtUs, endedAtUs, atUs } = redelivery;
  const steps: readonly (RedeliveryStep | null)[] = [
    { atUs: previousAtUs, text: firstDelivery(redelivery) },
    { atUs: endedAtUs < 0 ? null : endedAtUs, text: whatWentWrong(redelivery) },
    { atUs: null, text: whatWasCommitted(redelivery) },
    { atUs, text: secondDelivery(redelivery) },
    outcomes === undefined ? null : { atUs: null, text: whatCameOfIt(outcomes) },
  ];
  return steps.filter((step) => step !== null && step.text !== '') as readonly RedeliveryStep[];
}

function firstDelivery(redelivery: Redelivery): string {
  const { previousProcess, withEffectCount, startOffset, endOffset } = redelivery;
  const count = endOffset - startOffset;
  const handed = `${previousProcess} is handed ${offsetsOf(redelivery)}`;
  if (count === 1) return withEffectCount > 0 ? `${handed} and handles it.` : `${handed}.`;
  if (withEffectCount === 0) return `${handed}: ${count} records, none of them handled in time.`;
  const handled = withEffectCount === count ? 'all' : String(withEffectCount);
  return `${handed}: ${count} records. It handles ${handled} of them.`;
}

function offsetsOf({ topic, partition, startOffset, endOffset }: Redelivery): string {
  const where = `of ${topic}-${partition}`;
  const last = endOffset - 1;
  return last === startOffset
    ? `the record at offset ${startOffset} ${where}`
    : `offsets ${startOffset} to ${last} ${where}`;
}

function whatWentWrong(redelivery: Redelivery): string {
  const { previousProcess: before, process, detail, problem } = redelivery;
  const why = detail === '' ? '' : ` (${detail})`;
  switch (redelivery.cause) {
    case 'crash':
      return `${before} crashes${why} and has not committed them.`;
    case 'stop':
      return `${before} stops${why} and has not committed them.`;
    case 'revocation':
      return `The group rebalances: ${before} gives the partition back${why}, not yet committed.`;
    case 'eviction':
      return `The group goes on without ${before}${why}, which has them in hand and uncommitted.`;
    case 'zombie':
      return `The group gives the partition to ${before}; ${process} does not know it yet${why}.`;
    case 'commit went back':
      return `A commit sets the group back${why}.`;
    case 'log truncated':
      return `The partition gets another leader${why}, and the position is set anew.`;
    case 'assigned anew':
      return `${process} is given the partition anew${why}.`;
    case 'unexplained':
      return `No legal reason is known: ${problem}.`;
  }
}

function whatWasCommitted({ cause, committedOffset }: Redelivery): string {
  if (cause === 'zombie' || cause === 'unexplained') return '';
  if (committedOffset < 0) {
    return 'Nothing has been committed: Kafka does not know that anything was handled.';
  }
  return (
    `The last commit is ${committedOffset}. That is all Kafka knows: what lies below offset ` +
    `${committedOffset} is done. Of what was done since, it knows nothing.`
  );
}

function secondDelivery(redelivery: Redelivery): string {
  const { process, cause, generationBefore, generationAfter } = redelivery;
  const them = redelivery.endOffset - redelivery.startOffset === 1 ? 'it' : 'them';
  if (cause === 'zombie') return `${process} is handed ${them} as well, as a former owner.`;
  const generation =
    generationAfter > generationBefore && generationBefore >= 0
      ? ` owns the partition in generation ${generationAfter},`
      : '';
  const start =
    redelivery.committedOffset < 0
      ? 'begins where auto.offset.reset says, for want of a commit,'
      : 'begins at the last commit';
  return `${process}${generation} ${start} and is handed ${them} again.`;
}

const OUTCOME_WORDS: Readonly<Record<HandlerOutcome | '', string>> = {
  DUPLICATE: 'done already, as the request id in the store shows, and not done twice',
  ISSUED: 'issued',
  SOLD_OUT: 'refused: sold out',
  ALREADY_ISSUED: 'refused: the user has one already',
  UNKNOWN_COUPON: 'refused: no such coupon',
  HANDLED: 'handled',
  DEAD_LETTERED: 'put aside as a dead letter',
  FAILED: 'failed',
  '': 'not handled',
};

function whatCameOfIt(outcomes: OutcomeCounts): string {
  const parts = [...outcomes].map(
    ([outcome, count]) => `${countOf(count, 'record')} ${OUTCOME_WORDS[outcome]}`,
  );
  return `This time: ${parts.join('; ')}.`;
}
