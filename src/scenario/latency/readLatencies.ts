import type { Place } from '../parse/place.ts';
import { formatProblem } from '../parse/problem.ts';
import type { ProfileLatencies } from './latencyProfile.ts';
import { profileLatencies } from './latencyProfile.ts';
import { parseLatencyProfile } from './parseLatencyProfile.ts';

/**
 * Reads the file that a scenario names, a path as seen from the scenario: its text and the path to
 * show in messages, or why it cannot be read.
 */
export type ProfileReader = (
  path: string,
) => { readonly text: string; readonly shownPath: string } | { readonly problem: string };

/** For scenarios that do not come from a file: nothing is beside them. */
export const unreadable: ProfileReader = () => ({
  problem: 'cannot be read: this scenario is not in a file',
});

/** The latencies that a scenario names; null: none, or a problem was told to `place`. */
export function readLatencies(
  path: string | null,
  place: Place,
  readProfile: ProfileReader,
): ProfileLatencies | null {
  if (path === null || place.isBroken) return null;
  const read = readProfile(path);
  if ('problem' in read) {
    place.problem(read.problem);
    return null;
  }
  const parsed = parseLatencyProfile(read.text, read.shownPath);
  if ('profile' in parsed) return profileLatencies(parsed.profile);
  const [first, ...more] = parsed.errors;
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  place.problem(`is no latency profile: ${formatProblem(first!)}${rest}`);
  return null;
}
