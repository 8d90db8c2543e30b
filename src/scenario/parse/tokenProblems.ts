import type { CST } from 'yaml';
import type { YamlProblem } from './yamlTree.ts';

/** Deepest nesting, that of aliases included: readers of the tree may descend by recursion. */
export const MAX_DEPTH = 100;

export const TOO_DEEP = `the file is nested more than ${MAX_DEPTH} levels deep`;

export const NO_TAGS = 'tags (!name) have no meaning in a scenario';

export const UNCLOSED_QUOTE = 'this quote is never closed';

/** A token with values below it, on a level: 1 for the value of a document. */
interface Visit {
  readonly token: CST.Token;
  readonly level: number;
}

/**
 * What the tokens of a text tell before a document is made of them: tags, wherever they stand,
 * quotes without end, and the first place that is nested too deeply. Needs no stack, however deep
 * the nesting.
 */
export function tokenProblems(tokens: readonly CST.Token[]): YamlProblem[] {
  const problems: YamlProblem[] = [];
  let tooDeepAt = Infinity;
  const pending: Visit[] = tokens.map((token) => ({ token, level: 0 }));
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { token, level } = visit;
    if (token.type === 'tag') problems.push({ offset: token.offset, message: NO_TAGS });
    if (isUnclosed(token)) problems.push({ offset: token.offset, message: UNCLOSED_QUOTE });
    if (level > MAX_DEPTH) tooDeepAt = Math.min(tooDeepAt, token.offset);
    else for (const part of partsOf(token)) pending.push({ token: part, level: level + 1 });
  }
  if (tooDeepAt < Infinity) problems.push({ offset: tooDeepAt, message: TOO_DEEP });
  return problems;
}

/** True for a quoted text that reaches to where the library misses the second quote. */
function isUnclosed(token: CST.Token): boolean {
  switch (token.type) {
    case 'double-quoted-scalar':
      return !/^"[^]*"$/.test(token.source) || /(?<!\\)(?:\\\\)*\\"$/.test(token.source);
    case 'single-quoted-scalar':
      return /'*$/.exec(token.source.slice(1))![0].length % 2 === 0;
    default:
      return false;
  }
}

/** Keys, values and what stands before them. */
function partsOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') {
    return token.value === undefined ? token.start : [...token.start, token.value];
  }
  if (!('items' in token)) return [];
  const parts: CST.Token[] = [];
  for (const { start, key, sep, value } of token.items as readonly CST.CollectionItem[]) {
    parts.push(...start, ...(sep ?? []));
    if (key) parts.push(key);
    if (value) parts.push(value);
  }
  return parts;
}
