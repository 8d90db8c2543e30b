import type { ReportRun } from '../../report/reportRun.ts';
import { overallSentence } from '../../report/collect/overallSentence.ts';
import { wantsStackTrace } from '../failureText.ts';
import { runFailureText } from '../runFailureText.ts';
import { interruptedText } from './interruptedText.ts';
import { replayOf } from './replayOf.ts';
import type { Repetition, RunIntent, RunPrinter } from './runPrinter.ts';

/** Tells of a run in one line. */
export class QuietRunPrinter implements RunPrinter {
  readonly tellsStory = false;
  readonly printed = null;
  private readonly intent: RunIntent;

  constructor(intent: RunIntent) {
    this.intent = intent;
  }

  readonly trace = (text: string): void => {
    process.stdout.write(text);
  };

  traceBegins(): void {
    // The events say enough.
  }

  judged(run: ReportRun, { isRepeatable, difference }: Repetition): void {
    const { scenario, seed } = this.intent;
    const twice = isRepeatable === true ? ', twice alike' : '';
    const judgement = run.status === 'holds' ? 'holds' : `${run.status}: ${overallSentence(run)}`;
    console.log(`${scenario.path}: seed ${seed}, digest ${run.digest}${twice}, ${judgement}`);
    if (difference !== null) console.error(difference);
  }

  described(): void {
    // One line is one line.
  }

  writing(): void {
    // It is not worth a word.
  }

  finished(): void {
    // The line has been printed.
  }

  failed(error: unknown): void {
    const { scenario, seed, program } = this.intent;
    const replay = replayOf(scenario, seed, program);
    console.error(runFailureText({ error, seed, replay }, wantsStackTrace(process.env)));
  }

  interrupted(historyPath: string | null): void {
    console.error(interruptedText(this.intent.seed, historyPath));
  }
}
