import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import { commitErrorClasses } from '../evidence/commitErrorClass.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { assignmentsOf } from '../evidence/shareOuts.ts';
import { allowed } from '../judgement.ts';

/**
 * A member that was removed sees a refusal only if it tries to commit before it learns that it is
 * out. In one run it did, in the other it was out too and tried nothing in that time.
 */
export const noCommitWhileOut: DifferenceRule = {
  name: 'no commit while it was out',
  kinds: ['commit errors'],
  judge({ subject, simulated, real }, runs) {
    const { group, partition: client } = splitReading(subject);
    const isFenced = [simulated, real].map((value) => commitErrorClasses(value).join(' '));
    const quietAt = isFenced.indexOf('');
    if (quietAt < 0 || isFenced[1 - quietAt] !== 'fenced') return null;
    const quiet = quietAt === 0 ? runs.simulated : runs.real;
    const out = removalsOf(quiet, group, client);
    // It was never out in the quiet run: then there is more to explain.
    if (out.length === 0) return null;
    if (out.some(({ fromUs, untilUs }) => quiet.commits.triedBetween(client, fromUs, untilUs)))
      return null;
    const where = quietAt === 0 ? 'the model' : 'Kafka';
    return allowed(
      `${client} was removed in both runs. It sees a refusal only if it commits before it learns ` +
        'that it is out, and whether it has something to commit then is timing.',
      `in ${where} it began no commit between its removal and its next assignment`,
    );
  },
};

/** Times from a removal to the next assignment of the client. */
function removalsOf(
  run: CollectedFacts,
  group: string,
  client: string,
): readonly { readonly fromUs: number; readonly untilUs: number }[] {
  const assignments = assignmentsOf(run, group);
  return run.departures
    .filter((one) => one.group === group && one.client === client && one.removedAtUs < Infinity)
    .map(({ removedAtUs: fromUs }) => {
      const next = assignments.find(
        ({ atUs, members }) => atUs > fromUs && members.some((member) => member.client === client),
      );
      return { fromUs, untilUs: next?.atUs ?? Infinity };
    });
}
