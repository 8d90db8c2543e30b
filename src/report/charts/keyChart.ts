import type { KeyPlacement } from '../collect/keyPlacement.ts';
import type { TopicFact } from '../collect/partitionFacts.ts';
import { cutTo } from '../text/displayWidth.ts';
import { countOf, joinWords } from '../text/nameRecords.ts';
import type { Chart, ChartSpec } from './chartTheme.ts';
import { DARK_LETTERS, INK, PAPER, PLOT_WIDTH, SPLIT, wholeSpec } from './chartTheme.ts';
import { PartitionNames } from './partitionNames.ts';

const ROW_HEIGHT = 46;
const MAX_ROWS = 24;
/** Keys drawn apart in one partition; the rarer ones are drawn as one. */
const KEYS_A_ROW = 12;
/** Two shades of no consumer's colour, in turn, so that neighbours can be told apart. */
const SHADES = ['#9fb3c8', '#c9d6e3'] as const;
const OTHERS = '#e9eef3';
const LETTER_WIDTH = 7.5;
/** Coupons called by name. */
const MAX_NAMED = 5;

interface Segment {
  readonly row: string;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly colour: string;
  readonly tip: string;
}

/** How keys and records are spread over the partitions, the empty ones too. */
export function keyChart(
  placements: readonly KeyPlacement[],
  topics: readonly TopicFact[],
  keyedBy: string,
  splitCoupons: readonly string[],
): Chart {
  const written = new Set(placements.map(({ topic }) => topic));
  const partitions = topics
    .filter(({ topic }) => written.has(topic))
    .flatMap((fact) => fact.partitions);
  const names = new PartitionNames(
    [...partitions, ...placements].map(({ topic, partition }) => ({ group: '', topic, partition })),
  );
  const rows = names.names.slice(0, MAX_ROWS);
  const byRow = new Map<string, KeyPlacement[]>();
  for (const placement of placements) {
    const row = names.nameOf({ ...placement, group: '' });
    byRow.set(row, [...(byRow.get(row) ?? []), placement]);
  }
  const totals = rows.map((row) => total(byRow.get(row) ?? []));
  const longest = Math.max(1, ...totals);
  const split = splitKeys(placements);
  const segments = rows.flatMap((row) => segmentsOf(row, byRow.get(row) ?? [], longest, split));
  const sums = rows.map((row, at) => {
    const keys = keyCount(byRow.get(row) ?? []);
    const records = countOf(totals[at] ?? 0, 'record');
    const text = keys === 0 ? records : `${records}, ${countOf(keys, 'key')}`;
    return { row, at: totals[at], text };
  });
  const title = 'Where the keys went';
  const subtitle = [...subtitleOf(placements, keyedBy, split.size), ...couponLine(splitCoupons)];
  if (rows.length < names.names.length) {
    subtitle.push(`The first ${rows.length} of ${names.names.length} partitions are shown.`);
  }
  const y = {
    field: 'row',
    type: 'nominal',
    sort: null,
    scale: { domain: rows, paddingInner: 0.3, paddingOuter: 0.15 },
    axis: { title: null, ticks: false, domain: false, labelPadding: 8 },
  };
  const spec = wholeSpec(title, subtitle, {
    width: PLOT_WIDTH - 150,
    height: Math.max(1, rows.length) * ROW_HEIGHT,
    view: { stroke: null },
    layer: layers(segments, sums, y, longest),
  });
  const told = sums.map(({ row, text }) => `${row} holds ${text}`).join('; ');
  const alt = `Bars, one a partition: ${told}.`;
  return { name: 'keys', title, alt, spec };
}

function subtitleOf(
  placements: readonly KeyPlacement[],
  keyedBy: string,
  splitCount: number,
): string[] {
  if (placements.every(({ key }) => key === null)) {
    return ['The records have no key: the producer fills one partition after the other.'];
  }
  const what = keyedBy === 'none' ? 'key' : `key (${keyedBy})`;
  const subtitle = [`One segment for each ${what}, as long as the number of its records.`];
  subtitle.push(
    splitCount === 0
      ? 'Every key is in one partition only, so its records keep their order.'
      : `Red: ${countOf(splitCount, 'key')} in more than one partition, without order among them.`,
  );
  return subtitle;
}

