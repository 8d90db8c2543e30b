import { formatMoment } from '../check/formatMoment.ts';
import { EndlessRun } from '../scenario/runPace.ts';
import { SimulationFailure } from '../sim/errors.ts';
import { messageOf, stackLines } from './failureText.ts';

/** A run that broke. */
export interface RunFailure {
  readonly error: unknown;
  readonly seed: number;
  /** The command that plays the run again. */
  readonly replay: string;
}

/** When a run broke, in microseconds of virtual time; null: not known. */
export function failureTimeUs(error: unknown): number | null {
  const isKnown = error instanceof SimulationFailure || error instanceof EndlessRun;
  return isKnown && error.atUs >= 0 ? error.atUs : null;
}

/**
 * What is told of a run that broke: the seed, the time, what happened, and the command that shows
 * it again. Not the scenario is to blame, whatever it says, unless it lets a run come to no end.
 */
export function runFailureText(failure: RunFailure, showStack: boolean): string {
  const { error, seed, replay } = failure;
  const atUs = failureTimeUs(error);
  const when = atUs === null ? '' : ` at ${formatMoment(atUs)} of virtual time`;
  if (error instanceof EndlessRun) {
    return `Could not tell: the run with seed ${seed} was ended${when}.\n${error.message}`;
  }
  return [
    `Could not tell: the run with seed ${seed} broke${when}.`,
    messageOf(error),
    '',
    'This is a bug of partition-lab, not of the scenario. It happens again with',
    `  ${replay}`,
    'Please report it, with the scenario file.',
    ...stackLines(error, showStack),
  ].join('\n');
}
