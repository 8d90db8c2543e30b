/**
 * Counts `buffer.memory`. Mirrors `BufferPool`.
 *
 * Simplified: only the sizes are counted, nothing is pooled. Who waits is kept by the producer,
 * which serves waiting sends strictly in turn (Kafka lets a small request overtake while the first
 * waits for its first bytes).
 */
export class BufferPool {
  readonly totalMemory: number;
  /** How many sends wait for memory. While some do, every batch is ready to be sent. */
  waitingCount = 0;
  /** Set while the first of those that wait tries again: it alone may be given memory then. */
  isServingWaiting = false;
  private available: number;

  constructor(totalMemory: number) {
    this.totalMemory = totalMemory;
    this.available = totalMemory;
  }

  get availableMemory(): number {
    return this.available;
  }

  /** Takes the memory, or answers false if there is not enough or others wait for it. */
  tryAllocate(size: number): boolean {
    if (size > this.available) return false;
    if (this.waitingCount > 0 && !this.isServingWaiting) return false;
    this.available -= size;
    return true;
  }

  deallocate(size: number): void {
    this.available += size;
  }
}
