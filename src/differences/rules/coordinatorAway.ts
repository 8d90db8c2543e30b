import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { commitErrorClasses } from '../evidence/commitErrorClass.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { allowed, clientSpecific } from '../judgement.ts';

/** A client may ask the former coordinator so long after there is a new one. */
const LONGEST_SEARCH_US = 5_000_000;

/** While its coordinator is away a group cannot commit. */
export const coordinatorAway: DifferenceRule = {
  name: 'a commit while the coordinator is away',
  kinds: ['commit errors'],
  judge({ subject, simulated, real }, runs) {
    const { group, partition: client } = splitReading(subject);
    const classes = [simulated, real].map((value) => commitErrorClasses(value).join(' '));
    if (!classes.every((each) => each === '' || each === 'transient')) return null;
    if (![runs.simulated, runs.real].every((run) => isWhileAway(run, group, client))) return null;
    const shownBy = 'each of these refusals lies in a time without a coordinator, or just after it';
    if (classes[0] === '' && runs.client?.name === 'kafkajs') {
      return clientSpecific(
        'kafkajs tells the application of a commit that its coordinator did not answer, or no ' +
          'longer takes. The Java client, which is modelled, looks for the new coordinator and ' +
          'tries again.',
        `trials of kafkajs 2.2.4; ${shownBy}`,
      );
    }
    return allowed(
      'While the coordinator of its group is away a commit waits or is refused, by how long that ' +
        'lasts and what is under way just then: that is timing.',
      shownBy,
    );
  },
};

/** True if the client was refused only while its group had no coordinator that worked. */
function isWhileAway(
  { commits, coordinators, lives }: CollectedFacts,
  group: string,
  client: string,
): boolean {
  const absences = coordinators.absencesOf(group, lives);
  if (absences.length === 0) return false;
  return commits
    .refusedOf(group, client)
    .every(({ atUs }) =>
      absences.some(({ fromUs, untilUs }) => atUs >= fromUs && atUs <= untilUs + LONGEST_SEARCH_US),
    );
}
