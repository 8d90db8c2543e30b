import type { Problem } from './problem.ts';
import type { YamlValue } from './yamlTree.ts';

/** Keys and indexes from the root of the document. */
export type Path = readonly (string | number)[];

/** What a message points at: the value at a path, or the key that leads to it. */
export type Spot = 'value' | 'key';

/** Collects what is wrong with one file, and knows where in the text each path is. */
export class ProblemList {
  readonly problems: Problem[] = [];
  private readonly file: string;
  private readonly lineStarts: readonly number[];
  private readonly root: YamlValue | null;
  private readonly paths = new Set<string>();

  /** `root` null: there is no document, and only `addAtOffset` is of use. */
  constructor(file: string, text: string, root: YamlValue | null) {
    this.file = file;
    this.root = root;
    const lineStarts = [0];
    for (const { index } of text.matchAll(/\r\n|\r|\n/g)) {
      lineStarts.push(text.startsWith('\r\n', index) ? index + 2 : index + 1);
    }
    this.lineStarts = lineStarts;
  }

  /**
   * Adds a problem at a path. The first one at a path stays alone: what follows from it is no news.
   */
  add(path: Path, message: string, spot: Spot = 'value'): void {
    const id = JSON.stringify(path);
    if (this.paths.has(id)) return;
    this.paths.add(id);
    this.addAtOffset(this.offsetOf(path, spot), message, pathText(path));
  }

  /** Adds a problem at an offset of the text. */
  addAtOffset(offset: number, message: string, path = ''): void {
    this.problems.push({ file: this.file, ...this.lineAndColumn(offset), path, message });
  }

  /** True if something is already known to be wrong with this very value, not with a part of it. */
  has(path: Path): boolean {
    return this.paths.has(JSON.stringify(path));
  }

  /** The problems in the order of the file. */
  sorted(): readonly Problem[] {
    return this.problems.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  private offsetOf(path: Path, spot: Spot): number {
    let value = this.root;
    let offset = value?.offset ?? 0;
    for (const [depth, step] of path.entries()) {
      if (value === null || value.kind === 'text') return offset;
      if (value.kind === 'list') {
        const item: YamlValue | undefined = value.items[Number(step)];
        if (item === undefined) return offset;
        value = item;
        offset = item.offset;
      } else {
        const entry = value.entries.find(({ key }) => key === String(step));
        if (entry === undefined) return offset;
        value = entry.value;
        const isEnd = depth === path.length - 1;
        // A block map or list begins on a line of its own; its key says better what is meant.
        const isBelow: boolean =
          value.kind !== 'text' && this.lineOf(value.offset) > this.lineOf(entry.keyOffset);
        offset = (isEnd && spot === 'key') || isBelow ? entry.keyOffset : value.offset;
      }
    }
    return offset;
  }

  private lineAndColumn(offset: number): { line: number; column: number } {
    const line = this.lineOf(offset);
    return { line: line + 1, column: offset - this.lineStarts[line]! + 1 };
  }

  /** From 0. */
  private lineOf(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
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
