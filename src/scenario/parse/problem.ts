import { distance } from 'fastest-levenshtein';

/** One thing that is wrong with a scenario file, or (as a warning) that a reader should know. */
export interface Problem {
  /** Path of the file as given by the user; '' if there is none. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters of the line: an emoji is one. */
  readonly column: number;
  /** Where in the document, for example `faults[1].crash`; '' for the whole. */
  readonly path: string;
  /** What is wrong; what is allowed; what was perhaps meant. */
  readonly message: string;
}

/** `file:line:column: path: message`. */
export function formatProblem({ file, line, column, path, message }: Problem): string {
  const where = `${file === '' ? '<scenario>' : file}:${line}:${column}`;
  return `${where}: ${path === '' ? '' : `${path}: `}${onOneLine(message)}`;
}

/** Escapes what would end the line or steer a terminal: names in a message come from the file. */
function onOneLine(message: string): string {
  return message.replace(
    /[\0-\x1F\x7F-\x9F\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `; did you mean "x"?` if one of the candidates is close to what was written, otherwise ''. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const longest = Math.max(2, Math.floor(written.length / 3));
  let best = '';
  let bestDistance = longest + 1;
  if (written.length <= 200) {
    for (const candidate of candidates) {
      const far = distance(written.toLowerCase(), candidate.toLowerCase());
      // Nothing in common is no likeness, however short the two are.
      if (far < bestDistance && far < candidate.length) {
        best = candidate;
        bestDistance = far;
      }
    }
  }
  if (best === '' && written.length >= 3) {
    // A name that was cut short: `linger` for `linger.ms`.
    best = candidates.find((candidate) => candidate.startsWith(written)) ?? '';
  }
  return best === '' ? '' : `; did you mean "${best}"?`;
}

/** A text of the file in a message: quoted, and cut if it is long. */
export function quote(text: string): string {
  const cut = text.length <= 60 ? text : `${text.slice(0, 57)}...`;
  return JSON.stringify(cut);
}

/** `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]!}`;
}
