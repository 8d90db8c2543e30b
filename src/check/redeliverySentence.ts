import { countOf, formatMoment, nameRecords } from './formatMoment.ts';
import type { Redelivery } from './redelivery.ts';

/**
 * The explanation of a redelivery in one sentence: `coupon-issue-request-0@41 again at c2: c1
 * crashed at 1.204 s after its effect, last commit 38, generation 5 -> 6.`
 */
export function redeliverySentence(redelivery: Redelivery): string {
  const { topic, partition, startOffset, endOffset, process } = redelivery;
  const records = nameRecords(`${topic}-${partition}`, startOffset, endOffset);
  const what = `${records} again at ${process}${effectsOf(redelivery)}`;
  if (redelivery.cause === 'unexplained')
    return `${what}, without a legal reason: ${redelivery.problem}.`;
  const detail = redelivery.detail === '' ? '' : ` (${redelivery.detail})`;
  const details = [
    `${reasonOf(redelivery)}${detail}`,
    commitOf(redelivery),
    generationsOf(redelivery),
  ];
  return `${what}: ${details.filter((detail) => detail !== '').join(', ')}.`;
}

/** Of a run of records: how many had been handled. Of a single one the reason says it. */
function effectsOf(redelivery: Redelivery): string {
  const count = redelivery.endOffset - redelivery.startOffset;
  if (count === 1) return '';
  return ` (${countOf(count, 'record')}, ${redelivery.withEffectCount} with an effect already)`;
}

function reasonOf(redelivery: Redelivery): string {
  const { previousProcess: before, process } = redelivery;
  const when = formatMoment(redelivery.endedAtUs);
  const point = pointOf(redelivery);
  const uncommitted = isSingle(redelivery) ? ' and before its commit' : '';
  switch (redelivery.cause) {
    case 'crash':
      return `${before} crashed at ${when} ${point}`;
    case 'stop':
      return `${before} stopped at ${when} ${point}${uncommitted}`;
    case 'revocation':
      return `${before} had to give the partition back at ${when} ${point}${uncommitted}`;
    case 'eviction':
      return redelivery.endedAtUs < 0
        ? `the group had given the partition of ${before} to others ${point}`
        : `${before} dropped out of the group at ${when} ${point}`;
    case 'zombie':
      return `${process} had lost the partition to ${before} and did not know it yet`;
    case 'commit went back':
      return `a commit went back at ${when}`;
    case 'log truncated':
      return `the log was cut at ${when} by a change of leader and the position was set anew`;
    case 'assigned anew':
      return `${process} was assigned the partition anew at ${when}`;
    case 'unexplained':
      return redelivery.problem;
  }
}

function isSingle({ startOffset, endOffset }: Redelivery): boolean {
  return endOffset - startOffset === 1;
}

function pointOf(redelivery: Redelivery): string {
  if (!isSingle(redelivery)) return 'before their commit';
  return redelivery.withEffectCount > 0 ? 'after its effect' : 'before its effect';
}

function commitOf(redelivery: Redelivery): string {
  if (redelivery.cause === 'zombie') return '';
  return redelivery.committedOffset < 0
    ? 'nothing committed'
    : `last commit ${redelivery.committedOffset}`;
}

function generationsOf(redelivery: Redelivery): string {
  const { generationBefore, generationAfter } = redelivery;
  if (generationBefore < 0 || generationAfter < 0) return '';
  if (generationBefore === generationAfter) return `generation ${generationAfter}`;
  return `generation ${generationBefore} -> ${generationAfter}`;
}
