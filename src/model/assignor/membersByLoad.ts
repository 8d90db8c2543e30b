import { compareText } from './memberOrder.ts';

/**
 * Members ordered by how many partitions they have, then by id: the TreeSet with a
 * `SubscriptionComparator` of Kafka's sticky assignors. A member is taken out before its load
 * changes and put back afterwards.
 */
export class MembersByLoad {
  private readonly loadOf: (memberId: string) => number;
  private readonly sorted: string[];

  constructor(memberIds: Iterable<string>, loadOf: (memberId: string) => number) {
    this.loadOf = loadOf;
    this.sorted = [...memberIds].sort((a, b) => this.compare(a, b));
  }

  /** Least loaded first. Valid until the next change. */
  get memberIds(): readonly string[] {
    return this.sorted;
  }

  remove(memberId: string): void {
    const index = this.sorted.indexOf(memberId);
    if (index !== -1) this.sorted.splice(index, 1);
  }

  add(memberId: string): void {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(this.sorted[middle]!, memberId) < 0) low = middle + 1;
      else high = middle;
    }
    this.sorted.splice(low, 0, memberId);
  }

  /** The loads of the least and the most loaded member differ by at most one. */
  get isLevel(): boolean {
    if (this.sorted.length === 0) return true;
    return this.loadOf(this.sorted[0]!) >= this.loadOf(this.sorted.at(-1)!) - 1;
  }

  private compare(a: string, b: string): number {
    return this.loadOf(a) - this.loadOf(b) || compareText(a, b);
  }
}
