import { formatMoment } from '../../check/formatMoment.ts';
import type { RunComparison } from '../compareRuns.ts';
import type { Difference } from '../difference.ts';
import { factRows, takeoverRows } from './comparisonRows.ts';
import { CLASS_WORDS, byClass, overallWords, shownValues, sideNames } from './comparisonWords.ts';

/** The comparison as Markdown, to be read in a pull request. */
export function differencesMarkdown(comparison: RunComparison): string {
  const { simulated, real, isFaithful, differences } = comparison;
  const { header } = real;
  const names = sideNames(comparison);
  const lines = [
    `# Simulator and Kafka: ${markdown(header.title)}`,
    '',
    `${isFaithful ? '**Faithful.**' : '**Not faithful.**'} ${overallWords(comparison)}`,
    '',
    `Seed ${header.seed}, Kafka ${header.kafkaVersion} with ${names.real}, ` +
      `time scale ${header.timeScale}; model of ${simulated.header.kafkaVersion}.`,
    '',
    ...factLines(comparison),
    ...byClass(differences).flatMap((group) => [
      `## ${group.name}`,
      '',
      CLASS_WORDS[group.name],
      '',
      ...group.differences.flatMap((one) => differenceLines(one, names)),
    ]),
    ...takeoverLines(comparison),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function factLines(comparison: RunComparison): readonly string[] {
  return [
    '| facts | compared | equal | different |',
    '| --- | ---: | ---: | ---: |',
    ...factRows(comparison).map(({ kind, compared, equal, different }) => {
      return `| ${kind} | ${compared} | ${equal} | ${different} |`;
    }),
    '',
  ];
}

function differenceLines(
  difference: Difference,
  names: { readonly simulated: string; readonly real: string },
): readonly string[] {
  const values = shownValues(difference);
  return [
    `### ${difference.kind}: ${markdown(difference.subject)}`,
    '',
    `- ${names.simulated}: ${markdown(values.simulated)}`,
    `- ${names.real}: ${markdown(values.real)}`,
    '',
    markdown(difference.reason),
    ...(difference.shownBy === '' ? [] : ['', `Shown by: ${markdown(difference.shownBy)}.`]),
    '',
  ];
}

function takeoverLines(comparison: RunComparison): readonly string[] {
  const rows = takeoverRows(comparison);
  if (rows.length === 0) return [];
  const time = (us: number | null): string => (us === null ? '' : formatMoment(us));
  return [
    '## Time to take over',
    '',
    'For information: no two runs have it in common.',
    '',
    '| partition | simulator | Kafka |',
    '| --- | ---: | ---: |',
    ...rows.map(({ subject, simulatedUs, realUs }) => {
      return `| ${markdown(subject)} | ${time(simulatedUs)} | ${time(realUs)} |`;
    }),
    '',
  ];
}

/** Text that Markdown shows as it is. */
export function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ');
}
