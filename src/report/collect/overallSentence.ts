import type { ReportRun } from '../reportRun.ts';
import { countOf, joinWords } from '../text/nameRecords.ts';

/** The judgement on a whole run in one sentence. */
export function overallSentence(run: ReportRun): string {
  if (run.status === 'unknown') return 'The history does not tell whether everything holds.';
  return run.status === 'holds' ? holdsSentence(run) : violatedSentence(run);
}

function holdsSentence({ header, expectations, verdicts: { verdicts } }: ReportRun): string {
  if (verdicts.length === 0) return 'Nothing was judged.';
  const broken = verdicts.filter(({ status }) => status === 'violated').map(({ rule }) => rule);
  if (broken.length > 0) {
    const are = broken.length === 1 ? 'is' : 'are';
    const rest = broken.length === verdicts.length ? '' : ', and every other rule holds';
    return `As the scenario expects, ${joinWords(broken)} ${are} violated${rest}.`;
  }
  const isAsked = header.expect !== null && expectations.length > 0;
  return isAsked
    ? 'Every rule holds, and everything that the scenario expects came true.'
    : 'Every rule holds.';
}

function violatedSentence({ header, expectations, verdicts: { verdicts } }: ReportRun): string {
  const allowed = header.expect?.violates ?? [];
  const broken = verdicts.filter(
    ({ rule, status }) => status === 'violated' && !allowed.includes(rule),
  );
  const unmet = expectations.filter((result) => result.status === 'missed');
  const parts = [
    broken.length === 0
      ? ''
      : `${countOf(broken.length, 'rule')} violated: ${broken.map(({ rule }) => rule).join(', ')}`,
    unmet.length === 0 ? '' : `${countOf(unmet.length, 'expectation')} not met`,
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}
