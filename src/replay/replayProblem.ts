/**
 * Why a run on a real cluster cannot be made, or could not be made to its end: nothing about the
 * service, and no verdict. `misuse`: what was asked for cannot be had; `unable`: something outside
 * failed.
 */
export class ReplayProblem extends Error {
  override name = 'ReplayProblem';
  readonly kind: 'misuse' | 'unable';

  constructor(kind: 'misuse' | 'unable', message: string) {
    super(message);
    this.kind = kind;
  }
}
