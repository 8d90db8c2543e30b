import type { GroupSteps } from '../evidence/ownerSteps.ts';
import type { Fact } from '../fact.ts';

/** The last share-out of each group. */
export function finalAssignmentFacts(groups: readonly GroupSteps[]): readonly Fact[] {
  return groups.map(({ group, steps }) => ({
    kind: 'final assignment',
    subject: group,
    value: steps.at(-1)?.text ?? 'nobody',
  }));
}
