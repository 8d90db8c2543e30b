import type { CollectedFacts } from './collectFacts.ts';
import type { Difference, FactDifference } from './difference.ts';
import type { Comparison, DifferenceRule, RealClient, ScheduleQuestion } from './differenceRule.ts';
import { DIFFERENCE_RULES } from './differenceRules.ts';
import type { Fact, FactKind, Information } from './fact.ts';
import { FACT_KINDS, isSameFact, shownValue } from './fact.ts';
import type { Judgement } from './judgement.ts';
import { FAILING_CLASSES } from './judgement.ts';
import type { ScheduleAnswer, ScheduleSearch } from './scheduleSearch.ts';

/** What a comparison needs besides the two runs. */
export interface ComparisonContext {
  /** Client library of the real run; null: not known. */
  readonly client: RealClient | null;
  /** Runs other schedules of the same scenario; null: the scenario is not at hand. */
  readonly search: ScheduleSearch | null;
  /** For tests of single rules; all rules by default. */
  readonly rules?: readonly DifferenceRule[];
}

/** Everything that was compared, and what the differences mean. */
export interface RunComparison {
  readonly simulated: CollectedFacts;
  readonly real: CollectedFacts;
  readonly client: RealClient | null;
  /** How many facts were compared, and how many of these are equal, by kind. */
  readonly counts: Readonly<
    Record<FactKind, { readonly compared: number; readonly equal: number }>
  >;
  /** In the order of the kinds of facts. */
  readonly differences: readonly Difference[];
  readonly questions: readonly ScheduleAnswer[];
  /** Schedules that the simulator was asked for. */
  readonly scheduleCount: number;
  /** At most so many for each round of questions; 0: it could not be asked. */
  readonly scheduleLimit: number;
  readonly simulatedTimes: readonly Information[];
  readonly realTimes: readonly Information[];
  /** No difference is unexplained, a wrong model or a service bug. */
  readonly isFaithful: boolean;
}

/**
 * Compares a simulated and a real run of one scenario, fact by fact. Each difference is classed by
 * the first rule that can show what it means; what no rule explains is `unexplained`.
 */
export async function compareRuns(
  simulated: CollectedFacts,
  real: CollectedFacts,
  context: ComparisonContext,
): Promise<RunComparison> {
  const { client, search } = context;
  const differences = findDifferences(simulated.facts, real.facts);
  const board = new Board(simulated, real, client, differences, context.rules ?? DIFFERENCE_RULES);
  const answers: ScheduleAnswer[] = [];
  for (;;) {
    board.applyRules();
    const questions = board.takeQuestions();
    if (questions.length === 0 || search === null) break;
    const answered = await search.ask(questions.map(({ question }) => question));
    answers.push(...answered);
    const isSettled = answered.map(({ schedule }, at) => {
      if (schedule === null) return false;
      const { difference, rule, question } = questions[at]!;
      const judgement = question.ifSeen(`schedule ${schedule} of up to ${search.limit}`);
      return board.settle(difference, rule, judgement);
    });
    if (!isSettled.includes(true)) break;
  }
  const classed = differences.map((difference) => board.classed(difference));
  return {
    simulated,
    real,
    client,
    counts: countFacts(simulated.facts, real.facts, differences),
    differences: classed,
    questions: answers,
    scheduleCount: search?.runCount ?? 0,
    scheduleLimit: search?.limit ?? 0,
    simulatedTimes: simulated.information,
    realTimes: real.information,
    isFaithful: classed.every((difference) => !FAILING_CLASSES.has(difference.class)),
  };
}

