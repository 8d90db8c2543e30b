import type { CollectedFacts } from './collectFacts.ts';
import type { Difference } from './difference.ts';
import type { FactKind } from './fact.ts';
import { commitErrorClass } from './evidence/commitErrorClass.ts';
import { FAILING_CLASSES } from './judgement.ts';

/** What Kafka promises, by topic of its documentation. */
export const SEMANTICS = [
  'partitioning',
  'order',
  'assignment',
  'session expiry',
  'poll interval',
  'generation fencing',
  'commit rules',
  'redelivery',
  'broker restart',
  'new partitions',
  'lost messages',
  'service results',
] as const;

/** Name of a part of the semantics. */
export type Semantic = (typeof SEMANTICS)[number];

/**
 * How a comparison went for one part. `same`: all facts are equal; `allowed`: those that are not
 * are what Kafka or its client leaves open; `wrong`: some must be looked at.
 */
export interface SemanticResult {
  readonly name: Semantic;
  readonly result: 'same' | 'allowed' | 'wrong';
}

const SERVICE: readonly FactKind[] = [
  'coupon',
  'dead letters',
  'requests refused',
  'anomaly',
  'verdict',
  'expectation',
];

/** The kinds of facts that tell of each part; null: all, if the run had that trouble. */
const KINDS: Readonly<Record<Semantic, readonly FactKind[] | null>> = {
  partitioning: ['partition of key', 'log end'],
  order: ['order of key'],
  assignment: ['owners', 'generations', 'final assignment'],
  'session expiry': ['departures'],
  'poll interval': ['departures'],
  'generation fencing': ['commit errors'],
  'commit rules': ['committed offset'],
  redelivery: ['redelivered'],
  'broker restart': null,
  'new partitions': ['partition of key', 'owners', 'final assignment'],
  'lost messages': ['log end', 'order of key', 'requests refused', 'anomaly'],
  'service results': SERVICE,
};

/** The parts that either run has put to the test, and how the comparison went for each. */
export function semanticResults(
  simulated: CollectedFacts,
  real: CollectedFacts,
  differences: readonly Difference[],
): readonly SemanticResult[] {
  return SEMANTICS.filter((name) => isTested(simulated, name) || isTested(real, name)).map(
    (name) => {
      const kinds = KINDS[name];
      const own = differences.filter(({ kind }) => kinds === null || kinds.includes(kind));
      const isWrong = own.some((one) => FAILING_CLASSES.has(one.class));
      return { name, result: isWrong ? 'wrong' : own.length > 0 ? 'allowed' : 'same' };
    },
  );
}

/** True if the run has come into the situation that this part of the semantics is about. */
function isTested(run: CollectedFacts, name: Semantic): boolean {
  const { departures, commits, verdicts, partitionsAdded, faults, facts } = run;
  switch (name) {
    case 'partitioning':
    case 'order':
      return facts.some(({ kind }) => kind === 'partition of key');
    case 'assignment':
      return facts.some(({ kind, value }) => kind === 'final assignment' && value !== 'nobody');
    case 'session expiry':
      return departures.some(({ state }) => state === 'crashed' || state === 'paused');
    case 'poll interval':
      return departures.some(({ state }) => state === 'running');
    case 'generation fencing':
      return commits.refused.some(({ error }) => commitErrorClass(error) === 'fenced');
    case 'commit rules':
      return facts.some(({ kind, value }) => kind === 'committed offset' && value !== 'none');
    case 'redelivery':
      return verdicts.redeliveries.length > 0;
    case 'broker restart':
      return faults.some(({ process }) => process.startsWith('broker-'));
    case 'new partitions':
      return partitionsAdded.length > 0;
    case 'lost messages':
      return faults.some(({ text }) => /request of |response of |isolate /.test(text));
    case 'service results':
      return facts.some(({ kind }) => kind === 'coupon');
  }
}
