import type { GroupSteps } from '../evidence/ownerSteps.ts';
import type { Fact } from '../fact.ts';

/** The last generation (or group epoch) of each group that had an assignment. */
export function generationFacts(groups: readonly GroupSteps[]): readonly Fact[] {
  return groups.map(({ group, lastGeneration }) => ({
    kind: 'generations',
    subject: group,
    value: lastGeneration < 0 ? 'not told' : `last ${lastGeneration}`,
  }));
}
