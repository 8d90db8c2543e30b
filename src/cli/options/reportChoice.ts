import { Misuse } from '../misuse.ts';
import type { GivenFlag } from './givenOption.ts';
import { isOn } from './givenOption.ts';

/** The report that is to be written. */
export interface ReportChoice {
  /** null: a folder of `reports`, named after the run. */
  readonly folder: string | null;
  readonly charts: boolean;
}

/**
 * What `--out`, `--no-report` and `--no-charts` ask for; null: no report. `isForPeople`: the run is
 * told as text; otherwise a report is written only into a folder that is named. Throws `Misuse`.
 */
export function reportChoice(
  out: string | null,
  given: { readonly 'no-report': GivenFlag; readonly 'no-charts': GivenFlag },
  isForPeople: boolean,
): ReportChoice | null {
  if (out === '') throw new Misuse('--out: name a folder.');
  const noReport = isOn(given['no-report']);
  if (out !== null && noReport) throw new Misuse('--out and --no-report: which one?');
  const isWritten = out !== null || (isForPeople && !noReport);
  return isWritten ? { folder: out, charts: !isOn(given['no-charts']) } : null;
}
