import { parseAmount, AMOUNT_EXAMPLES, AMOUNT_PATTERN } from './amount.ts';
import {
  DURATION_EXAMPLES,
  DURATION_PATTERN,
  parseDuration,
  parseDurationRange,
} from './duration.ts';
import { DEFINITION_NAME } from './jsonSchema.ts';
import { scalar, text } from './shape.ts';
import type { Shape } from './shape.ts';
import type { Amount, DurationRange } from '../scenario.ts';

/** Most of each thing in one scenario: far above any lesson, far below what stops a machine. */
export const LIMITS = {
  brokers: 100,
  topics: 100,
  partitions: 10_000,
  allPartitions: 20_000,
  coupons: 10_000,
  choices: 1_000_000,
  stock: 1_000_000_000,
  groups: 100,
  consumers: 1_000,
  producers: 1_000,
  workload: 10_000,
  requests: 2_000_000,
  records: 100_000,
  faults: 10_000,
  links: 1_000,
  attempts: 1_000_000,
  sends: 1_000,
  configs: 500,
} as const;

/** Longest id of a coupon, user or request: the width of the columns that hold them. */
const MAX_ID_LENGTH = 64;

/** A point in time or a length of time, as integer microseconds. */
export const duration: Shape<number> = scalar(
  {
    [DEFINITION_NAME]: 'duration',
    description: `A length of time: ${DURATION_EXAMPLES}.`,
    type: 'string',
    pattern: `^${DURATION_PATTERN}$`,
  },
  DURATION_EXAMPLES,
  0,
  parseDuration,
);

/** A length of time that is not 0. */
export const positiveDuration: Shape<number> = durationFrom(1, 'must be longer than 0');

/** A length of time of a millisecond or more: what waits less and tries again never gets on. */
export const waitDuration: Shape<number> = durationFrom(1_000, 'must be at least 1ms');

function durationFrom(minUs: number, objection: string): Shape<number> {
  return scalar(duration.schema, DURATION_EXAMPLES, minUs, (written) => {
    const us = parseDuration(written);
    return typeof us === 'number' && us < minUs ? objection : us;
  });
}

const DURATION_RANGE_EXAMPLES = 'a duration (2ms) or a range of durations (0.3ms..1.2ms)';

export const durationRange: Shape<DurationRange> = scalar(
  {
    [DEFINITION_NAME]: 'durationRange',
    description: `${DURATION_RANGE_EXAMPLES}; drawn anew each time.`,
    type: 'string',
    pattern: `^${DURATION_PATTERN}(\\s*\\.\\.\\s*${DURATION_PATTERN})?$`,
  },
  DURATION_RANGE_EXAMPLES,
  { minUs: 0, maxUs: 0 },
  parseDurationRange,
);

export const amount: Shape<Amount> = scalar(
  {
    [DEFINITION_NAME]: 'amount',
    description: `How many: ${AMOUNT_EXAMPLES}.`,
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: AMOUNT_PATTERN },
    ],
  },
  AMOUNT_EXAMPLES,
  { min: 0, max: Infinity },
  parseAmount,
);

const LATER = `^(${DURATION_PATTERN}) later$`;

/** `20s later`. */
export const later: Shape<number> = scalar(
  { type: 'string', pattern: LATER },
  '20s later',
  0,
  (written) => {
    if (!written.endsWith(' later')) return 'does not say "later"; write for example 20s later';
    return parseDuration(written.slice(0, -' later'.length));
  },
);

/** What `start:` says of a consumer that only a `join` fault starts. */
export const ON_JOIN = 'on join';

/** When a consumer starts: a time, or Infinity for `on join`. */
export const start: Shape<number> = scalar(
  { type: 'string', pattern: `^(${DURATION_PATTERN}|${ON_JOIN})$` },
  `a time (9s), or "${ON_JOIN}" if a join fault starts it`,
  0,
  (written) => (written === ON_JOIN ? Infinity : parseDuration(written)),
);

const ID_SCHEMA = {
  [DEFINITION_NAME]: 'id',
  description: 'An id, such as 1 or REQ-1001: the text that stands in the file.',
  minLength: 1,
  maxLength: MAX_ID_LENGTH,
};

/** Id of a coupon, a user or a request. A number is the text that stands in the file. */
export const id: Shape<string> = text(
  ID_SCHEMA,
  'an id, such as 1 or REQ-1001',
  MAX_ID_LENGTH,
  idProblem,
);

/** The name of a process, a topic or a group; whether it exists is checked later. */
export const name: Shape<string> = text({}, 'a name', 249);

/** What is wrong with an id, or null. */
export function idProblem(written: string): string | null {
  if (written.length > MAX_ID_LENGTH) return `is longer than ${MAX_ID_LENGTH} characters`;
  if (written === '' || written !== written.trim()) return 'is empty or has blanks around it';
  return characterProblem(written);
}

/** What is wrong with a text that tables and messages show on one line, or null. */
export function characterProblem(written: string): string | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(written))
    return 'has a line break or another control character in it';
  return /\p{Surrogate}/u.test(written) ? 'has half of a surrogate pair in it' : null;
}

/** What is wrong with the name of a process, or null. */
export function processNameProblem(written: string): string | null {
  if (/^broker-\d+$/.test(written)) return 'is the name of a broker; choose another';
  if (written === 'store') return 'is the name of the database; choose another';
  return /^[A-Za-z0-9._-]{1,64}$/.test(written)
    ? null
    : 'is not a name for a process; use 1 to 64 letters, digits, ".", "_" and "-"';
}

/** Kafka's rule (`Topic.validate`). */
export function topicNameProblem(written: string): string | null {
  if (written === '.' || written === '..') return 'is not a name for a topic in Kafka';
  if (written === '__consumer_offsets') return 'is an internal topic of Kafka; choose another';
  return /^[A-Za-z0-9._-]{1,249}$/.test(written)
    ? null
    : 'is not a name for a topic in Kafka: 1 to 249 of the letters, digits, ".", "_" and "-"';
}

/** What is wrong with the id of a group, or null. */
export function groupIdProblem(written: string): string | null {
  if (written === '' || written !== written.trim()) return 'is empty or has blanks around it';
  return written.length > 249 ? 'is longer than 249 characters' : characterProblem(written);
}
