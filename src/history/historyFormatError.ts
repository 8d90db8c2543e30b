/** A history file that cannot be read. `line` is counted from 1. */
export class HistoryFormatError extends Error {
  override name = 'HistoryFormatError';
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}