/** That the requests of a coupon are spread although each key is in one place. */
function couponLine(splitCoupons: readonly string[]): readonly string[] {
  if (splitCoupons.length === 0) return [];
  const named = splitCoupons.slice(0, MAX_NAMED).map((couponId) => `coupon ${couponId}`);
  const rest = splitCoupons.length - named.length;
  const who = joinWords(rest === 0 ? named : [...named, countOf(rest, 'more coupon')]);
  return [`Requests for ${who} are in more than one partition, without order among them.`];
}

/** Keys of which records are in more than one partition, as `topic key`. */
function splitKeys(placements: readonly KeyPlacement[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const split = new Set<string>();
  for (const { topic, key } of placements) {
    if (key === null) continue;
    const name = `${topic}\n${key}`;
    if (seen.has(name)) split.add(name);
    seen.add(name);
  }
  return split;
}

function layers(
  segments: readonly Segment[],
  sums: readonly unknown[],
  y: ChartSpec,
  longest: number,
): readonly ChartSpec[] {
  const x = (field: string): ChartSpec => ({
    field,
    type: 'quantitative',
    title: 'records',
    scale: { domain: [0, longest], nice: false },
    axis: { grid: false, tickMinStep: 1 },
  });
  const labelled = segments
    .filter(({ label }) => label !== '')
    .map((one) => ({ ...one, middle: (one.from + one.to) / 2 }));
  return [
    {
      data: { values: segments },
      mark: { type: 'bar', stroke: PAPER, strokeWidth: 1.5, color: { expr: 'datum.colour' } },
      encoding: {
        x: x('from'),
        x2: { field: 'to' },
        y,
        description: { field: 'tip', type: 'nominal' },
      },
    },
    {
      data: { values: labelled },
      mark: { type: 'text', fontSize: 13, color: DARK_LETTERS },
      encoding: {
        x: x('middle'),
        y,
        text: { field: 'label', type: 'nominal' },
        description: { field: 'tip', type: 'nominal' },
      },
    },
    {
      data: { values: sums },
      mark: { type: 'text', align: 'left', dx: 8, fontSize: 13, color: INK },
      encoding: { x: x('at'), y, text: { field: 'text', type: 'nominal' } },
    },
  ];
}

function segmentsOf(
  row: string,
  placements: readonly KeyPlacement[],
  longest: number,
  split: ReadonlySet<string>,
): readonly Segment[] {
  const sorted = [...placements].sort((a, b) => b.records - a.records);
  const rest = sorted.slice(KEYS_A_ROW);
  const segments: Segment[] = [];
  let from = 0;
  const add = (records: number, name: string, colour: string, isKey: boolean): void => {
    const pixels = (records / longest) * (PLOT_WIDTH - 150);
    const letters = Math.floor((pixels - 8) / LETTER_WIDTH);
    const named = isKey && name.length + 4 <= letters ? `key ${name}` : name;
    const label = letters >= 1 ? cutTo(named, letters) : '';
    const tip = `${row}: ${name}, ${countOf(records, 'record')}`;
    segments.push({
      row,
      from,
      to: from + records,
      label: label === '…' ? '' : label,
      colour,
      tip,
    });
    from += records;
  };
  sorted.slice(0, KEYS_A_ROW).forEach(({ topic, key, records }, at) => {
    const name = key === null ? '(no key)' : key === '' ? '(empty key)' : key;
    const colour = split.has(`${topic}\n${key}`) ? SPLIT : SHADES[at % 2]!;
    add(records, name, colour, key !== null && key !== '');
  });
  if (rest.length > 0) add(total(rest), `${rest.length} more keys`, OTHERS, false);
  return segments;
}

function total(placements: readonly KeyPlacement[]): number {
  return placements.reduce((sum, { records }) => sum + records, 0);
}

function keyCount(placements: readonly KeyPlacement[]): number {
  return placements.filter(({ key }) => key !== null).length;
}
