import type { EventOf } from '../history/event.ts';
import { formatMoment } from './formatMoment.ts';
import type { GroupReading } from './track/groupReading.ts';
import { NO_COMMIT } from './track/ownership.ts';
import type { Ownership } from './track/ownership.ts';

/**
 * Judges where a poll begins, and notes in the ownership what is wrong with it.
 *
 * A consumer reads on from its position, without gap and without going back, as long as it holds
 * the partition. It starts exactly at an offset that was the committed one between the assignment
 * and its first poll, or, if there was none, where auto.offset.reset leads. Only a log that was
 * cut, as a new leader's may be shorter, lets it set its position anew.
 */
export function judgePosition(
  event: EventOf<'Polled'>,
  reading: GroupReading,
  ownership: Ownership,
): void {
  const { startOffset } = event;
  if (ownership.position < 0) judgeStart(startOffset, reading, ownership);
  else if (startOffset > ownership.position) {
    if (isAfterTruncation(reading, ownership)) return;
    ownership.problem ||=
      `it had read up to ${ownership.position} and went on at ${startOffset}, without giving ` +
      `the partition up in between`;
  } else if (startOffset < ownership.position) {
    if (isAfterTruncation(reading, ownership)) return;
    ownership.problem ||=
      `it went back from ${ownership.position} to ${startOffset} without giving the partition ` +
      `up in between`;
  }
}

function judgeStart(startOffset: number, reading: GroupReading, ownership: Ownership): void {
  const { startCandidates } = ownership;
  if (ownership.trespass !== '') ownership.problem = ownership.trespass;
  else if (startCandidates.includes(startOffset)) ownership.startCommit = startOffset;
  else if (startCandidates.includes(NO_COMMIT)) return;
  else if (!mayBeTruncated(startOffset, reading, ownership))
    ownership.problem = `it started at ${startOffset}, but ${commitText(reading, startCandidates)}`;
}

/** Each cut excuses one new position of a consumer that is reading. */
function isAfterTruncation(reading: GroupReading, ownership: Ownership): boolean {
  const { cutAtUs } = reading.partition;
  const since = Math.max(ownership.assignedAtUs, ownership.truncatedAtUs + 1);
  if (cutAtUs < since) return false;
  ownership.truncatedAtUs = cutAtUs;
  return true;
}

/** The log may have become shorter than the committed offset says. */
function mayBeTruncated(startOffset: number, reading: GroupReading, ownership: Ownership): boolean {
  const { cutAtUs } = reading.partition;
  if (cutAtUs < 0) return false;
  if (ownership.startCandidates.every((candidate) => candidate <= startOffset)) return false;
  ownership.truncatedAtUs = cutAtUs;
  return true;
}

function commitText(reading: GroupReading, candidates: readonly number[]): string {
  const offsets = [...new Set(candidates)].join(' or ');
  const { committedBy, committedAtUs } = reading;
  const when = `by ${committedBy} at ${formatMoment(committedAtUs)}`;
  return `the committed offset was ${offsets} (${when})`;
}
