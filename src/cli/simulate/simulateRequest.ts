import { parseDuration } from '../../scenario/parse/duration.ts';
import type { TraceFilter } from '../../report/text/matchesTraceFilter.ts';
import { Misuse } from '../misuse.ts';
import type { GivenFlag, GivenText } from '../options/givenOption.ts';
import { isOn, once } from '../options/givenOption.ts';
import type { OutputStyle } from '../options/outputStyle.ts';
import { outputStyle } from '../options/outputStyle.ts';
import type { ReportChoice } from '../options/reportChoice.ts';
import { reportChoice } from '../options/reportChoice.ts';
import type { SeedRange } from './seedRange.ts';
import { parseSeed, parseSeedRange } from './seedRange.ts';
import { traceFilterOf } from './traceFilterOf.ts';

/** The command line as yargs gives it. */
export interface SimulateArguments {
  readonly file: GivenText;
  readonly seed: GivenText;
  readonly trace: GivenFlag;
  readonly 'trace-filter': GivenText;
  readonly 'describe-at': GivenText;
  readonly 'check-determinism': GivenFlag;
  readonly out: GivenText;
  readonly 'no-report': GivenFlag;
  readonly 'no-charts': GivenFlag;
  readonly json: GivenFlag;
  readonly quiet: GivenFlag;
  readonly seeds: GivenText;
  readonly 'stop-at-first': GivenFlag;
  readonly 'max-violations': GivenText;
  readonly workers: GivenText;
}

/** Nothing is named: the scenarios are to be listed. */
export interface ListRequest {
  readonly type: 'list';
}

/** One run. */
export interface RunRequest {
  readonly type: 'run';
  readonly file: string;
  /** null: the file's own. */
  readonly seed: number | null;
  /** null: no trace. */
  readonly trace: TraceFilter | null;
  /** Moments at which the groups are described, in order. */
  readonly describeAtUs: readonly number[];
  readonly checkDeterminism: boolean;
  readonly output: OutputStyle;
  /** null: none is written. */
  readonly report: ReportChoice | null;
}

/** One run for each seed of a range. */
export interface SweepRequest {
  readonly type: 'sweep';
  readonly file: string;
  readonly seeds: SeedRange;
  /** Stop when so many seeds do not hold; Infinity: never. */
  readonly maxViolations: number;
  /** null: as many as there are cores. */
  readonly workers: number | null;
  readonly checkDeterminism: boolean;
  readonly output: OutputStyle;
}

/** What `simulate` is asked for. */
export type SimulateRequest = ListRequest | RunRequest | SweepRequest;

const MAX_WORKERS = 256;

/** What the command line asks for. Throws `Misuse`. */
export function parseSimulateRequest(args: SimulateArguments): SimulateRequest {
  const file = once(args.file, 'the file');
  const seeds = once(args.seeds, '--seeds');
  if (file === null) {
    const option = givenOptions(args)[0];
    if (option === undefined) return { type: 'list' };
    throw new Misuse(
      `${option}: of which scenario? Name a file, as in 'partition-lab simulate mine.yaml', ` +
        `or\none of those that 'partition-lab simulate' lists.`,
    );
  }
  return seeds === null ? runRequest(file, args) : sweepRequest(file, seeds, args);
}

function runRequest(file: string, args: SimulateArguments): RunRequest {
  refuse(args, ['stop-at-first', 'max-violations', 'workers'], 'is for a sweep: give --seeds too.');
  const seed = once(args.seed, '--seed');
  const filter = once(args['trace-filter'], '--trace-filter');
  const out = once(args.out, '--out');
  const output = outputStyle(args);
  const report = reportChoice(out, args, output === 'text');
  return {
    type: 'run',
    file,
    seed: seed === null ? null : parseSeed(seed, '--seed'),
    trace: isOn(args.trace) || filter !== null ? traceFilterOf(filter ?? '') : null,
    describeAtUs: describeAtUs(args['describe-at'], output),
    checkDeterminism: isOn(args['check-determinism']),
    output,
    report,
  };
}

function sweepRequest(file: string, seeds: string, args: SimulateArguments): SweepRequest {
  refuse(
    args,
    ['seed', 'out', 'trace', 'trace-filter', 'describe-at', 'no-charts'],
    'is for a single run: leave out --seeds, or replay one of its seeds with --seed.',
  );
  const workers = once(args.workers, '--workers');
  return {
    type: 'sweep',
    file,
    seeds: parseSeedRange(seeds),
    maxViolations: maxViolationsOf(args),
    workers: workers === null ? null : parseCount(workers, '--workers', MAX_WORKERS),
    checkDeterminism: isOn(args['check-determinism']),
    output: outputStyle(args),
  };
}

/** The only option that may be given several times. */
function describeAtUs(given: GivenText, output: OutputStyle): readonly number[] {
  const texts = given === undefined ? [] : typeof given === 'string' ? [given] : given;
  if (texts.length > 0 && output === 'quiet')
    throw new Misuse('--describe-at and --quiet: which one?');
  const moments = texts.map((text) => {
    const us = parseDuration(text.trim());
    if (typeof us === 'number') return us;
    throw new Misuse(`--describe-at ${text}: ${us}.`);
  });
  return [...new Set(moments)].sort((a, b) => a - b);
}

function maxViolationsOf(args: SimulateArguments): number {
  const max = once(args['max-violations'], '--max-violations');
  const atFirst = isOn(args['stop-at-first']);
  if (max === null) return atFirst ? 1 : Infinity;
  if (atFirst) throw new Misuse('--stop-at-first and --max-violations: which one?');
  return parseCount(max, '--max-violations', Number.MAX_SAFE_INTEGER);
}

type OptionName = Exclude<keyof SimulateArguments, 'file'>;

const OPTION_NAMES: readonly OptionName[] = [
  'seed',
  'seeds',
  'trace',
  'trace-filter',
  'describe-at',
  'check-determinism',
  'out',
  'no-report',
  'no-charts',
  'json',
  'quiet',
  'stop-at-first',
  'max-violations',
  'workers',
];

/** Options that were given, as they are typed. */
function givenOptions(args: SimulateArguments): readonly string[] {
  return OPTION_NAMES.filter((name) => args[name] !== undefined && args[name] !== false).map(
    (name) => `--${name}`,
  );
}

function refuse(args: SimulateArguments, names: readonly OptionName[], reason: string): void {
  const given = givenOptions(args);
  for (const name of names) {
    if (given.includes(`--${name}`)) throw new Misuse(`--${name} ${reason}`);
  }
}

function parseCount(text: string, option: string, max: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= max) return value;
  throw new Misuse(`${option} ${text}: give a whole number from 1 to ${max}.`);
}
