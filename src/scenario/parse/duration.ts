import type { DurationRange } from '../scenario.ts';

/** Microseconds in each unit of a duration. */
const UNITS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

const MAX_DAYS = 31;

/** Longest duration of a scenario: heartbeats and polls of a month are a minute of computing. */
export const MAX_DURATION_US = MAX_DAYS * 24 * UNITS.h!;

/** What is wrong with a time beyond that. */
export const TOO_LONG = `is longer than ${MAX_DAYS} days`;

/** What a duration looks like, for messages. */
export const DURATION_EXAMPLES = 'a number with a unit, such as 250us, 800ms, 45s, 1m or 2h';

/** Regular expressions of the JSON Schema. */
export const DURATION_PATTERN = '[0-9]+(\\.[0-9]+)?(us|ms|s|m|h)';

/** A duration in integer microseconds, or what is wrong with the text. */
export function parseDuration(text: string): number | string {
  const match = /^(-?)(\d+)(?:\.(\d+))?\s?([a-zA-Zµ]*)$/.exec(text);
  if (match === null) return `is not a duration; write ${DURATION_EXAMPLES}`;
  const [, sign, whole, fraction = '', unit] = match as unknown as [
    string,
    string,
    string,
    string | undefined,
    string,
  ];
  if (sign !== '') return 'must not be negative';
  if (unit === '') return `has no unit; write ${text}ms, ${text}s or another of us, ms, s, m, h`;
  const unitUs = Object.hasOwn(UNITS, unit) ? UNITS[unit]! : undefined;
  if (unitUs === undefined) return `has the unknown unit "${unit}"; units are us, ms, s, m and h`;
  if (text.includes(' ')) return 'must have no space before its unit';
  const significant = fraction.replace(/0+$/, '');
  // In whole arithmetic: 0.3 * 1000 is not 300 in binary fractions.
  const fractionUs =
    significant === '' ? 0 : (Number(significant) * unitUs) / 10 ** significant.length;
  if (significant.length > 9 || !Number.isInteger(fractionUs)) return 'is finer than a microsecond';
  const us = Number(whole) * unitUs + fractionUs;
  return us > MAX_DURATION_US ? TOO_LONG : us;
}

/** `800ms` or `0.3ms..1.2ms`: a range in integer microseconds, or what is wrong with the text. */
export function parseDurationRange(text: string): DurationRange | string {
  const [low, high, ...more] = text.split('..');
  if (more.length > 0) return 'is not a range; write for example 0.3ms..1.2ms';
  const minUs = parseDuration(high === undefined ? low! : low!.trimEnd());
  if (typeof minUs === 'string')
    return high === undefined ? minUs : `${minUs} (in ${JSON.stringify(low)})`;
  if (high === undefined) return { minUs, maxUs: minUs };
  const maxUs = parseDuration(high.trimStart());
  if (typeof maxUs === 'string') return `${maxUs} (in ${JSON.stringify(high)})`;
  return minUs <= maxUs ? { minUs, maxUs } : 'has its lower end above its upper end';
}

/** The shortest usual way to write a duration of integer microseconds. */
export function durationText(us: number): string {
  if (us === 0) return '0s';
  for (const unit of ['h', 'm'] as const) {
    if (us % UNITS[unit]! === 0) return `${us / UNITS[unit]!}${unit}`;
  }
  const unit = us >= UNITS.s! ? 's' : us >= UNITS.ms! ? 'ms' : 'us';
  const unitUs = UNITS[unit]!;
  const fraction = String(us % unitUs)
    .padStart(String(unitUs).length - 1, '0')
    .replace(/0+$/, '');
  const decimals = unitUs === 1 || fraction === '' ? '' : `.${fraction}`;
  return `${Math.floor(us / unitUs)}${decimals}${unit}`;
}

/** `800ms`, or `0.3ms..1.2ms` if the ends differ. */
export function durationRangeText({ minUs, maxUs }: DurationRange): string {
  return minUs === maxUs ? durationText(minUs) : `${durationText(minUs)}..${durationText(maxUs)}`;
}
