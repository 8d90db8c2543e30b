import { unreadable } from './latency/readLatencies.ts';
import type { ProfileReader } from './latency/readLatencies.ts';
import { ProblemList } from './parse/problemList.ts';
import { MAX_TEXT_LENGTH } from './parse/yamlTree.ts';
import type { ParsedScenario } from './parseScenario.ts';
import { parseScenario } from './parseScenario.ts';

/** More bytes than this are no scenario, however they are to be read. */
export const MAX_SCENARIO_BYTES = 4 * MAX_TEXT_LENGTH;

/** The first bytes of files that other programs call "Unicode". */
const UTF_16_MARKS = ['fffe', 'feff'];

/** As `parseScenario`, from the bytes of a file, which must be UTF-8. */
export function decodeScenario(
  bytes: Uint8Array,
  path: string,
  readProfile: ProfileReader = unreadable,
): ParsedScenario {
  if (bytes.length > MAX_SCENARIO_BYTES) {
    return refused(path, '', `the file has more than ${MAX_TEXT_LENGTH} characters`);
  }
  const mark = Array.from(bytes.subarray(0, 2), (byte) => byte.toString(16)).join('');
  if (UTF_16_MARKS.includes(mark)) {
    return refused(path, '', 'the file is text in UTF-16; save it as UTF-8');
  }
  const text = decodeUtf8(bytes);
  if (text !== null) return parseScenario(text, path, readProfile);
  const before = decodeUtf8(bytes.subarray(0, lengthOfUtf8(bytes))) ?? '';
  const message = 'the file is not UTF-8: this byte belongs to no character';
  return refused(path, before.replace(/^\uFEFF/, ''), message);
}

/** A problem behind the text `before`. */
function refused(path: string, before: string, message: string): ParsedScenario {
  const problems = new ProblemList(path, before, null);
  problems.addAtOffset(before.length, message);
  return { errors: problems.problems };
}

/** The text in the bytes, with its byte order mark; null if they are not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** How many bytes from the start are whole characters: bisection, as the decoder does not tell. */
function lengthOfUtf8(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isStartOfUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // What is good may end within a character that the bad byte breaks off.
  while (good > 0 && decodeUtf8(bytes.subarray(0, good)) === null) good--;
  return good;
}

/** True if the bytes are UTF-8, perhaps cut off within the last character. */
function isStartOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
