import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { quote } from './problem.ts';
import { MAX_DEPTH, TOO_DEEP } from './tokenProblems.ts';
import type { YamlEntry, YamlProblem, YamlText, YamlValue } from './yamlTree.ts';

/** Most values that aliases may blow a document up to. */
const MAX_VALUES = 1_000_000;

/** What stands where nothing can be read. */
function nothingAt(offset: number): YamlText {
  return { kind: 'text', text: '', quoted: false, offset };
}

/** What is known of a value that an alias can repeat. */
interface Anchored {
  readonly value: YamlValue;
  /** Values in it, itself among them, so that repeated repetition is noticed. */
  readonly size: number;
  /** Levels of nesting in it; a text has 1. */
  readonly depth: number;
}

/** Turns the nodes of the library into plain values, in the order of the document. */
export class TreeBuilder {
  readonly problems: YamlProblem[] = [];
  private readonly anchors = new Map<string, Anchored>();
  /** True if aliases repeat too much; the rest of the file was not read. */
  isOverfull = false;
  private valueCount = 0;
  private isTooDeep = false;
  /** The deepest level met so far within the anchored value that is being read. */
  private deepest = 0;

  /** The value of the root. */
  build(root: Node): YamlValue {
    return this.value(root, 1);
  }

  private problem(offset: number, message: string): void {
    this.problems.push({ offset, message });
  }

  private value(node: Node | null | undefined, level: number): YamlValue {
    if (node === null || node === undefined) return nothingAt(0);
    const offset = startOf(node);
    if (level > MAX_DEPTH) return this.tooDeep(offset);
    if (isAlias(node)) return this.aliased(node.source, offset, level);
    const { anchor } = node as { anchor?: string };
    if (anchor === undefined) return this.unaliased(node, offset, level);
    const before = this.valueCount;
    const outer = this.deepest;
    this.deepest = level;
    const value = this.unaliased(node, offset, level);
    const depth = this.deepest - level + 1;
    this.deepest = Math.max(outer, this.deepest);
    this.anchors.set(anchor, { value, size: this.valueCount - before, depth });
    return value;
  }

  private aliased(anchor: string, offset: number, level: number): YamlValue {
    const anchored = this.anchors.get(anchor);
    if (anchored === undefined) {
      this.problem(offset, `the alias *${anchor} repeats nothing: no &${anchor} ends before it`);
      return nothingAt(offset);
    }
    if (this.isOverfull) return nothingAt(offset);
    this.valueCount += anchored.size;
    if (this.valueCount > MAX_VALUES) {
      this.problem(offset, `aliases repeat more than ${MAX_VALUES} values`);
      this.isOverfull = true;
      return nothingAt(offset);
    }
    const deepest = level + anchored.depth - 1;
    if (deepest > MAX_DEPTH) return this.tooDeep(offset);
    this.deepest = Math.max(this.deepest, deepest);
    return anchored.value;
  }

  private tooDeep(offset: number): YamlValue {
    if (!this.isTooDeep) this.problem(offset, TOO_DEEP);
    this.isTooDeep = true;
    return nothingAt(offset);
  }

  private unaliased(node: Node, offset: number, level: number): YamlValue {
    this.valueCount++;
    this.deepest = Math.max(this.deepest, level);
    if (isMap(node)) return { kind: 'map', entries: this.entries(node.items, level + 1), offset };
    if (isSeq(node)) {
      const items = node.items.map((item) => this.value(item as Node, level + 1));
      return { kind: 'list', items, offset };
    }
    if (!isScalar(node)) return nothingAt(offset);
    return { kind: 'text', text: String(node.value), quoted: node.type !== 'PLAIN', offset };
  }

  private entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    level: number,
  ): YamlEntry[] {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    for (const pair of pairs) {
      const keyOffset = startOf(pair.key as Node);
      const key = this.value(pair.key as Node, level);
      if (key.kind !== 'text') {
        this.problem(keyOffset, `a key must be text, is a ${key.kind}`);
        continue;
      }
      const written = pair.value as Node | null | undefined;
      const value = written ? this.value(written, level) : nothingAt(keyOffset);
      if (seen.has(key.text)) this.problem(keyOffset, `the key ${quote(key.text)} is here twice`);
      else entries.push({ key: key.text, keyOffset, value });
      seen.add(key.text);
    }
    return entries;
  }
}

function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}
