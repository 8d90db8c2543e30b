import type { GroupSnapshot } from '../../history/groupSnapshot.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { OutputStyle } from '../options/outputStyle.ts';

/** What a printer knows before the run. */
export interface RunIntent {
  readonly scenario: Scenario;
  readonly seed: number;
  /** How `simulate` was called. */
  readonly program: string;
}

/** What a second run of the same seed showed. */
export interface Repetition {
  /** null: there was no second run. */
  readonly isRepeatable: boolean | null;
  /** The first difference, in a few lines; null: there is none. */
  readonly difference: string | null;
}

/** Tells a person, or a program, of one run. Its methods are called in this order. */
export interface RunPrinter {
  /** False: `judged` needs no more than the judgement; the picture of the run may be empty. */
  readonly tellsStory: boolean;
  /** Takes what console consumers print; null: nobody wants it. */
  readonly printed: ((line: string) => void) | null;
  /** Takes text of the trace. */
  readonly trace: (text: string) => void;
  /** A trace is going to come. */
  traceBegins(): void;
  judged(run: ReportRun, repetition: Repetition): void;
  /** The groups at the moments asked for; called after `judged`, and only if there are any. */
  described(snapshots: readonly GroupSnapshot[]): void;
  /** The report is being written, which takes a moment. */
  writing(): void;
  /** All is done. `page`: path of the report; null: there is none. */
  finished(page: string | null): void;
  /** Instead of the judgement: the run broke. */
  failed(error: unknown): void;
  /** Instead of what would come next. `historyPath`: where the history is, if it is whole. */
  interrupted(historyPath: string | null): void;
}

/** The printer for a style of output. */
export async function newRunPrinter(output: OutputStyle, intent: RunIntent): Promise<RunPrinter> {
  switch (output) {
    case 'text':
      return new (await import('./textRunPrinter.ts')).TextRunPrinter(intent);
    case 'quiet':
      return new (await import('./quietRunPrinter.ts')).QuietRunPrinter(intent);
    case 'json':
      return new (await import('./jsonRunPrinter.ts')).JsonRunPrinter(intent);
  }
}
