/** One call of `flush`: waits for the batches that were incomplete when it was made. */
export class FlushResult {
  private pendingCount: number;
  private readonly onDone: () => void;

  constructor(pendingCount: number, onDone: () => void) {
    this.pendingCount = pendingCount;
    this.onDone = onDone;
  }

  /** A batch was split: these parts are waited for as well. */
  addBatches(count: number): void {
    this.pendingCount += count;
  }

  /** A batch has succeeded or failed for good, or was replaced by its parts. */
  onBatchDone(): void {
    if (--this.pendingCount === 0) this.onDone();
  }
}
