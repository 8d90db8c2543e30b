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
import type { SeedResult } from './seedResult.ts';
import type { ProblemSum, SweepSummary } from './sweepSummary.ts';

/** Seeds that are told with what happened. */
const TOLD_SEEDS = 5;
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

/** `Every seed holds: 1,000 of 1,000.` */
export function sweepSentence({ seeds, seedCount, counts, end }: SweepSummary): string {
  const asked = formatCount(seeds.last - seeds.first + 1);
  const run = formatCount(seedCount);
  const ran =
    end === 'all seeds'
      ? ''
      : end === 'interrupted'
        ? `Interrupted after ${run} of ${asked} seeds: `
        : `Stopped after ${run} of ${asked} seeds: `;
  if (seedCount === 0) return `${ran}nothing is known.`;
  const failing = [
    counts.violated === 0 ? '' : `${formatCount(counts.violated)} violated`,
    counts.unknown === 0 ? '' : `${formatCount(counts.unknown)} could not be told`,
  ].filter((part) => part !== '');
  if (failing.length > 0) {
    return `${ran}${failing.join(', ')}, ${formatCount(counts.holds)} of ${run} hold.`;
  }
  return end === 'all seeds'
    ? `Everything holds with each of ${run} ${seedCount === 1 ? 'seed' : 'seeds'}.`
    : `${ran}all of them hold.`;
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
  return problems.flatMap(({ name, seedCount, seeds }) => {
    const more = seedCount > seeds.length ? ', ...' : '';
    const text = `${name}: ${countOf(seedCount, 'seed')} (${seeds.join(', ')}${more})`;
    return wrapTo(text, width - 2).map((line, at) => (at === 0 ? line : `  ${line}`));
  });
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
