import { Composer, Parser } from 'yaml';
import type { CST, Document } from 'yaml';
import { libraryMessage } from './libraryMessage.ts';
import { NO_TAGS, tokenProblems, TOO_DEEP, UNCLOSED_QUOTE } from './tokenProblems.ts';
import { TreeBuilder } from './treeBuilder.ts';

/**
 * A YAML document without what only YAML cares about: aliases are resolved, tags are gone, and
 * every scalar is the text that stands in the file. So `007`, `1.0` and `9007199254740993` stay
 * what they are, and each place decides itself what it takes for a number.
 */
export type YamlValue = YamlText | YamlList | YamlMap;

export interface YamlText {
  readonly kind: 'text';
  readonly text: string;
  /** True for quoted and block scalars, which are text even if they look like a number. */
  readonly quoted: boolean;
  readonly offset: number;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
  readonly offset: number;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly offset: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlValue;
}

/** Something wrong with the YAML itself, at an offset of the text. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}

/** `root` null: there is no tree, or what its author meant by broken YAML would be a guess. */
export interface YamlTree {
  readonly root: YamlValue | null;
  readonly problems: readonly YamlProblem[];
}

/** Longest text that is read, in UTF-16 code units: the library takes some seconds for it. */
export const MAX_TEXT_LENGTH = 1_000_000;

/** True for a key or item with nothing after it, and for `~` and `null`. */
export function isNothing(value: YamlValue): boolean {
  if (value.kind !== 'text' || value.quoted) return false;
  return value.text === '' || value.text === '~' || value.text === 'null';
}

/** Reads YAML 1.2. Never throws. */
export function readYamlTree(text: string): YamlTree {
  if (text.length > MAX_TEXT_LENGTH) {
    return failed(0, `the file has more than ${MAX_TEXT_LENGTH} characters`);
  }
  const control = text.search(UNPRINTABLE);
  if (control >= 0) return failed(control, unprintable(text.charCodeAt(control)));
  // A carriage return alone ends a line in YAML; the library would take it for a character.
  return convert(text.replace(/\r(?!\n)/g, '\n'));
}

const UNPRINTABLE = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/;

function unprintable(code: number): string {
  if (code === 0) {
    return 'a NUL byte: this is no text, or not in UTF-8; a scenario is text, saved as UTF-8';
  }
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return `the character U+${hex} is not allowed in YAML`;
}

function failed(offset: number, message: string): YamlTree {
  return { root: null, problems: [{ offset, message }] };
}

function convert(text: string): YamlTree {
  const tokens = tokensOf(text);
  const found = tokenProblems(tokens);
  // The library composes by recursion: it must not see what would exhaust the stack.
  if (found.some(({ message }) => message === TOO_DEEP)) return { root: null, problems: found };
  const [first, second] = [...new Composer(COMPOSE_OPTIONS).compose(tokens, true, text.length)];
  found.push(...libraryProblems(first as Document, text));
  const isBroken = found.some(({ message }) => message !== NO_TAGS);
  if (second !== undefined) found.push({ offset: second.range[0], message: ONE_DOCUMENT });
  const builder = new TreeBuilder();
  const root = first?.contents ? builder.build(first.contents) : null;
  found.push(...builder.problems);
  const isEmpty = root === null || isNothing(root);
  if (isEmpty)
    found.push({ offset: 0, message: 'the file is empty; a scenario begins with "title:"' });
  const isReadable = !isBroken && !isEmpty && !builder.isOverfull;
  return { root: isReadable ? root : null, problems: firstOfEachOffset(found) };
}

const ONE_DOCUMENT = 'a second document begins here; a file holds one scenario';

/** All tokens, or those up to the first that belongs nowhere: behind it, all others seem to. */
function tokensOf(text: string): CST.Token[] {
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    tokens.push(token);
    if (token.type === 'error') break;
  }
  return tokens;
}

const COMPOSE_OPTIONS = {
  schema: 'failsafe',
  // What has no tag is resolved as ever; tags are reported as tokens.
  customTags: () => [],
  // Equal keys are reported with the place of each.
  uniqueKeys: false,
  prettyErrors: false,
} as const;

function libraryProblems({ errors, warnings }: Document, text: string): YamlProblem[] {
  return [...errors, ...warnings].map(({ code, message, pos }) => {
    const offset = Math.min(pos[0], text.length);
    return { offset, message: libraryMessage(code, message, text.slice(offset, pos[1])) };
  });
}

/**
 * One mistake makes the library stumble several times over the same character, and miss at the end
 * of the text a quote that was opened long before.
 */
function firstOfEachOffset(problems: readonly YamlProblem[]): YamlProblem[] {
  const seen = new Set<number>();
  let isUnclosed = false;
  return problems.filter(({ offset, message }) => {
    if (seen.has(offset) || (isUnclosed && message === UNCLOSED_QUOTE)) return false;
    seen.add(offset);
    isUnclosed ||= message === UNCLOSED_QUOTE;
    return true;
  });
}
