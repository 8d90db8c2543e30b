import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node } from 'yaml';
import { quote } from './problem.ts';

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

/** The tree as far as it could be read; `root` null: not at all. */
export interface YamlTree {
  readonly root: YamlValue | null;
  readonly problems: readonly YamlProblem[];
}

/** Longest text that is read, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 4_000_000;

/** Most values that aliases may blow a document up to. */
const MAX_VALUES = 2_000_000;

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
  if (control >= 0) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return failed(control, `the character U+${code} is not allowed in YAML`);
  }
  try {
    return convert(text);
  } catch (error) {
    // The composer descends by recursion: the stack ends before the brackets of a hostile file do.
    if (error instanceof RangeError) return failed(0, 'the file is nested too deeply');
    throw error;
  }
}

const UNPRINTABLE = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/;

function failed(offset: number, message: string): YamlTree {
  return { root: null, problems: [{ offset, message }] };
}

function convert(text: string): YamlTree {
  const document = parseDocument(text, {
    schema: 'failsafe',
    // Equal keys are reported below, with the place of each.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const converter = new Converter();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    converter.problem(Math.min(pos[0], text.length), SAID_BETTER[code] ?? message);
  }
  const root = document.contents === null ? null : converter.value(document.contents);
  if (root === null || isNothing(root)) {
    converter.problem(0, 'the file is empty; a scenario begins with "title:"');
  }
  return { root, problems: converter.problems };
}

/** Errors of the YAML library that advise a programmer, not the writer of a file. */
const SAID_BETTER: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; a file holds one scenario',
  TAG_RESOLVE_FAILED: 'tags (!name) have no meaning in a scenario',
  TAB_AS_INDENT: 'a tab is not allowed as indentation; use spaces',
};

/** Turns the nodes of the library into plain values, in the order of the document. */
class Converter {
  readonly problems: YamlProblem[] = [];
  private readonly anchors = new Map<string, YamlValue>();
  /** Values below a value that an alias can repeat, so that repeated repetition is noticed. */
  private readonly sizes = new Map<YamlValue, number>();
  private valueCount = 0;

  problem(offset: number, message: string): void {
    this.problems.push({ offset, message });
  }

  value(node: Node): YamlValue {
    if (isAlias(node)) return this.aliased(node.source, startOf(node));
    const before = this.valueCount++;
    const value = this.unaliased(node);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) {
      this.anchors.set(anchor, value);
      this.sizes.set(value, this.valueCount - before);
    }
    return value;
  }

  private aliased(anchor: string, offset: number): YamlValue {
    const value = this.anchors.get(anchor);
    if (value === undefined) {
      this.problem(offset, `the alias *${anchor} repeats nothing: no &${anchor} ends before it`);
      return { kind: 'text', text: '', quoted: false, offset };
    }
    this.valueCount += this.sizes.get(value) ?? 1;
    if (this.valueCount > MAX_VALUES) {
      this.problem(offset, `aliases repeat more than ${MAX_VALUES} values`);
      this.valueCount = 0;
      return { kind: 'text', text: '', quoted: false, offset };
    }
    return value;
  }

  private unaliased(node: Node): YamlValue {
    const offset = startOf(node);
    if (isMap(node)) return { kind: 'map', entries: this.entries(node.items), offset };
    if (isSeq(node)) {
      const items = node.items.map((item) => this.value(item as Node));
      return { kind: 'list', items, offset };
    }
    if (!isScalar(node)) return { kind: 'text', text: '', quoted: false, offset };
    return { kind: 'text', text: String(node.value), quoted: node.type !== 'PLAIN', offset };
  }

  private entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  ): YamlEntry[] {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    for (const pair of pairs) {
      const keyNode = pair.key as Node;
      const keyOffset = startOf(keyNode);
      const key = isAlias(keyNode) ? this.aliased(keyNode.source, keyOffset) : this.value(keyNode);
      if (key.kind !== 'text') {
        this.problem(keyOffset, `a key must be text, is a ${key.kind}`);
        continue;
      }
      if (seen.has(key.text)) this.problem(keyOffset, `the key ${quote(key.text)} is here twice`);
      seen.add(key.text);
      const nothing = { kind: 'text' as const, text: '', quoted: false, offset: keyOffset };
      const value =
        pair.value === null || pair.value === undefined ? nothing : this.value(pair.value as Node);
      entries.push({ key: key.text, keyOffset, value });
    }
    return entries;
  }
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
