import type { DifferenceRule } from '../differenceRule.ts';
import { commitErrorClasses } from '../evidence/commitErrorClass.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { assignmentsOf } from '../evidence/shareOuts.ts';
import { allowed, clientSpecific } from '../judgement.ts';

/** Before an assignment is stored, a rebalance may have been under way for so long. */
const LONGEST_REBALANCE_US = 10_000_000;
/** A member may hear of the refusal, and of the assignment, so long after that is stored. */
const LONGEST_ANSWER_US = 250_000;

/** A member that commits while its group rebalances is told to join first. */
export const commitDuringRebalance: DifferenceRule = {
  name: 'a commit in the middle of a rebalance',
  kinds: ['commit errors'],
  judge({ subject, simulated, real }, runs) {
    const { group, partition: client } = splitReading(subject);
    const classes = [simulated, real].map(commitErrorClasses);
    // librdkafka tells an owner in a cooperative rebalance that its generation is over.
    const isOfRebalance = classes.map((each) =>
      each.every(
        (one) => one === 'rebalance' || (one === 'fenced' && runs.client?.name === 'confluent'),
      ),
    );
    if (isOfRebalance.includes(false)) return null;
    const seen = [runs.simulated, runs.real].flatMap((run) => {
      const assignments = assignmentsOf(run, group);
      return run.commits.refusedOf(group, client).map(({ atUs }) =>
        assignments.some((one) => {
          return one.atUs >= atUs - LONGEST_ANSWER_US && one.atUs - atUs <= LONGEST_REBALANCE_US;
        }),
      );
    });
    if (seen.length === 0 || seen.includes(false)) return null;
    const shownBy = 'each of these refusals is followed by the assignment of that rebalance';
    if (classes.some((each) => each.includes('fenced'))) {
      return clientSpecific(
        'In a cooperative rebalance librdkafka refuses commits of a member that still owns its ' +
          'partitions with ILLEGAL_GENERATION; the Java client waits for the join.',
        `trials of @confluentinc/kafka-javascript 1.10.1; ${shownBy}`,
      );
    }
    return allowed(
      'A commit that reaches the coordinator between two generations is refused until the member ' +
        'has joined. Whether one is under way just then is timing.',
      shownBy,
    );
  },
};
