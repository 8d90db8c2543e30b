import type { GroupSteps } from '../evidence/ownerSteps.ts';
import type { Fact } from '../fact.ts';

/** Who owned what, share-out after share-out; repeated share-outs are told once. */
export function ownerFacts(groups: readonly GroupSteps[]): readonly Fact[] {
  return groups.map(({ group, steps }) => ({
    kind: 'owners',
    subject: group,
    value: steps.map(({ text }) => text).join(' → '),
  }));
}
