/** A small count for each offset of one partition, in a byte each. */
export class OffsetCounts {
  private counts = new Uint8Array(64);

  of(offset: number): number {
    return this.counts[offset] ?? 0;
  }

  /** Adds one to the count of an offset and gives it; from 255 on it stays. */
  add(offset: number): number {
    if (offset >= this.counts.length) {
      const larger = new Uint8Array(Math.max(offset + 1, this.counts.length * 2));
      larger.set(this.counts);
      this.counts = larger;
    }
    const count = Math.min(255, this.counts[offset]! + 1);
    this.counts[offset] = count;
    return count;
  }
}
