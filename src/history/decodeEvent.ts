import type { HistoryEvent } from './event.ts';
import type { EventField } from './eventFields.ts';
import { EVENT_LAYOUTS, eventLayout } from './eventFields.ts';
import { HistoryFormatError } from './historyFormatError.ts';

/** A value that `JSON.parse` gave, of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for an object that is no list and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The event of one line, with its fields in the order of the contract. Fields that this version
 * does not know are left out. Throws HistoryFormatError on an unknown type, or on a field that is
 * missing or of the wrong kind.
 */
export function decodeEvent(value: JsonObject, line: number): HistoryEvent {
  const { type } = value;
  const layout = typeof type === 'string' ? eventLayout(type) : undefined;
  if (layout === undefined) {
    const types = EVENT_LAYOUTS.map((each) => each.type).join(', ');
    throw new HistoryFormatError(
      line,
      `there is no event type ${JSON.stringify(type)}; known are ${types}`,
    );
  }
  const event: Record<string, unknown> = { type };
  event['atUs'] = decodeField(value, 'atUs', isCount, 'an integer, at least 0', layout.type, line);
  event['process'] = decodeField(value, 'process', isText, 'a text', layout.type, line);
  for (const { name, kind, unsaid } of layout.fields) {
    const { isValid, wanted } = FIELD_RULES[kind];
    event[name] =
      unsaid !== undefined && value[name] === undefined
        ? unsaid
        : decodeField(value, name, isValid, wanted, layout.type, line);
  }
  return event as unknown as HistoryEvent;
}

function decodeField(
  value: JsonObject,
  name: string,
  isValid: (field: unknown) => boolean,
  wanted: string,
  type: string,
  line: number,
): unknown {
  const field = value[name];
  if (isValid(field)) return field;
  const seen = field === undefined ? 'is missing' : `is ${JSON.stringify(field)}`;
  throw new HistoryFormatError(line, `"${name}" of ${type} ${seen}; it must be ${wanted}`);
}

const FIELD_RULES: Readonly<
  Record<
    EventField['kind'],
    { readonly isValid: (field: unknown) => boolean; readonly wanted: string }
  >
> = {
  integer: { isValid: Number.isSafeInteger, wanted: 'an integer' },
  flag: { isValid: (field) => typeof field === 'boolean', wanted: 'true or false' },
  name: { isValid: isText, wanted: 'a text' },
  text: { isValid: isText, wanted: 'a text' },
  textOrNull: { isValid: (field) => field === null || isText(field), wanted: 'a text or null' },
  integers: { isValid: isIntegerList, wanted: 'a list of integers' },
  partitions: { isValid: isPartitionList, wanted: 'a list of { topic, partition }' },
  members: { isValid: isMemberList, wanted: 'a list of { memberId, client, partitions }' },
};

function isCount(field: unknown): boolean {
  return Number.isSafeInteger(field) && (field as number) >= 0;
}

function isText(field: unknown): field is string {
  return typeof field === 'string';
}

function isIntegerList(field: unknown): boolean {
  return Array.isArray(field) && field.every(Number.isSafeInteger);
}

function isPartitionList(field: unknown): boolean {
  return (
    Array.isArray(field) &&
    field.every((each) => isJsonObject(each) && isText(each['topic']) && isCount(each['partition']))
  );
}

function isMemberList(field: unknown): boolean {
  return (
    Array.isArray(field) &&
    field.every(
      (each) =>
        isJsonObject(each) &&
        isText(each['memberId']) &&
        isText(each['client']) &&
        isPartitionList(each['partitions']),
    )
  );
}
