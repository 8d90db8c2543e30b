import type { Path, ProblemList, Spot } from './problemList.ts';

/**
 * One value of the document while it is read: where it is, and where to say what is wrong with it.
 */
export class Place {
  readonly path: Path;
  /** What problems here are about. */
  readonly spot: Spot;
  private readonly list: ProblemList;

  constructor(list: ProblemList, path: Path, spot: Spot = 'value') {
    this.list = list;
    this.path = path;
    this.spot = spot;
  }

  /** The value under a key, or an item of a list. */
  at(...steps: Path): Place {
    return new Place(this.list, [...this.path, ...steps]);
  }

  /** The key that leads to this value. */
  get key(): Place {
    return new Place(this.list, this.path, 'key');
  }

  problem(message: string): void {
    this.list.add(this.path, message, this.spot);
  }

  /** The key itself is wrong. */
  keyProblem(message: string): void {
    this.list.add(this.path, message, 'key');
  }

  /** `; did you mean "x"?`, or ''. */
  suggestion(written: string, candidates: readonly string[]): string {
    return this.list.suggestion(written, candidates);
  }

  /** The value is of no use, for a reason that is said elsewhere. */
  markBroken(): void {
    this.list.markBroken(this.path);
  }

  /** True if something is already known to be wrong with this very value. */
  get isBroken(): boolean {
    return this.list.has(this.path);
  }
}
