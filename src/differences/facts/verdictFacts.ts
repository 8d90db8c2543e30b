import type { ExpectationResult } from '../../check/expectationResult.ts';
import type { Verdict } from '../../check/verdict.ts';
import type { Fact } from '../fact.ts';

/** The judgement on each rule. */
export function verdictFacts(verdicts: readonly Verdict[]): readonly Fact[] {
  return verdicts.map(({ rule, status }) => ({ kind: 'verdict', subject: rule, value: status }));
}

/** What became of each expectation of the scenario that is not itself about a rule. */
export function expectationFacts(results: readonly ExpectationResult[]): readonly Fact[] {
  return results
    .filter(({ subject }) => !subject.startsWith('rule '))
    .map(({ subject, status, expected, seen }) => ({
      kind: 'expectation',
      subject: `${subject}: ${expected}`,
      value: status === 'met' ? 'met' : `${status}, seen ${seen}`,
    }));
}
