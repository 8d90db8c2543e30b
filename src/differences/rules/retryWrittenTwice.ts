import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import type { Judgement } from '../judgement.ts';
import { allowed } from '../judgement.ts';

/**
 * A send whose answer was lost is written again by a producer that is not idempotent: how often
 * depends on how long the answer is missing.
 */
export const retryWrittenTwice: DifferenceRule = {
  name: 'a retry was written again',
  kinds: ['log end', 'order of key'],
  judge({ kind, subject, simulated, real }, runs) {
    if (simulated === null || real === null) return null;
    const isDisturbed = [runs.simulated, runs.real].every((run) =>
      run.faults.some(({ text }) => text.includes('Produce')),
    );
    if (!isDisturbed) return null;
    const distinct = [runs.simulated, runs.real].map((run) => identitiesOf(run, kind, subject));
    if (distinct[0]!.names !== distinct[1]!.names) return null;
    const [first, second] = distinct.map(({ copies }) => copies);
    if (first === second) return null;
    const judgement = (shownBy: string): Judgement => allowed(REASON, shownBy);
    if (first! > 0 && second! > 0) {
      return judgement(`the same records in both logs, with ${first} and ${second} copies`);
    }
    // An idempotent producer makes none: then the simulator must be able to make as many.
    return {
      question: `some schedule writes ${second} copies (${subject})`,
      isSeen: (facts) => {
        const { names, copies } = identitiesOf(facts, kind, subject);
        return names === distinct[1]!.names && copies === second;
      },
      ifSeen: (schedule) => judgement(`${schedule} of the simulator writes ${second} copies too`),
    };
  },
};

const REASON =
  'A producer without idempotence writes a record again for each retry after a lost answer; how ' +
  'many retries there are depends on when the answer is missed.';

function identitiesOf(
  { records }: CollectedFacts,
  kind: string,
  subject: string,
): { readonly names: string; readonly copies: number } {
  const names = new Set<string>();
  let count = 0;
  for (const { topic, partition, key, identity } of records.records()) {
    const name =
      kind === 'log end' ? `${topic}-${partition}` : `${topic} key ${JSON.stringify(key)}`;
    if (name !== subject) continue;
    names.add(identity);
    count++;
  }
  return { names: [...names].sort().join(' '), copies: count - names.size };
}
