/** A place in a text; both count from 1. The column counts characters: an emoji is one. */
export interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

/** Knows the line and column of each offset (in UTF-16 code units) of a text. */
export class LineMap {
  private readonly lineStarts: readonly number[];
  /** Offsets of the second halves of characters that are two code units, in ascending order. */
  private readonly secondHalves: readonly number[];

  constructor(text: string) {
    const lineStarts = [0];
    for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) {
      lineStarts.push(index + end.length);
    }
    this.lineStarts = lineStarts;
    this.secondHalves = Array.from(
      text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g),
      ({ index }) => index + 1,
    );
  }

  at(offset: number): LineAndColumn {
    const line = countUpTo(this.lineStarts, offset);
    const start = this.lineStarts[line - 1]!;
    const halves = countUpTo(this.secondHalves, offset) - countUpTo(this.secondHalves, start);
    return { line, column: offset - start - halves + 1 };
  }
}

/** How many of the ascending numbers are not above `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
