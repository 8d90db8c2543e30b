import { quote } from './problem.ts';
import { NO_TAGS, UNCLOSED_QUOTE } from './tokenProblems.ts';

/** What the YAML library means, for the writer of a file, by its codes. */
const BY_CODE: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: NO_TAGS,
  TAB_AS_INDENT: 'a tab is not allowed as indentation; use spaces',
  BLOCK_AS_IMPLICIT_KEY:
    'a second ": " on this line; put quotes around the text, or the map on lines of its own',
  MULTILINE_IMPLICIT_KEY: 'is no "key: value"; both and the ": " between them stand on one line',
  KEY_OVER_1024_CHARS: 'this key is longer than 1024 characters',
  BLOCK_IN_FLOW: 'within brackets, only brackets and commas make lists and maps',
};

/** The same for the first words of its messages, where a code has several. */
const BY_START: readonly (readonly [string, string])[] = [
  ['Implicit map keys need', 'is no "key: value"; the ": " is missing'],
  ['Flow map', 'a map in braces must end with "}", and its lines must be indented'],
  ['Flow sequence', 'a list in brackets must end with "]", and its lines must be indented'],
  ['All mapping items', 'all keys of a map must start in the same column'],
  ['All sequence items', 'all items of a list must start in the same column'],
  ['Sequence item without', 'a list goes on here; begin the item with "- "'],
  ['Missing , or :', 'a "," or a ":" is missing'],
  ['Missing ,', 'a "," is missing'],
  ['Missing space after :', 'a space is missing after ":"'],
  ['Missing closing', UNCLOSED_QUOTE],
  ['Invalid escape sequence', 'is no escape sequence of YAML; write \\\\ for a backslash'],
];

/** An error of the YAML library in the words of this product. `found`: the text it points at. */
export function libraryMessage(code: string, message: string, found: string): string {
  const ofStart = BY_START.find(([start]) => message.startsWith(start));
  if (ofStart !== undefined) return ofStart[1];
  const ofCode = BY_CODE[code];
  if (ofCode !== undefined) return ofCode;
  const word = found.trim();
  if (code === 'UNEXPECTED_TOKEN' && word !== '') return `${quote(word)} does not belong here`;
  return `is not YAML: ${message}`;
}
