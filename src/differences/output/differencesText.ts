import { formatMoment } from '../../check/formatMoment.ts';
import { alignColumns } from '../../report/text/alignColumns.ts';
import { wrapTo } from '../../report/text/displayWidth.ts';
import type { TextOptions, TextStyle } from '../../report/text/textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from '../../report/text/textStyle.ts';
import type { RunComparison } from '../compareRuns.ts';
import type { Difference } from '../difference.ts';
import type { DifferenceClass } from '../judgement.ts';
import { FAILING_CLASSES } from '../judgement.ts';
import { factRows, takeoverRows } from './comparisonRows.ts';
import { CLASS_WORDS, byClass, overallWords, shownValues, sideNames } from './comparisonWords.ts';

/** The comparison for the terminal, as lines. */
export function differencesText(
  comparison: RunComparison,
  options: TextOptions,
): readonly string[] {
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const { differences, isFaithful } = comparison;
  const sign = isFaithful ? '✓' : '✗';
  const overall = wrapTo(`${sign} ${overallWords(comparison)}`, width);
  return [
    style.bold('Simulator and Kafka, fact by fact'),
    ...overall.map((line) => (isFaithful ? style.good(line) : style.bad(line))),
    ...byClass(differences).flatMap((group) => [
      '',
      classHead(group.name, group.differences.length, style),
      ...wrapTo(CLASS_WORDS[group.name], width - 2).map((line) => style.dim(`  ${line}`)),
      ...group.differences.flatMap((one) => differenceLines(one, comparison, width, style)),
    ]),
    '',
    ...factTable(comparison, style),
    ...takeoverTable(comparison, style),
    ...searchLines(comparison, width).map((line) => style.dim(line)),
  ];
}

function classHead(name: DifferenceClass, count: number, style: TextStyle): string {
  const head = `${name} (${count})`;
  return FAILING_CLASSES.has(name) ? style.bad(head) : style.bold(head);
}

function differenceLines(
  difference: Difference,
  comparison: RunComparison,
  width: number,
  style: TextStyle,
): readonly string[] {
  const { kind, subject, reason, shownBy } = difference;
  const values = shownValues(difference);
  const names = sideNames(comparison);
  const label = Math.max(names.simulated.length, names.real.length);
  const side = (name: string, value: string): string[] =>
    wrapTo(value, width - label - 6).map((line, at) => {
      return `    ${(at === 0 ? name : '').padEnd(label)}  ${line}`;
    });
  return [
    ...wrapTo(`${kind}: ${subject}`, width - 2).map((line) => style.accent(`  ${line}`)),
    ...side(names.simulated, values.simulated),
    ...side(names.real, values.real),
    ...wrapTo(reason, width - 4).map((line) => `    ${line}`),
    ...(shownBy === '' ? [] : wrapTo(`Shown by: ${shownBy}.`, width - 4)).map((line) =>
      style.dim(`    ${line}`),
    ),
  ];
}

function factTable(comparison: RunComparison, style: TextStyle): readonly string[] {
  const rows = factRows(comparison).map(({ kind, compared, equal, different }) => {
    return [kind, String(compared), String(equal), different === 0 ? '-' : String(different)];
  });
  const [head = '', ...lines] = alignColumns(
    [['facts', 'compared', 'equal', 'different'], ...rows],
    new Set([1, 2, 3]),
  );
  return [style.bold(head), ...lines];
}

function takeoverTable(comparison: RunComparison, style: TextStyle): readonly string[] {
  const rows = takeoverRows(comparison);
  if (rows.length === 0) return [];
  const cells = rows.map(({ subject, simulatedUs, realUs }) => [
    subject,
    simulatedUs === null ? '-' : formatMoment(simulatedUs),
    realUs === null ? '-' : formatMoment(realUs),
  ]);
  const [head = '', ...lines] = alignColumns(
    [['time to take over (information)', 'simulator', 'Kafka'], ...cells],
    new Set([1, 2]),
  );
  return ['', style.bold(head), ...lines];
}

function searchLines(
  { questions, scheduleCount }: RunComparison,
  width: number,
): readonly string[] {
  if (questions.length === 0) return [];
  const found = questions.filter(({ schedule }) => schedule !== null).length;
  const words =
    `The simulator was asked ${questions.length} times whether some schedule gives what was ` +
    `seen: ${found} yes, after ${scheduleCount} more runs.`;
  return ['', ...wrapTo(words, width)];
}
