import { ProblemList } from './parse/problemList.ts';
import type { ParsedScenario } from './parseScenario.ts';
import { parseScenario } from './parseScenario.ts';

/** As `parseScenario`, from the bytes of a file, which must be UTF-8. */
export function decodeScenario(bytes: Uint8Array, path: string): ParsedScenario {
  try {
    return parseScenario(decodeUtf8(bytes), path);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const before = decodeUtf8(bytes.subarray(0, lengthOfUtf8(bytes)));
  const problems = new ProblemList(path, before, null);
  problems.addAtOffset(before.length, 'the file is not UTF-8: this byte belongs to no character');
  return { errors: problems.problems };
}

/** Throws TypeError if the bytes are not UTF-8. A byte order mark is kept, for the parser. */
function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
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
  while (good > 0 && !isUtf8(bytes.subarray(0, good))) good--;
  return good;
}

/** True if the bytes are UTF-8, perhaps cut off within the last character. */
function isStartOfUtf8(bytes: Uint8Array): boolean {
  return succeeds(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }));
}

function isUtf8(bytes: Uint8Array): boolean {
  return succeeds(() => decodeUtf8(bytes));
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
