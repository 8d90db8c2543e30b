import type { Shape } from './shape.ts';
import { isNothing } from './yamlTree.ts';
import type { YamlText, YamlValue } from './yamlTree.ts';

const MAX_LENGTH = 100_000;

/**
 * The value of a record: text as it stands, or a map or list that is sent as JSON without blanks,
 * keys in the order of the file. Inside, a plain number, true, false or null is one; quotes make it
 * text.
 */
export const recordValue: Shape<string> = {
  schema: { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] },
  fallback: '',
  read(value, place) {
    const text = value.kind === 'text' ? value.text : json(value, MAX_LENGTH);
    if (text.length > MAX_LENGTH) {
      place.problem(`the value of a record is longer than ${MAX_LENGTH} characters`);
      return '';
    }
    if (/\p{Surrogate}/u.test(text)) place.problem('has half of a surrogate pair in it');
    return text;
  },
};

/**
 * Stops once it has more than `room` characters: aliases can make a small file a very long text.
 */
function json(value: YamlValue, room: number): string {
  if (value.kind === 'text') return scalarJson(value);
  const isList = value.kind === 'list';
  let text = isList ? '[' : '{';
  let isFirst = true;
  const add = (key: string, child: YamlValue): void => {
    if (text.length > room) return;
    text += `${isFirst ? '' : ','}${key}${json(child, room - text.length)}`;
    isFirst = false;
  };
  if (isList) for (const item of value.items) add('', item);
  else for (const { key, value: child } of value.entries) add(`${JSON.stringify(key)}:`, child);
  return text + (isList ? ']' : '}');
}

function scalarJson(value: YamlText): string {
  if (value.quoted) return JSON.stringify(value.text);
  if (isNothing(value)) return 'null';
  const isJson = /^(true|false|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)$/.test(value.text);
  return isJson ? value.text : JSON.stringify(value.text);
}
