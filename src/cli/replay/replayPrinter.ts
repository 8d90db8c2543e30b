import { differencesDocument } from '../../differences/output/differencesDocument.ts';
import { differencesText } from '../../differences/output/differencesText.ts';
import { StartInterrupted } from '../../adapters/kafka/broker/kafkaProblem.ts';
import type { RealCluster } from '../../replay/realCluster.ts';
import type { ReplayedRun } from '../../replay/replayOnKafka.ts';
import { countOf } from '../../report/text/nameRecords.ts';
import { summaryText } from '../../report/text/summaryText.ts';
import { textStyle } from '../../report/text/textStyle.ts';
import { overallSentence } from '../../report/collect/overallSentence.ts';
import { consoleText } from '../simulate/consoleText.ts';
import type { OutputStyle } from '../options/outputStyle.ts';
import { terminalText } from '../terminalText.ts';
import type { PreparedReplay } from './preparedReplay.ts';
import type { JudgedReplay } from './replayScenario.ts';

/** Tells a person, or a program, of a replay. */
export interface ReplayPrinter {
  /** Something takes time. */
  readonly progress: (step: string) => void;
  /** Takes what console consumers print. */
  readonly printed: (line: string) => void;
  /** The real run is about to begin. */
  begins(prepared: PreparedReplay, cluster: RealCluster): void;
  /** All is over. `page`: path of the report; null: there is none. */
  judged(replay: JudgedReplay, run: ReplayedRun, page: string | null): void;
  /**
   * There is no verdict. `history`: where the history so far is; null: nowhere. `left`: what could
   * not be removed.
   */
  broke(error: Error, history: string | null, left: readonly string[]): void;
}

/** To the beginning of the line, and nothing on it. */
const CLEAR_LINE = '\r\u001b[2K';

/** The printer for a style of output. */
export function newReplayPrinter(output: OutputStyle): ReplayPrinter {
  switch (output) {
    case 'text':
      return new TextReplayPrinter();
    case 'quiet':
      return new QuietReplayPrinter();
    case 'json':
      return new JsonReplayPrinter();
  }
}

/** What all of them do alike. */
abstract class ErrorTeller implements ReplayPrinter {
  readonly progress = (step: string): void => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`${CLEAR_LINE}${step} ...`);
  };

  readonly printed: (line: string) => void = () => undefined;

  begins(prepared: PreparedReplay, cluster: RealCluster): void {
    // Only people want to know.
    void prepared;
    void cluster;
  }

  abstract judged(replay: JudgedReplay, run: ReplayedRun, page: string | null): void;

  broke(error: Error, history: string | null, left: readonly string[]): void {
    this.wipe();
    const isInterrupted = error instanceof StartInterrupted || error.message === 'interrupted';
    const lines = isInterrupted
      ? ['Interrupted: there is no verdict, and nothing is left running.']
      : [error.message];
    if (history !== null) lines.push(`What there is of the history: ${history}`);
    console.error([...lines, ...leftLines(left)].join('\n'));
  }

  /** Takes away the line that says what is being done. */
  protected wipe(): void {
    if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE);
  }
}

/** Tells the whole story. */
class TextReplayPrinter extends ErrorTeller {
  private readonly options = terminalText();
  private readonly lines: string[] = [];

  override readonly printed = (line: string): void => void this.lines.push(line);

  override begins({ client, timeScale }: PreparedReplay, cluster: RealCluster): void {
    this.wipe();
    const style = textStyle(this.options);
    const scale =
      timeScale === 1
        ? 'at the times of the file'
        : `all times of the file multiplied by ${timeScale}, in both runs`;
    console.log(style.dim(`${cluster.description}; ${scale}.`));
    console.log(style.dim(`${client.reason} Version ${client.version}.`));
    console.log('');
  }

  judged(
    { simulated, real, comparison }: JudgedReplay,
    run: ReplayedRun,
    page: string | null,
  ): void {
    this.wipe();
    const { options } = this;
    const style = textStyle(options);
    const lines = [
      ...summaryText(real, options),
      ...consoleText(this.lines, options),
      '',
      ...differencesText(comparison, options),
    ];
    if (run.unreachedPoints > 0)
      lines.push(style.unsure('A point of a fault was not reached on the real Kafka.'));
    if (simulated.status !== 'holds')
      lines.push(style.bad(`The simulated run itself: ${simulated.status}.`));
    if (page !== null) {
      lines.push(`Report: ${page}`);
      lines.push(`Differences: ${page.replace(/report\.html$/, 'differences.html')}`);
    }
    console.log(lines.join('\n'));
    for (const line of leftLines(run.left)) console.error(line);
  }
}

/** Tells it in one line. */
class QuietReplayPrinter extends ErrorTeller {
  judged({ real, comparison }: JudgedReplay, run: ReplayedRun): void {
    this.wipe();
    const { scenarioPath, seed } = real.header;
    const count = comparison.differences.length;
    const allowed = count === 1 ? 'allowed' : 'all allowed';
    const faithful = comparison.isFaithful ? allowed : 'NOT ALL ALLOWED';
    const differences =
      count === 0 ? 'no difference' : `${countOf(count, 'difference')}, ${faithful}`;
    console.log(`${scenarioPath}: seed ${seed}, ${overallSentence(real)} ${differences}.`);
    for (const line of leftLines(run.left)) console.error(line);
  }
}

/** Tells it in one JSON document. */
class JsonReplayPrinter extends ErrorTeller {
  judged(
    { simulated, real, comparison }: JudgedReplay,
    run: ReplayedRun,
    page: string | null,
  ): void {
    this.wipe();
    const { verdicts, expectations, status, digest } = real;
    const document = {
      format: 'partition-lab-replay',
      version: 1,
      simulated: { status: simulated.status, digest: simulated.run.digest },
      real: {
        status,
        digest,
        verdicts: verdicts.verdicts,
        expectations,
        redeliveries: verdicts.redeliveries,
        unreachedPoints: run.unreachedPoints,
      },
      comparison: differencesDocument(comparison),
      left: run.left,
      report: page,
    };
    console.log(JSON.stringify(document, null, 2));
  }
}

function leftLines(left: readonly string[]): readonly string[] {
  return left.length === 0 ? [] : [`Could not be removed: ${left.join('; ')}`];
}