/** Facts that are not the same in both runs, in the order of their kinds. */
export function findDifferences(
  simulated: readonly Fact[],
  real: readonly Fact[],
): readonly FactDifference[] {
  const reals = new Map(real.map((fact) => [keyOf(fact), fact]));
  const simulateds = new Set(simulated.map(keyOf));
  const found: FactDifference[] = [];
  for (const fact of simulated) {
    const other = reals.get(keyOf(fact));
    if (other !== undefined && isSameFact(fact, other)) continue;
    const { kind, subject } = fact;
    const shown = other === undefined ? null : shownValue(other);
    found.push({ kind, subject, simulated: shownValue(fact), real: shown });
  }
  for (const fact of real) {
    if (simulateds.has(keyOf(fact))) continue;
    const { kind, subject } = fact;
    found.push({ kind, subject, simulated: null, real: shownValue(fact) });
  }
  const rank = (kind: FactKind): number => FACT_KINDS.indexOf(kind);
  return found.sort((a, b) => rank(a.kind) - rank(b.kind));
}

function keyOf({ kind, subject }: Pick<Fact, 'kind' | 'subject'>): string {
  return `${kind}\n${subject}`;
}

function countFacts(
  simulated: readonly Fact[],
  real: readonly Fact[],
  differences: readonly FactDifference[],
): RunComparison['counts'] {
  const entries = FACT_KINDS.map((kind) => {
    const subjects = new Set([...simulated, ...real].filter((one) => one.kind === kind).map(keyOf));
    const different = differences.filter((one) => one.kind === kind).length;
    return [kind, { compared: subjects.size, equal: subjects.size - different }] as const;
  });
  return Object.fromEntries(entries) as RunComparison['counts'];
}

interface OpenQuestion {
  readonly difference: FactDifference;
  readonly rule: string;
  readonly question: ScheduleQuestion;
}

/** The differences on the table: which are classed, and what is to be asked about the others. */
class Board implements Comparison {
  readonly simulated: CollectedFacts;
  readonly real: CollectedFacts;
  readonly client: RealClient | null;
  readonly differences: readonly FactDifference[];
  private readonly rules: readonly DifferenceRule[];
  private readonly judgements = new Map<FactDifference, Difference>();
  private readonly asked = new Set<string>();
  private open: OpenQuestion[] = [];

  constructor(
    simulated: CollectedFacts,
    real: CollectedFacts,
    client: RealClient | null,
    differences: readonly FactDifference[],
    rules: readonly DifferenceRule[],
  ) {
    this.simulated = simulated;
    this.real = real;
    this.client = client;
    this.differences = differences;
    this.rules = rules;
  }

  /** As a property: rules take it out of the comparison. */
  readonly settled = (kind: FactKind, subject: string): Difference | undefined => {
    for (const difference of this.judgements.values()) {
      if (difference.kind === kind && difference.subject === subject) return difference;
    }
    return undefined;
  };

  /** Some rules say what follows from what others have said: until nothing changes. */
  applyRules(): void {
    let hasChanged = true;
    while (hasChanged) {
      hasChanged = false;
      this.open = [];
      for (const difference of this.differences) {
        if (!this.judgements.has(difference) && this.apply(difference)) hasChanged = true;
      }
    }
  }

  /** What is to be asked; each question is asked once. */
  takeQuestions(): readonly OpenQuestion[] {
    const questions = this.open.filter(({ difference, question }) => {
      const name = `${keyOf(difference)}\n${question.question}`;
      return !this.judgements.has(difference) && !this.asked.has(name);
    });
    for (const { difference, question } of questions) {
      this.asked.add(`${keyOf(difference)}\n${question.question}`);
    }
    return questions;
  }

  /** False if it was settled before. */
  settle(difference: FactDifference, rule: string, judgement: Judgement): boolean {
    if (this.judgements.has(difference)) return false;
    this.judgements.set(difference, { ...difference, ...judgement, rule });
    return true;
  }

  classed(difference: FactDifference): Difference {
    return (
      this.judgements.get(difference) ?? {
        ...difference,
        class: 'unexplained',
        rule: '',
        reason: 'No rule explains it.',
        shownBy: '',
      }
    );
  }

  private apply(difference: FactDifference): boolean {
    for (const rule of this.rules) {
      if (!rule.kinds.includes(difference.kind)) continue;
      const said = rule.judge(difference, this);
      if (said === null) continue;
      if ('class' in said) return this.settle(difference, rule.name, said);
      this.open.push({ difference, rule: rule.name, question: said });
    }
    return false;
  }
}
