/**
 * A list that never holds more than `most` items: when it is full, every second item goes, and from
 * then on only every second one comes in, and so on. What is left is spread evenly over all that
 * came, the first among it.
 */
export class ThinningList<T> {
  private readonly most: number;
  private kept: T[] = [];
  private step = 1;
  private pushed = 0;

  /** `most`: at least 1. */
  constructor(most: number) {
    this.most = most;
  }

  /** How many items came. */
  get total(): number {
    return this.pushed;
  }

  /** What is left of them, in order. */
  get items(): readonly T[] {
    return this.kept;
  }

  push(item: T): void {
    const index = this.pushed++;
    if (index % this.step !== 0) return;
    if (this.kept.length === this.most) {
      this.step *= 2;
      this.kept = this.kept.filter((_, at) => at % 2 === 0);
      if (index % this.step !== 0) return;
    }
    this.kept.push(item);
  }
}
