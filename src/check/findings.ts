import type { Finding } from './verdict.ts';

/** Cases listed of one kind; more are only counted. */
export const LISTED_FINDINGS = 20;

/** Counts all cases of one kind and keeps the first ones. */
export class Findings {
  private readonly kept: Finding[] = [];
  private total = 0;

  get count(): number {
    return this.total;
  }

  get listed(): readonly Finding[] {
    return this.kept;
  }

  /** Counts one more case. `describe` is called only if it is still listed. */
  add(describe: () => Finding): void {
    this.total++;
    if (this.kept.length < LISTED_FINDINGS) this.kept.push(describe());
  }
}
