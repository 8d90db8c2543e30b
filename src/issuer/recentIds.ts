const DEFAULT_LIMIT = 100_000;

/** Remembers the most recent ids, and forgets the oldest, so that memory stays bounded. */
export class RecentIds {
  private readonly limit: number;
  private readonly ids = new Set<string>();

  /** `limit`: how many ids to remember, at least 1. */
  constructor(limit: number = DEFAULT_LIMIT) {
    this.limit = limit;
  }

  /** Remembers the id. False: it is remembered already. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > this.limit) {
      // A Set keeps the order of insertion, so the first is the oldest.
      for (const oldest of this.ids) {
        this.ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
