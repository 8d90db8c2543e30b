/** How many texts are joined to one. */
const BLOCK_LENGTH = 256;

interface Block {
  /** The texts, one after the other. */
  readonly text: string;
  /** Where each of them ends. */
  readonly ends: Uint32Array;
  /** Which of them are null; null: none. */
  readonly nulls: ReadonlySet<number> | null;
}

/**
 * A growing list of texts, the values of a partition's records. Once there are many, they are
 * joined to long texts: a million short strings would take twice the memory.
 */
export class TextColumn {
  private readonly blocks: Block[] = [];
  /** The texts after the last block, as they came. */
  private open: (string | null)[] = [];

  get length(): number {
    return this.blocks.length * BLOCK_LENGTH + this.open.length;
  }

  push(text: string | null): void {
    // A consumer that keeps up reads the newest texts: these are not joined yet.
    if (this.open.length === 2 * BLOCK_LENGTH)
      this.blocks.push(join(this.open.splice(0, BLOCK_LENGTH)));
    this.open.push(text);
  }

  /** The text at `index`, which must be in [0, length). */
  at(index: number): string | null {
    const openIndex = index - this.blocks.length * BLOCK_LENGTH;
    if (openIndex >= 0) return this.open[openIndex]!;
    const { text, ends, nulls } = this.blocks[Math.floor(index / BLOCK_LENGTH)]!;
    const within = index % BLOCK_LENGTH;
    if (nulls !== null && nulls.has(within)) return null;
    return text.slice(within === 0 ? 0 : ends[within - 1]!, ends[within]);
  }

  /** Takes off the end what is behind `length`. */
  truncate(length: number): void {
    while (this.blocks.length * BLOCK_LENGTH > length) {
      const first = (this.blocks.length - 1) * BLOCK_LENGTH;
      const texts = Array.from({ length: BLOCK_LENGTH }, (_, index) => this.at(first + index));
      this.blocks.pop();
      this.open = texts;
    }
    this.open.length = Math.min(this.open.length, length - this.blocks.length * BLOCK_LENGTH);
  }
}

function join(texts: readonly (string | null)[]): Block {
  const ends = new Uint32Array(texts.length);
  const nulls = new Set<number>();
  let end = 0;
  texts.forEach((text, index) => {
    if (text === null) nulls.add(index);
    else end += text.length;
    ends[index] = end;
  });
  return { text: texts.join(''), ends, nulls: nulls.size === 0 ? null : nulls };
}
