import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { membersOf, sameMembers, shareSizes, stepsOf } from '../evidence/shareOuts.ts';
import { allowed } from '../judgement.ts';

/** A process may take so long from its start to its first assignment: a JVM on a busy machine. */
const LONGEST_START_US = 6_000_000;

/**
 * Processes take their time to start and to end. Where one came or went sooner or later than
 * another, the group shared out among other members on the way, and came to the same end.
 */
export const membersThatWereThere: DifferenceRule = {
  name: 'who was there when the group shared out',
  kinds: ['owners', 'final assignment'],
  judge({ subject: group }, { simulated, real }) {
    const inModel = stepsOf(simulated, group);
    const inReal = stepsOf(real, group);
    if (inModel.length === 0 || inReal.length === 0) return null;
    // If the same members came and went, it is their shares that differ: that is another question.
    if (memberSequence(inModel) === memberSequence(inReal)) return null;
    const [last, lastOfModel] = [inReal.at(-1)!, inModel.at(-1)!];
    if (!sameMembers(last, lastOfModel) || shareSizes(last) !== shareSizes(lastOfModel))
      return null;
    if (!isAccounted(simulated, group, inModel) || !isAccounted(real, group, inReal)) return null;
    return allowed(
      'How long a process takes to start and join, or to end and leave, is open. Where one came ' +
        'or went sooner or later than another, the group shared out among others on the way.',
      'in both runs each share-out has members that were running and leaves out only those that ' +
        'were not, or had just been started; at the end members and sizes of shares are equal',
    );
  },
};

/** The member sets one after the other. */
function memberSequence(steps: readonly OwnerStep[]): string {
  const sets = steps.map((step) => membersOf(step).join(' '));
  return sets.filter((set, at) => set !== sets[at - 1]).join(', ');
}

function consumersOf({ header }: CollectedFacts, group: string): readonly string[] {
  return header.groups.find((one) => one.group === group)?.consumers ?? [];
}

/** True if every share-out has those that ran, and all of those but for newcomers. */
function isAccounted(run: CollectedFacts, group: string, steps: readonly OwnerStep[]): boolean {
  const { lives } = run;
  return steps.every((step, at) => {
    const members = membersOf(step);
    const sinceUs = at === 0 ? 0 : steps[at - 1]!.atUs;
    return consumersOf(run, group).every((client) => {
      if (members.includes(client)) return lives.ranBetween(client, sinceUs, step.atUs);
      const startedUs = lives.startedAtUs(client, step.atUs);
      const outage = lives.lastOutage(client, step.atUs);
      const isOut = outage !== null && outage.untilUs > step.atUs;
      const isLeaving = lives.wasToldToEnd(client, Math.max(startedUs, 0), step.atUs);
      return startedUs < 0 || isOut || isLeaving || step.atUs - startedUs <= LONGEST_START_US;
    });
  });
}
