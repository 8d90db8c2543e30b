import { Place } from '../parse/place.ts';
import type { Problem } from '../parse/problem.ts';
import { ProblemList } from '../parse/problemList.ts';
import { readYamlTree } from '../parse/yamlTree.ts';
import type { LatencyProfile } from './latencyProfile.ts';
import { latencyProfileShape } from './latencyProfileShape.ts';

/** A profile, or everything that is wrong with the file. */
export type ParsedLatencyProfile =
  { readonly profile: LatencyProfile } | { readonly errors: readonly Problem[] };

/** Reads a latency profile. `path` only names the file in messages. */
export function parseLatencyProfile(text: string, path: string): ParsedLatencyProfile {
  const { root, problems } = readYamlTree(text);
  const errors = new ProblemList(path, text, root);
  for (const { offset, message } of problems) errors.addAtOffset(offset, message);
  if (root === null) return { errors: errors.sorted() };
  const draft = latencyProfileShape.read(root, new Place(errors, []));
  if (errors.problems.length > 0) return { errors: errors.sorted() };
  const { 'round-trip': roundTrip, ...rest } = draft;
  return { profile: { ...rest, roundTrip } };
}
