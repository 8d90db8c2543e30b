import type { ExpectationResult } from '../../check/expectationResult.ts';
import type { Redelivery } from '../../check/redelivery.ts';
import { redeliverySentence } from '../../check/redeliverySentence.ts';
import type { Verdict, VerdictStatus } from '../../check/verdict.ts';
import { redeliveryGroups } from '../collect/redeliveryGroups.ts';
import { wrapTo } from './displayWidth.ts';
import { countOf } from './nameRecords.ts';
import type { TextOptions, TextStyle } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';

/** How many cases a verdict shows. */
const MAX_FINDINGS = 5;
/** How many redeliveries of one cause are told one by one. */
const MAX_CASES = 6;
/** How many met expectations are told one by one. */
const MAX_MET = 8;

/** A sign for a status; a word always stands beside it, for those who do not see the sign. */
export const STATUS_SIGNS: Readonly<Record<VerdictStatus, string>> = {
  holds: '✓',
  violated: '✗',
  unknown: '?',
};

/** The status of a rule that looks like that of an expectation. */
const EXPECTED = { met: 'holds', missed: 'violated', unknown: 'unknown' } as const;

/**
 * Rules, each with its finding and, if it does not hold, what shows it. `violates`: rules that the
 * scenario expects to be violated.
 */
export function verdictText(
  verdicts: readonly Verdict[],
  options: TextOptions,
  violates: readonly string[] = [],
): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  return verdicts.flatMap(({ rule, status, sentence, findingCount, findings }) => {
    const isExpected = status === 'violated' && violates.includes(rule);
    const shownStatus = isExpected ? 'holds' : status;
    const word = isExpected ? 'violated, as expected' : status;
    const head = `${STATUS_SIGNS[shownStatus]} ${rule} (${word}): `;
    const [first = '', ...others] = wrapTo(`${head}${sentence}`, width - 2);
    const coloured = inStatusColour(shownStatus, first.slice(0, head.length), style);
    const shown = findings.slice(0, MAX_FINDINGS);
    const rest = findingCount - shown.length;
    return [
      coloured + first.slice(head.length),
      ...others.map((line) => `  ${line}`),
      ...shown.flatMap((one) => wrapTo(one.sentence, width - 4).map((line) => `    ${line}`)),
      ...(rest > 0 ? [style.dim(`    and ${rest} more`)] : []),
    ];
  });
}

/**
 * Expectations of the scenario: those that are not met one by one, then those that are; a long list
 * of met ones is cut short.
 */
export function expectationText(
  expectations: readonly ExpectationResult[],
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const met = expectations.filter(({ status }) => status === 'met');
  const lineOf = ({ status: result, subject, expected, seen }: ExpectationResult): string[] => {
    const status = EXPECTED[result];
    const saw = expected === `exactly ${seen}` || expected === seen ? '' : `, seen ${seen}`;
    const text = `${STATUS_SIGNS[status]} ${subject}: ${expected} (${result})${saw}`;
    return wrapTo(text, width - 2).map((line, at) =>
      at === 0 ? inStatusColour(status, line, style) : `  ${line}`,
    );
  };
  // That a rule holds is said with the rules.
  const told = met.filter(({ subject, expected }) => expected !== 'holds' || !isRule(subject));
  const shown = told.length <= MAX_MET + 1 ? told : told.slice(0, MAX_MET);
  const rest = met.length - shown.length;
  const more = shown.length === 0 ? `${rest} met` : `and ${rest} more (met)`;
  return [
    ...expectations.filter(({ status }) => status !== 'met').flatMap(lineOf),
    ...shown.flatMap(lineOf),
    ...(rest > 0 ? [style.good(`${STATUS_SIGNS.holds} ${more}`)] : []),
  ];
}

function isRule(subject: string): boolean {
  return subject.startsWith('rule ');
}

/** Redeliveries by cause: how many records, why, and the first cases in a sentence each. */
export function redeliveryText(
  redeliveries: readonly Redelivery[],
  options: TextOptions,
): readonly string[] {
  if (redeliveries.length === 0) return ['No record was delivered twice.'];
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  return redeliveryGroups(redeliveries).flatMap((group) => {
    const head = wrapTo(`${countOf(group.recordCount, 'record')} again: ${group.words}`, width);
    const cases = group.redeliveries.slice(0, MAX_CASES);
    const rest = group.redeliveries.length - cases.length;
    return [
      ...head.map((line) => (group.cause === 'unexplained' ? style.bad(line) : style.bold(line))),
      ...cases.flatMap(({ redelivery }) =>
        wrapTo(redeliverySentence(redelivery), width - 2).map((line) => `  ${line}`),
      ),
      ...(rest > 0 ? [style.dim(`  and ${countOf(rest, 'more case')}`)] : []),
    ];
  });
}

/** A text in the colour of a status. */
export function inStatusColour(status: VerdictStatus, text: string, style: TextStyle): string {
  if (status === 'holds') return style.good(text);
  return status === 'violated' ? style.bad(text) : style.unsure(text);
}
