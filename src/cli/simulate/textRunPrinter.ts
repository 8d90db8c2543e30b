import type { GroupSnapshot } from '../../history/groupSnapshot.ts';
import type { ReportRun } from '../../report/reportRun.ts';
import { wrapTo } from '../../report/text/displayWidth.ts';
import { countOf } from '../../report/text/nameRecords.ts';
import { snapshotText } from '../../report/text/snapshotText.ts';
import { summaryText } from '../../report/text/summaryText.ts';
import type { TextOptions } from '../../report/text/textStyle.ts';
import { textStyle } from '../../report/text/textStyle.ts';
import { wantsStackTrace } from '../failureText.ts';
import { runFailureText } from '../runFailureText.ts';
import { terminalText } from '../terminalText.ts';
import { consoleText } from './consoleText.ts';
import { interruptedText } from './interruptedText.ts';
import { replayOf } from './replayOf.ts';
import type { Repetition, RunIntent, RunPrinter } from './runPrinter.ts';

const WRITING = 'Drawing the report ...';
/** To the beginning of the line, and nothing on it. */
const CLEAR_LINE = '\r\u001b[2K';

/** Tells the whole story of a run. */
export class TextRunPrinter implements RunPrinter {
  readonly tellsStory = true;
  private readonly intent: RunIntent;
  private readonly options: TextOptions = terminalText();
  private readonly consoleLines: string[] = [];
  private isWriting = false;

  constructor(intent: RunIntent) {
    this.intent = intent;
  }

  readonly printed = (line: string): void => {
    this.consoleLines.push(line);
  };

  readonly trace = (text: string): void => {
    process.stdout.write(text);
  };

  traceBegins(): void {
    const { scenario, seed } = this.intent;
    const style = textStyle(this.options);
    for (const line of wrapTo(scenario.title, this.options.width ?? 80))
      console.log(style.bold(line));
    console.log(`seed ${seed}, every event:\n`);
  }

  judged(run: ReportRun, repetition: Repetition): void {
    const style = textStyle(this.options);
    console.log(
      [...summaryText(run, this.options), ...consoleText(this.consoleLines, this.options)].join(
        '\n',
      ),
    );
    const { isRepeatable, difference } = repetition;
    if (isRepeatable === true) {
      const events = countOf(run.verdicts.facts.events, 'event');
      console.log(style.good(`Run twice: the same ${events}, the same digest.`));
    } else if (isRepeatable === false) {
      console.log(style.bad('Run twice: the second run is another one. This is a bug.'));
      console.log(difference ?? '');
    }
  }

  described(snapshots: readonly GroupSnapshot[]): void {
    console.log(['', ...snapshotText(snapshots, this.options)].join('\n').trimEnd());
  }

  writing(): void {
    if (!process.stderr.isTTY) return;
    this.isWriting = true;
    process.stderr.write(WRITING);
  }

  finished(page: string | null): void {
    this.wipe();
    if (page !== null) console.log(`Report: ${page}`);
  }

  failed(error: unknown): void {
    const { scenario, seed, program } = this.intent;
    const replay = replayOf(scenario, seed, program);
    console.error(runFailureText({ error, seed, replay }, wantsStackTrace(process.env)));
  }

  interrupted(historyPath: string | null): void {
    // The terminal has written ^C.
    if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
    console.error(interruptedText(this.intent.seed, historyPath));
  }

  /** Takes away the line that says that the report is being drawn. */
  private wipe(): void {
    if (this.isWriting) process.stderr.write(CLEAR_LINE);
    this.isWriting = false;
  }
}
