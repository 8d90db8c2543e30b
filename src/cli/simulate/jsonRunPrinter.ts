import type { GroupSnapshot } from '../../history/groupSnapshot.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import { newRunDocument } from '../document/runDocument.ts';
import { messageOf } from '../failureText.ts';
import { failureTimeUs } from '../runFailureText.ts';
import { interruptedText } from './interruptedText.ts';
import { replayOf } from './replayOf.ts';
import type { Repetition, RunIntent, RunPrinter } from './runPrinter.ts';

/** Tells of a run in one JSON document; whatever else there is to say goes to standard error. */
export class JsonRunPrinter implements RunPrinter {
  readonly tellsStory = false;
  readonly printed = null;
  private readonly intent: RunIntent;
  private judgement: { readonly run: ReportRun; readonly repetition: Repetition } | null = null;

  private snapshots: readonly GroupSnapshot[] = [];

  constructor(intent: RunIntent) {
    this.intent = intent;
  }

  readonly trace = (text: string): void => {
    process.stderr.write(text);
  };

  traceBegins(): void {
    // The events say enough.
  }

  judged(run: ReportRun, repetition: Repetition): void {
    this.judgement = { run, repetition };
  }

  described(snapshots: readonly GroupSnapshot[]): void {
    this.snapshots = snapshots;
  }

  writing(): void {
    // A program reads this: it can wait.
  }

  finished(page: string | null): void {
    this.print(page, null);
  }

  failed(error: unknown): void {
    this.print(null, error);
  }

  interrupted(historyPath: string | null): void {
    console.error(interruptedText(this.intent.seed, historyPath));
  }

  private print(page: string | null, error: unknown): void {
    const { scenario, seed, program } = this.intent;
    const replay = replayOf(scenario, seed, program);
    const failure =
      error === null ? null : { message: messageOf(error), atUs: failureTimeUs(error) };
    const document = newRunDocument({
      scenario,
      seed,
      replay,
      run: this.judgement?.run ?? null,
      repetition: this.judgement?.repetition ?? { isRepeatable: null, difference: null },
      failure,
      page,
      snapshots: this.snapshots,
    });
    console.log(JSON.stringify(document, null, 2));
  }
}
