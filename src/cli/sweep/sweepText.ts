import { alignColumns } from '../../report/text/alignColumns.ts';
import { wrapTo } from '../../report/text/displayWidth.ts';
import { formatDuration } from '../../report/text/formatTime.ts';
import { countOf } from '../../report/text/nameRecords.ts';
import type { TextOptions } from '../../report/text/textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from '../../report/text/textStyle.ts';
import { STATUS_SIGNS, inStatusColour } from '../../report/text/verdictText.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { SweepEffort } from '../document/sweepDocument.ts';
import { formatCount } from '../formatCount.ts';
import { EXPOSURE_WORDS } from './exposureWords.ts';
import type { SeedProblem, SeedResult } from './seedResult.ts';
import type { ProblemSum, SweepSummary } from './sweepSummary.ts';

/** Seeds that are told with what happened. */
const TOLD_SEEDS = 3;
/** Lines of one problem of one seed. */
const MAX_LINES = 6;

/** A sweep as text for a terminal, line by line; the last line alone depends on the machine. */
export function sweepText(
  scenario: Scenario,
  summary: SweepSummary,
  replayOf: (seed: number) => string,
  options: TextOptions,
): readonly string[] {
  const { seeds, digest, status } = summary;
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', style.bold(style.accent(title)), ...lines];
  const first = summary.failing[0];
  return [
    ...wrapTo(scenario.title, width).map((line) => style.bold(line)),
    `seeds ${seeds.first}..${seeds.last}, digest ${digest ?? 'none: interrupted'}`,
    '',
    ...wrapTo(`${STATUS_SIGNS[status]} ${sweepSentence(summary)}`, width).map((line) =>
      style.bold(inStatusColour(status, line, style)),
    ),
    ...section('What does not hold', problemLines(summary.problems, width)),
    ...summary.failing.slice(0, TOLD_SEEDS).flatMap((result) => seedLines(result, options)),
    ...restLine(summary),
    ...(first === undefined ? [] : ['', `Again: ${replayOf(first.seed)}`]),
    ...section('What the runs went through', exposureLines(summary)),
  ];
}

/** `3 of 1,000 seeds are violated, 997 hold.` */
export function sweepSentence({ seeds, seedCount, counts, end }: SweepSummary): string {
  const run = formatCount(seedCount);
  const asked = formatCount(seeds.last - seeds.first + 1);
  const verb = end === 'interrupted' ? 'Interrupted' : 'Stopped';
  const ran = end === 'all seeds' ? '' : `${verb} after ${run} of ${asked} seeds: `;
  if (seedCount === 0) return `${ran}nothing is known.`;
  const { violated, unknown, holds } = counts;
  if (violated + unknown === 0) {
    if (end !== 'all seeds') return `${ran}all of them hold.`;
    return seedCount === 1 ? 'The seed holds.' : `Everything holds with each of ${run} seeds.`;
  }
  const parts = [
    violated === 0 ? '' : `${formatCount(violated)} of ${run} seeds violated`,
    unknown === 0 ? '' : `${formatCount(unknown)} of ${run} seeds could not be told`,
    holds === 0 ? '' : `${formatCount(holds)} hold`,
  ];
  return `${ran}${parts.filter((part) => part !== '').join(', ')}.`;
}

/** Seeds and virtual time against real time. */
export function effortLine(summary: SweepSummary, { realUs, workers }: SweepEffort): string {
  const { seedCount, virtualUs } = summary;
  const perSecond = formatCount(Math.round(seedCount / Math.max(realUs / 1_000_000, 1e-6)));
  const on = workers === 1 ? 'one thread' : `${workers} threads`;
  return (
    `${formatCount(seedCount)} seeds, ${formatDuration(virtualUs)} of virtual time, in ` +
    `${formatDuration(realUs)} on ${on}: ${perSecond} seeds/s`
  );
}

function problemLines(problems: readonly ProblemSum[], width: number): readonly string[] {
  return problems.flatMap(({ type, name, seedCount, seeds }) => {
    const more = seedCount > seeds.length ? ', ...' : '';
    const which = `${ranges(seeds)}${more}`;
    const text = `${TYPE_WORDS[type]}${name}: ${countOf(seedCount, 'seed')} (${which})`;
    return wrapTo(text, width - 2).map((line, at) => (at === 0 ? line : `  ${line}`));
  });
}

const TYPE_WORDS: Readonly<Record<SeedProblem['type'], string>> = {
  rule: 'rule ',
  expectation: 'expected ',
  failure: '',
  determinism: '',
};

/** Ascending numbers in short: `1..3, 7`. */
function ranges(numbers: readonly number[]): string {
  const parts: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const part = parts.at(-1);
    if (part !== undefined && part.last === number - 1) part.last = number;
    else parts.push({ first: number, last: number });
  }
  return parts
    .map(({ first, last }) => (first === last ? String(first) : `${first}..${last}`))
    .join(', ');
}

function seedLines({ seed, problems }: SeedResult, options: TextOptions): readonly string[] {
  const style = textStyle(options);
  const width = (options.width ?? DEFAULT_WIDTH) - 2;
  const lines = problems.flatMap(({ sentence }) => {
    const wrapped = sentence.split('\n').flatMap((line) => wrapTo(line, width));
    const cut = wrapped.length > MAX_LINES ? [...wrapped.slice(0, MAX_LINES), '...'] : wrapped;
    return cut.map((line) => `  ${line}`);
  });
  return ['', style.bold(`seed ${seed}`), ...lines];
}

function restLine({ counts, failing }: SweepSummary): readonly string[] {
  const told = Math.min(failing.length, TOLD_SEEDS);
  const rest = counts.violated + counts.unknown - told;
  return rest === 0 ? [] : ['', `and ${countOf(rest, 'more seed')}; all with --json`];
}

function exposureLines({ exposures, seedCount }: SweepSummary): readonly string[] {
  if (seedCount === 0) return [];
  const order = Object.keys(EXPOSURE_WORDS);
  const rows = [...exposures]
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map(({ name, count, seedCount: inSeeds }) => [
      EXPOSURE_WORDS[name],
      formatCount(count),
      formatCount(inSeeds),
    ]);
  return alignColumns([['', 'times', 'in seeds'], ...rows], new Set([1, 2]));
}
