import type { FaultTrigger, WorkPoint } from '../scenario.ts';
import { didYouMean } from './problem.ts';

/** The record that a trigger waits for. */
export type RecordCoordinate = NonNullable<
  Extract<FaultTrigger, { readonly type: 'point' }>['record']
>;

/** A point of work as a scenario writes it. `process` null: the process that the fault strikes. */
export interface WorkPointPhrase {
  readonly point: WorkPoint;
  readonly record: RecordCoordinate | null;
  readonly occurrence: number;
  readonly process: string | null;
}

interface Wording {
  /** `X` stands for the record. */
  readonly ofRecord: string;
  /** Follows `the 12th`. */
  readonly ofAny: string;
  /** What the consumer does, for a sentence about a fault. */
  readonly does: (record: string) => string;
  readonly doesNth: (nth: string) => string;
}

const WORDINGS: Readonly<Record<WorkPoint, Wording>> = {
  polled: {
    ofRecord: 'X is polled',
    ofAny: 'record is polled',
    does: (record) => `has polled ${record}`,
    doesNth: (nth) => `has polled its ${nth} record`,
  },
  'handler-started': {
    ofRecord: 'handling of X is started',
    ofAny: 'handling is started',
    does: (record) => `starts to handle ${record}`,
    doesNth: (nth) => `starts its ${nth} handling`,
  },
  'effect-written': {
    ofRecord: 'effect of X is written',
    ofAny: 'effect is written',
    does: (record) => `has written the effect of ${record}`,
    doesNth: (nth) => `has written its ${nth} effect`,
  },
  handled: {
    ofRecord: 'handling of X is finished',
    ofAny: 'handling is finished',
    does: (record) => `has finished handling ${record}`,
    doesNth: (nth) => `has finished its ${nth} handling`,
  },
  committing: {
    ofRecord: 'commit of X is sent',
    ofAny: 'commit is sent',
    does: (record) => `sends the commit of ${record}`,
    doesNth: (nth) => `sends its ${nth} commit`,
  },
  committed: {
    ofRecord: 'commit of X is confirmed',
    ofAny: 'commit is confirmed',
    does: (record) => `has the commit of ${record} confirmed`,
    doesNth: (nth) => `has its ${nth} commit confirmed`,
  },
};

const POINTS = Object.entries(WORDINGS) as [WorkPoint, Wording][];

/** What a phrase looks like, for messages. */
export const PHRASE_EXAMPLES =
  '"effect of my-topic-0@7 is written" or "the 12th effect is written"';

/** All phrases, for messages. */
export const PHRASE_CHOICE = phraseChoice();

/** Regular expression of the JSON Schema. */
export const PHRASE_PATTERN = phrasePattern();

/** A phrase, or what is wrong with it. */
export function parseWorkPointPhrase(text: string): WorkPointPhrase | string {
  const match = /^(.*?)(?: at ([A-Za-z0-9._-]+))?(?: the (\w+) time)?$/.exec(
    text.replace(/\s+/g, ' '),
  );
  const [, phrase = '', process, time] = match ?? [];
  const occurrence = time === undefined ? 1 : parseOrdinal(time);
  if (Number.isNaN(occurrence))
    return `has no number before "time"; write for example the 2nd time`;
  for (const [point, { ofRecord, ofAny }] of POINTS) {
    const nth = new RegExp(`^the (\\w+) ${ofAny}$`).exec(phrase);
    if (nth !== null && time === undefined) {
      const count = parseOrdinal(nth[1]!);
      if (Number.isNaN(count)) return `has no number in it; write for example the 12th ${ofAny}`;
      return { point, record: null, occurrence: count, process: process ?? null };
    }
    const record = new RegExp(`^(?:the )?${ofRecord.replace('X', '(\\S+)')}$`).exec(phrase);
    if (record !== null) {
      const coordinate = parseCoordinate(record[1]!);
      if (typeof coordinate === 'string') return coordinate;
      return { point, record: coordinate, occurrence, process: process ?? null };
    }
  }
  return unknownPhrase(phrase);
}

/** As `parseWorkPointPhrase` reads it. */
export function workPointPhraseText({
  point,
  record,
  occurrence,
  process,
}: WorkPointPhrase): string {
  const { ofRecord, ofAny } = WORDINGS[point];
  const at = process === null ? '' : ` at ${process}`;
  if (record === null) return `the ${ordinal(occurrence)} ${ofAny}${at}`;
  const time = occurrence === 1 ? '' : ` the ${ordinal(occurrence)} time`;
  return `${ofRecord.replace('X', coordinateText(record))}${at}${time}`;
}

/** What a consumer does at a point, after its name: `has written the effect of orders-0@7`. */
export function workPointDeed({
  point,
  record,
  occurrence,
}: Omit<WorkPointPhrase, 'process'>): string {
  const { does, doesNth } = WORDINGS[point];
  if (record === null) return doesNth(ordinal(occurrence));
  const time = occurrence === 1 ? '' : ` for the ${ordinal(occurrence)} time`;
  return `${does(coordinateText(record))}${time}`;
}

/** `coupon-issue-request-0@7`: topic, partition and offset, as Kafka's own messages put them. */
export function coordinateText({ topic, partition, offset }: RecordCoordinate): string {
  return `${topic}-${partition}@${offset}`;
}

function parseCoordinate(text: string): RecordCoordinate | string {
  const match = /^(.+)-(\d{1,9})@(\d{1,15})$/.exec(text);
  if (match === null)
    return `does not name a record; write topic-partition@offset, such as my-topic-0@7`;
  return { topic: match[1]!, partition: Number(match[2]), offset: Number(match[3]) };
}

/** NaN: not a number from 1st on. */
function parseOrdinal(text: string): number {
  if (text === 'first') return 1;
  const match = /^([1-9]\d{0,8})(?:st|nd|rd|th)$/.exec(text);
  return match === null ? NaN : Number(match[1]);
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`. */
export function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13;
  return `${count}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][count % 10]) ?? 'th'}`;
}

function unknownPhrase(phrase: string): string {
  const words = phrase.replace(/\S+@\S+/, 'X').replace(/^the (\w+) (?!of)/, 'the 2nd ');
  const known = POINTS.flatMap(([, { ofRecord, ofAny }]) => [ofRecord, `the 2nd ${ofAny}`]);
  const meant = didYouMean(words, known);
  return `is not a point of a consumer's work; write ${PHRASE_CHOICE}${meant}`;
}

function phraseChoice(): string {
  const phrases = POINTS.map(([, { ofRecord }]) => `"${ofRecord}"`);
  const any = `or "the 12th ${WORDINGS['effect-written'].ofAny}"`;
  return `${phrases.join(', ')} (X is topic-partition@offset), ${any} and so on`;
}

function phrasePattern(): string {
  const records = POINTS.map(([, { ofRecord }]) =>
    ofRecord.replace('X', '\\S+-[0-9]+@[0-9]+'),
  ).join('|');
  const any = POINTS.map(([, { ofAny }]) => ofAny).join('|');
  const nth = 'the (first|[1-9][0-9]*(st|nd|rd|th))';
  const at = '( at [A-Za-z0-9._-]+)?';
  const phrase = `^((the )?(${records})${at}( ${nth} time)?|${nth} (${any})${at})$`;
  return phrase.replaceAll(' ', '\\s+');
}
