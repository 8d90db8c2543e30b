import { decodeExpectations } from './decodeExpectations.ts';
import { isJsonObject } from './decodeEvent.ts';
import type { JsonObject } from './decodeEvent.ts';
import type { HistoryHeader } from './event.ts';
import { HISTORY_FORMAT, HISTORY_VERSION } from './event.ts';
import { HistoryFormatError } from './historyFormatError.ts';

interface HeaderRule {
  readonly isValid: (field: unknown) => boolean;
  readonly wanted: string;
}

const text: HeaderRule = { isValid: (field) => typeof field === 'string', wanted: 'a text' };
const integer: HeaderRule = { isValid: Number.isSafeInteger, wanted: 'an integer' };
const texts: HeaderRule = {
  isValid: (field) => isListOf(field, text.isValid),
  wanted: 'a list of texts',
};

/** All fields of the header after `format` and `version`, without `expect`. */
const HEADER_RULES: {
  readonly [F in Exclude<keyof HistoryHeader, 'format' | 'version' | 'expect'>]: HeaderRule;
} = {
  backend: {
    isValid: (field) => field === 'simulator' || field === 'kafka',
    wanted: '"simulator" or "kafka"',
  },
  title: text,
  lesson: text,
  scenarioPath: text,
  seed: integer,
  productVersion: text,
  kafkaVersion: text,
  timeScale: {
    isValid: (field) => typeof field === 'number' && field > 0,
    wanted: 'a number above 0',
  },
  topics: {
    isValid: (field) =>
      isListOf(field, (each) =>
        hasFields(each, { topic: text, partitions: integer, replicationFactor: integer }),
      ),
    wanted: 'a list of { topic, partitions, replicationFactor }',
  },
  groups: {
    isValid: (field) =>
      isListOf(field, (each) =>
        hasFields(each, {
          group: text,
          topics: texts,
          application: text,
          consumers: texts,
          autoCommit: texts,
        }),
      ),
    wanted: 'a list of { group, topics, application, consumers, autoCommit }',
  },
  producers: texts,
  coupons: {
    isValid: (field) => isJsonObject(field) && Object.values(field).every(Number.isSafeInteger),
    wanted: 'an object of coupon ids and stocks',
  },
  keyedBy: text,
};

/**
 * The header of a history file. Throws HistoryFormatError if the line is none, or of a version that
 * this reader does not know.
 */
export function decodeHeader(value: JsonObject, line: number): HistoryHeader {
  if (value['format'] !== HISTORY_FORMAT) {
    throw new HistoryFormatError(line, `this is no history: "format" must be "${HISTORY_FORMAT}"`);
  }
  if (value['version'] !== HISTORY_VERSION) {
    const version = JSON.stringify(value['version']);
    throw new HistoryFormatError(
      line,
      `format version ${version}; this reader knows version ${HISTORY_VERSION}`,
    );
  }
  const header: Record<string, unknown> = { format: HISTORY_FORMAT, version: HISTORY_VERSION };
  for (const [name, { isValid, wanted }] of Object.entries(HEADER_RULES)) {
    const field = value[name];
    if (!isValid(field)) {
      const seen = field === undefined ? 'is missing' : `is ${JSON.stringify(field)}`;
      throw new HistoryFormatError(line, `"${name}" of the header ${seen}; it must be ${wanted}`);
    }
    header[name] = field;
  }
  header['expect'] = decodeExpectations(value['expect'] ?? null, line);
  return header as unknown as HistoryHeader;
}

function isListOf(field: unknown, isValid: (each: unknown) => boolean): boolean {
  return Array.isArray(field) && field.every(isValid);
}

function hasFields(value: unknown, rules: Readonly<Record<string, HeaderRule>>): boolean {
  return (
    isJsonObject(value) &&
    Object.entries(rules).every(([name, { isValid }]) => isValid(value[name]))
  );
}
