import type { HistoryEvent } from '../history/event.ts';
import { describeDifference, firstDifference } from '../history/firstDifference.ts';

/** A run that has been played and recorded. */
export interface PlayedRun {
  readonly digest: string;
  readonly events: Iterable<HistoryEvent>;
}

/**
 * In what two runs of one seed differ, in a few lines; null if they are equal, as they must be. The
 * digest has events of the kernel too that no history shows.
 */
export function differenceOfRuns(first: PlayedRun, second: PlayedRun): string | null {
  const difference = firstDifference(first.events, second.events);
  if (difference !== null) return describeDifference(difference);
  if (first.digest === second.digest) return null;
  return (
    'The histories are equal, but the digests are not: events inside of the simulator differ.\n' +
    `  first  ${first.digest}\n  second ${second.digest}`
  );
}
