import { LineMap } from './lineMap.ts';
import { didYouMean } from './problem.ts';
import type { Problem } from './problem.ts';
import type { YamlEntry, YamlMap, YamlValue } from './yamlTree.ts';

/** Keys and indexes from the root of the document. */
export type Path = readonly (string | number)[];

/** What a message points at: the value at a path, or the key that leads to it. */
export type Spot = 'value' | 'key';

/** So many likenesses are looked for in one file: a hostile file asks for millions. */
const MAX_SUGGESTIONS = 1_000;

/** A path as it stands in the file, and where. */
interface Found {
  readonly path: Path;
  readonly offset: number;
}

/** Collects what is wrong with one file, and knows where in the text each path is. */
export class ProblemList {
  readonly problems: Problem[] = [];
  private readonly file: string;
  private readonly lines: LineMap;
  private readonly root: YamlValue | null;
  private readonly paths = new Set<string>();
  private readonly offsets = new Set<number>();
  private readonly entriesByKey = new Map<YamlMap, ReadonlyMap<string, YamlEntry>>();
  private suggestionCount = 0;

  /** `root` null: there is no document, and only `addAtOffset` is of use. */
  constructor(file: string, text: string, root: YamlValue | null) {
    this.file = file;
    this.root = root;
    this.lines = new LineMap(text);
  }

  /**
   * Adds a problem at a path. The first one at a path stays alone, and so does one of the YAML
   * itself: what follows from it is no news.
   */
  add(path: Path, message: string, spot: Spot = 'value'): void {
    const found = this.find(path, spot);
    const id = JSON.stringify(found.path);
    if (this.paths.has(id)) return;
    this.paths.add(id);
    if (this.offsets.has(found.offset)) return;
    this.push(found.offset, message, pathText(found.path));
  }

  /** Adds a problem of the YAML itself at an offset of the text. */
  addAtOffset(offset: number, message: string): void {
    this.offsets.add(offset);
    this.push(offset, message, '');
  }

  /** No more is said about the value at this path. */
  markBroken(path: Path): void {
    this.paths.add(JSON.stringify(this.find(path, 'value').path));
  }

  /** True if something is already known to be wrong with this very value, not with a part of it. */
  has(path: Path): boolean {
    return this.paths.has(JSON.stringify(this.find(path, 'value').path));
  }

  /** As `didYouMean`, until the file has had its share of such help. */
  suggestion(written: string, candidates: readonly string[]): string {
    return ++this.suggestionCount > MAX_SUGGESTIONS ? '' : didYouMean(written, candidates);
  }

  /** The problems in the order of the file. */
  sorted(): readonly Problem[] {
    return this.problems.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  private push(offset: number, message: string, path: string): void {
    this.problems.push({ file: this.file, ...this.lines.at(offset), path, message });
  }

  /**
   * Follows a path as far as the file goes. A name leads to the item of a list that is this name.
   */
  private find(path: Path, spot: Spot): Found {
    let value = this.root;
    let offset = value?.offset ?? 0;
    const taken: (string | number)[] = [];
    for (const [depth, step] of path.entries()) {
      // What stands alone without brackets is its own first item.
      if (typeof step === 'number' && value?.kind !== 'list') continue;
      if (value?.kind === 'map') {
        const entry = this.entry(value, String(step));
        if (entry === undefined) return { path: [...taken, ...path.slice(depth)], offset };
        value = entry.value;
        offset = this.offsetOf(entry, depth === path.length - 1 ? spot : 'value');
        taken.push(step);
      } else if (value?.kind === 'list') {
        const index = typeof step === 'number' ? step : lastIndexOf(value.items, step);
        const item: YamlValue | undefined = value.items[index];
        if (item === undefined) return { path: [...taken, ...path.slice(depth)], offset };
        value = item;
        offset = item.offset;
        taken.push(index);
      } else {
        return { path: [...taken, ...path.slice(depth)], offset };
      }
    }
    return { path: taken, offset };
  }

  private entry(map: YamlMap, key: string): YamlEntry | undefined {
    let byKey = this.entriesByKey.get(map);
    if (byKey === undefined) {
      byKey = new Map(map.entries.map((entry) => [entry.key, entry]));
      this.entriesByKey.set(map, byKey);
    }
    return byKey.get(key);
  }

  private offsetOf({ keyOffset, value }: YamlEntry, spot: Spot): number {
    if (spot === 'key') return keyOffset;
    // A block map or list begins on a line of its own; its key says better what is meant.
    const isBelow =
      value.kind !== 'text' && this.lines.at(value.offset).line > this.lines.at(keyOffset).line;
    return isBelow ? keyOffset : value.offset;
  }
}

function lastIndexOf(items: readonly YamlValue[], text: string): number {
  return items.findLastIndex((item) => item.kind === 'text' && item.text.trim() === text);
}

/** `faults[1].crash`; keys with a dot or other signs in them are quoted. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else {
      const word = /^[\w:-]{1,80}$/.test(step) ? step : JSON.stringify(step.slice(0, 80));
      text += text === '' ? word : `.${word}`;
    }
  }
  return text;
}
