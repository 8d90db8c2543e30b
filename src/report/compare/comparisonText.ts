import type { VerdictStatus } from '../../check/verdict.ts';
import { alignColumns } from '../text/alignColumns.ts';
import { wrapTo } from '../text/displayWidth.ts';
import { formatSeconds } from '../text/formatTime.ts';
import type { TextOptions } from '../text/textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from '../text/textStyle.ts';
import { STATUS_SIGNS, inStatusColour } from '../text/verdictText.ts';
import { protocolWords } from './protocolWords.ts';
import type { Comparison } from './comparison.ts';
import { comparisonRows, disturbanceCells } from './comparisonRows.ts';
import { comparisonStory } from './comparisonStory.ts';
import type { ArmExposure } from './faultExposures.ts';
import { exposureSentence, exposureText } from './faultExposures.ts';

/** A whole comparison as text for a terminal, line by line. */
export function comparisonText(comparison: Comparison, options: TextOptions): readonly string[] {
  const { subject, arms, exposures } = comparison;
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', style.bold(style.accent(title)), ...lines];
  const heads = ['', ...arms.map(({ protocol }) => protocol)];
  const numbers = new Set(arms.map((_, at) => at + 1));
  const table = (rows: readonly (readonly string[])[]): readonly string[] =>
    alignColumns([heads, ...rows], numbers).map((line, at) => (at === 0 ? style.bold(line) : line));
  return [
    ...wrapTo(subject.title, width).map((line) => style.bold(line)),
    ...wrapTo(
      `seed ${subject.seed}, one workload and one fault tape under ${arms.length} protocols, ` +
        `simulator, Kafka ${subject.kafkaVersion}`,
      width,
    ),
    ...section(
      'The protocols',
      arms.flatMap(({ protocol }) => bullet(`${protocol}: ${protocolWords(protocol)}`, width)),
    ),
    ...section(
      'What they make of it',
      comparisonStory(comparison).flatMap((sentence) => bullet(sentence, width)),
    ),
    ...section(
      'In numbers',
      table(comparisonRows(comparison).map(({ name, cells }) => [name, ...cells])),
    ),
    ...section(
      'How long until the group was at rest again (partitions that stood still)',
      table(disturbanceCells(comparison).map(({ name, cells }) => [name, ...cells])),
    ),
    ...section('Were all exposed to the same faults?', [
      ...wrapTo(exposureSentence(exposures), width),
      ...exposures.flatMap(({ number, text, byArm, isEqual }) => [
        ...wrapTo(`${number}. ${text}`, width),
        ...(isEqual ? sameMoment(byArm, width) : byArm).flatMap((arm) => {
          if (typeof arm === 'string') return arm;
          const line = `${arm.protocol}: ${exposureText(arm)}`;
          const lines = wrapTo(line, width - 5).map(
            (one, at) => `   ${at === 0 ? '' : '  '}${one}`,
          );
          return arm.isStruck ? lines : lines.map((one) => style.unsure(one));
        }),
      ]),
    ]),
    ...section('Judged', judgement(comparison, width, style)),
  ];
}

/** What was the same is said once. */
function sameMoment(byArm: readonly ArmExposure[], width: number): readonly string[] {
  const [first] = byArm;
  if (first === undefined) return [];
  const times = byArm.map(({ protocol, atUs, victim, movedFrom }) => {
    const moved = movedFrom === '' ? '' : ` (there ${victim}, which had what ${movedFrom} has)`;
    return `${protocol} at ${formatSeconds(atUs ?? 0)}${moved}`;
  });
  const who = first.victim === '' ? '' : `${first.victim} `;
  return [`${who}${first.kind}:`, `${times.join(', ')}`].flatMap((line) =>
    wrapTo(line, width - 3).map((one) => `   ${one}`),
  );
}

function bullet(sentence: string, width: number): readonly string[] {
  return wrapTo(sentence, width - 2).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`);
}

function judgement(
  { arms }: Comparison,
  width: number,
  style: ReturnType<typeof textStyle>,
): readonly string[] {
  return arms.flatMap(({ protocol, status, objections, digest }) => {
    const head = `${STATUS_SIGNS[status]} ${protocol}: ${STATUS_WORDS[status]}`;
    return [
      `${inStatusColour(status, head, style)} ${style.dim(`(digest ${digest})`)}`,
      ...objections.flatMap((one) => wrapTo(one, width - 4).map((line) => `    ${line}`)),
    ];
  });
}

/** A status of an arm in words. */
export const STATUS_WORDS: Readonly<Record<VerdictStatus, string>> = {
  holds: 'every rule holds',
  violated: 'violated',
  unknown: 'could not tell',
};
