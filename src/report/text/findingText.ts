import { redeliveryGroups, redeliveryPlaces } from '../collect/redeliveryGroups.ts';
import type { Finding, ReportExpectation, ReportRedelivery, ReportVerdict } from '../reportRun.ts';
import { wrapTo } from './displayWidth.ts';
import { countOf } from './nameRecords.ts';
import type { TextOptions, TextStyle } from './textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from './textStyle.ts';

/** How many lines of evidence a verdict shows. */
const MAX_DETAILS = 5;
/** How many ranges of offsets a reason shows. */
const MAX_PLACES = 8;

/** A sign and a word for a finding: the word is there for those who do not see the sign. */
export const FINDING_SIGNS: Readonly<Record<Finding, string>> = {
  holds: '✓',
  violated: '✗',
  unknown: '?',
};

/** Rules, each with its finding and, if it does not hold, what shows it. */
export function verdictText(
  verdicts: readonly ReportVerdict[],
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  return verdicts.flatMap(({ rule, finding, text, details }) => {
    const head = `${FINDING_SIGNS[finding]} ${rule} (${finding}): `;
    const lines = wrapTo(`${head}${text}`, width - 2);
    const shown = finding === 'holds' ? [] : details.slice(0, MAX_DETAILS);
    const rest = finding === 'holds' ? 0 : details.length - shown.length;
    return [
      ...lines.map((line, at) => (at === 0 ? inFindingColour(finding, line, style) : `  ${line}`)),
      ...shown.flatMap((detail) => wrapTo(detail, width - 4).map((line) => `    ${line}`)),
      ...(rest > 0 ? [style.dim(`    and ${rest} more`)] : []),
    ];
  });
}

/** Expectations of the scenario, met or not. */
export function expectationText(
  expectations: readonly ReportExpectation[],
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  return expectations.map(({ finding, expected, found }) => {
    const word =
      finding === 'holds' ? 'as expected' : finding === 'violated' ? 'not met' : 'unknown';
    const line = `${FINDING_SIGNS[finding]} ${expected} (${word}): ${found}`;
    return inFindingColour(finding, line, style);
  });
}

/** Redeliveries grouped by reason: how many, why, where. */
export function redeliveryText(
  redeliveries: readonly ReportRedelivery[],
  options: TextOptions,
): readonly string[] {
  if (redeliveries.length === 0) return ['No record was delivered twice.'];
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  return redeliveryGroups(redeliveries).flatMap(({ kind, isExplained, redeliveries: inGroup }) => {
    const head = `${countOf(inGroup.length, 'redelivery', 'redeliveries')}: ${kind}`;
    const places = redeliveryPlaces(inGroup);
    const shown = places.slice(0, MAX_PLACES).join(', ');
    const rest = places.length > MAX_PLACES ? ` and ${places.length - MAX_PLACES} more` : '';
    const example = inGroup[0]!.text;
    const indent = (text: string): string[] => wrapTo(text, width - 2).map((line) => `  ${line}`);
    return [
      ...wrapTo(head, width).map((line) => (isExplained ? line : style.bad(line))),
      ...indent(`${shown}${rest}`).map((line) => style.dim(line)),
      ...indent(`e.g. ${example}`),
    ];
  });
}

function inFindingColour(finding: Finding, text: string, style: TextStyle): string {
  if (finding === 'holds') return style.good(text);
  return finding === 'violated' ? style.bad(text) : style.unsure(text);
}
