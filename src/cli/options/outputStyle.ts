import type { GivenFlag } from './givenOption.ts';
import { isOn } from './givenOption.ts';

/** How much is printed, and how. */
export type OutputStyle = 'text' | 'quiet' | 'json';

/** What `--json` and `--quiet` ask for; `--json` is the stronger one. */
export function outputStyle(given: {
  readonly json: GivenFlag;
  readonly quiet: GivenFlag;
}): OutputStyle {
  return isOn(given.json) ? 'json' : isOn(given.quiet) ? 'quiet' : 'text';
}
