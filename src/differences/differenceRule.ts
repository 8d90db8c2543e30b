import type { CollectedFacts } from './collectFacts.ts';
import type { Difference, FactDifference } from './difference.ts';
import type { FactKind } from './fact.ts';
import type { Judgement } from './judgement.ts';

/** The client library of a real run. */
export interface RealClient {
  readonly name: 'kafkajs' | 'java' | 'confluent';
  /** '' if not known. */
  readonly version: string;
}

/** The two runs and what is known about their differences so far. */
export interface Comparison {
  readonly simulated: CollectedFacts;
  readonly real: CollectedFacts;
  /** null: not known. */
  readonly client: RealClient | null;
  /** All differences. */
  readonly differences: readonly FactDifference[];
  /** A difference of that kind and subject that has been classed; undefined: there is none. */
  readonly settled: (kind: FactKind, subject: string) => Difference | undefined;
}

/** Asked of the simulator when the histories alone do not tell. */
export interface ScheduleQuestion {
  /** What the simulator is asked: `some schedule redelivers 40..45 of orders-0 to c2`. */
  readonly question: string;
  /** True if this run of the simulator shows it. */
  isSeen(facts: CollectedFacts): boolean;
  /** The judgement if some schedule shows it. `schedule`: `schedule 17 of 200`. */
  ifSeen(schedule: string): Judgement;
}

/** Finds out what a kind of difference means. It says nothing unless it can show why. */
export interface DifferenceRule {
  readonly name: string;
  readonly kinds: readonly FactKind[];
  /** A judgement, a question to the simulator, or null: not for this rule to say. */
  judge(difference: FactDifference, comparison: Comparison): Judgement | ScheduleQuestion | null;
}
