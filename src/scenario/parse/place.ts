import type { Path, ProblemList } from './problemList.ts';

/**
 * One value of the document while it is read: where it is, and where to say what is wrong with it.
 */
export class Place {
  readonly path: Path;
  private readonly list: ProblemList;

  constructor(list: ProblemList, path: Path) {
    this.list = list;
    this.path = path;
  }

  /** The value under a key, or an item of a list. */
  at(...steps: Path): Place {
    return new Place(this.list, [...this.path, ...steps]);
  }

  problem(message: string): void {
    this.list.add(this.path, message);
  }

  /** The key itself is wrong. */
  keyProblem(message: string): void {
    this.list.add(this.path, message, 'key');
  }

  /** True if something is already known to be wrong with this very value. */
  get isBroken(): boolean {
    return this.list.has(this.path);
  }
}
