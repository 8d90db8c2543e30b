import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { allowed } from '../judgement.ts';

/** A group without a living member has committed what its last member came to commit. */
export const leftoverOfLastMember: DifferenceRule = {
  name: 'what the last member came to commit',
  kinds: ['committed offset'],
  judge(difference, runs) {
    const { subject, real } = difference;
    const { group } = splitReading(subject);
    if (hasLivingMember(runs.real, group) || hasLivingMember(runs.simulated, group)) return null;
    return {
      question: `some schedule leaves ${real ?? 'nothing'} committed in ${subject}`,
      isSeen: ({ facts }) => {
        const fact = facts.find(
          (one) => one.kind === 'committed offset' && one.subject === subject,
        );
        return (fact?.value ?? null) === real;
      },
      ifSeen: (schedule) =>
        allowed(
          'No member of the group is alive at the end. How far it had come by then is timing.',
          `${schedule} of the simulator leaves the same offset`,
        ),
    };
  },
};

function hasLivingMember({ lives, header }: CollectedFacts, group: string): boolean {
  const consumers = header.groups.find((one) => one.group === group)?.consumers ?? [];
  return consumers.some((client) => {
    const outage = lives.lastOutage(client, Infinity);
    return outage === null || outage.untilUs < Infinity;
  });
}
