import type { CollectedFacts } from './collectFacts.ts';
import type { ScheduleQuestion } from './differenceRule.ts';

/** What a search was asked, and what came of it. */
export interface ScheduleAnswer {
  readonly question: string;
  /** Number of the first schedule that shows it, from 1; null: none did. */
  readonly schedule: number | null;
}

/**
 * Asks the simulator whether some schedule of the same scenario and workload gives what was seen.
 * Schedules are run one after the other until every question is answered or the limit is reached;
 * their facts are not kept.
 */
export class ScheduleSearch {
  readonly limit: number;
  private readonly simulate: (schedule: number) => Promise<CollectedFacts>;
  private runs = 0;

  /** `simulate` runs one schedule, numbered from 1, and gives its facts. */
  constructor(simulate: (schedule: number) => Promise<CollectedFacts>, limit: number) {
    this.simulate = simulate;
    this.limit = limit;
  }

  /** How many schedules were run in all. */
  get runCount(): number {
    return this.runs;
  }

  /** An answer for each question, in their order. */
  async ask(questions: readonly ScheduleQuestion[]): Promise<readonly ScheduleAnswer[]> {
    const found: (number | null)[] = questions.map(() => null);
    for (let schedule = 1; schedule <= this.limit; schedule++) {
      if (!found.includes(null)) break;
      const facts = await this.simulate(schedule);
      this.runs++;
      questions.forEach((question, at) => {
        if (found[at] === null && question.isSeen(facts)) found[at] = schedule;
      });
    }
    return questions.map(({ question }, at) => ({ question, schedule: found[at]! }));
  }
}
