/**
 * Hands out the least and the most loaded of some members, as if each that is handed out gained or
 * gave up a partition (`UniformHeterogeneousAssignmentBuilder.MemberAssignmentBalancer`).
 *
 * The members are sorted by load. From the left a range of least loaded members grows: each is
 * handed out once, then all of them have one more, and members that had as many join the range.
 * From the right a range of most loaded members grows in the same way.
 */
export class MemberBalancer {
  /** By member index; the caller keeps them up to date. */
  private readonly loads: readonly number[];
  private sorted: number[] = [];
  private leastEnd = 0;
  /** The load in the least loaded range when its present turn began. */
  private leastLoad = 0;
  private nextLeast = 0;
  private mostStart = 0;
  private mostEnd = 0;
  /** The load in the most loaded range when its present turn began. */
  private mostLoad = 0;
  private nextMost = 0;

  constructor(loads: readonly number[]) {
    this.loads = loads;
  }

  /** Begins anew with some members, at least one. Returns how far their loads are apart. */
  start(members: readonly number[]): number {
    this.sorted = [...members].sort((a, b) => this.loads[a]! - this.loads[b]! || a - b);
    const count = this.sorted.length;
    const least = this.loadAt(0);
    const most = this.loadAt(count - 1);
    this.leastEnd = 0;
    this.leastLoad = least - 1;
    this.nextLeast = 0;
    this.mostStart = count;
    this.mostEnd = count;
    this.mostLoad = most + 1;
    this.nextMost = count - 1;
    return most - least;
  }

  /** The ranges have met: no move would make the members more even. */
  get isBalanced(): boolean {
    return this.mostLoad - this.leastLoad <= 1;
  }

  /** The member to get the next partition. */
  nextLeastLoaded(): number {
    if (this.nextLeast >= this.leastEnd) {
      this.leastLoad++;
      while (this.leastEnd < this.sorted.length && this.loadAt(this.leastEnd) === this.leastLoad) {
        this.leastEnd++;
      }
      this.nextLeast = 0;
    }
    return this.sorted[this.nextLeast++]!;
  }

  /** The member to give up the next partition; null: all are excluded. */
  nextMostLoaded(): number | null {
    if (this.nextMost < this.mostStart) {
      // A range emptied by exclusions begins again at the next member, however low its load.
      const isEmpty = this.mostEnd <= this.mostStart && this.mostStart > 0;
      this.mostLoad = isEmpty ? this.loadAt(this.mostStart - 1) : this.mostLoad - 1;
      while (this.mostStart > 0 && this.loadAt(this.mostStart - 1) === this.mostLoad) {
        this.mostStart--;
      }
      this.nextMost = this.mostEnd - 1;
    }
    return this.nextMost < 0 ? null : this.sorted[this.nextMost--]!;
  }

  /**
   * Takes the member last handed out by `nextMostLoaded` out of the range: it has nothing to give.
   */
  excludeMostLoaded(): void {
    const index = this.nextMost + 1;
    const last = this.mostEnd - 1;
    const excluded = this.sorted[index]!;
    this.sorted[index] = this.sorted[last]!;
    this.sorted[last] = excluded;
    this.mostEnd--;
  }

  private loadAt(index: number): number {
    return this.loads[this.sorted[index]!]!;
  }
}
